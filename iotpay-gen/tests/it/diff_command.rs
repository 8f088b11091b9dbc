//! Tests of `iotpay-gen diff` as used in a terminal or a pipeline, with folders, files and revisions.

#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::fixture::Spec;
use crate::fixture::program::{Folder, run, run_in, text};

const REFUND: &str = "spec/general/13-refund.yaml";
const HEAD: &str = "the required field `shopId` was added to the request: text\n";

/// Returns the embedded spec with another required field.
fn grown() -> Spec {
    let row = "        - { name: shopId, required: y, type: String(20), sample: \"\", description: The shop. }";
    Spec::real().insert_after(REFUND, "{ name: device, ", row)
}

/// Writes the embedded spec and a newer one to folders, and returns their paths.
fn folders(test: &str, new: &Spec) -> (Folder, Folder, String, String) {
    let (older, old) = Folder::new(&format!("diff-{test}-old")).with_spec(&Spec::real());
    let (newer, new) = Folder::new(&format!("diff-{test}-new")).with_spec(new);
    let (old, new) = (text(&old).to_owned(), text(&new).to_owned());
    (older, newer, old, new)
}

#[test]
fn compares_folders_and_exits_with_1_if_something_breaks() {
    let (_older, _newer, old, new) = folders("breaking", &grown());
    let ran = run(&["diff", &old, &new]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(
        ran.out
            .starts_with("`refund_order` of Refund interface (general)\n\n  breaking[request-field-added-required]: ")
    );
    assert!(
        ran.out.contains(HEAD) && ran.out.ends_with("\nthe next version must be 0.2.0 (breaking)\n"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'), "color without a terminal");

    let same = run(&["diff", &old, &old]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "nothing changed since 0.1.0\n"));
    let released = run(&["diff", &old, &new, "--baseline-version", "1.4.2"]);
    assert!(released.out.ends_with("\nthe next version must be 2.0.0 (breaking)\n"), "{}", released.out);
}

/// The same spec in folders with different names, one inside another, and in a revision.
#[test]
fn folder_name_is_not_compared() {
    let (folder, spec) = Folder::new("diff-renamed").with_spec(&Spec::real());
    let copy = |to: &str| {
        let to = folder.path(to);
        for file in Spec::real().files {
            let path = to.join(file.name.split_once('/').unwrap().1);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &*file.text).unwrap();
        }
        text(&to).to_owned()
    };
    let (tables, nested) = (copy("tables"), copy("vendor/pages/2026"));
    git(&folder.0, &["init", "-q"]);
    git(&folder.0, &["add", "."]);
    git(&folder.0, &["commit", "-q", "-m", "Before"]);
    let sides = [text(&spec), &tables, &nested, "HEAD", "HEAD:tables", "HEAD:vendor/pages/2026/"];
    for (old, new) in sides.iter().zip(sides.iter().cycle().skip(1)) {
        let ran = run_in(&folder.0, &["diff", old, new]);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(0), "nothing changed since 0.1.0\n"),
            "{old} {new}: {}",
            ran.err
        );
    }
    // A change in a folder with another name is reported alone and at its location.
    let page = folder.path("tables/general/13-refund.yaml");
    fs::write(page, grown().text(REFUND)).unwrap();
    let ran = run_in(&folder.0, &["diff", text(&spec), &tables]);
    let place = "new: tables/general/13-refund.yaml:";
    assert!(ran.out.contains(place) && ran.out.contains("changes: 1 breaking\n"), "{}", ran.out);
    // The same applies to the spec folder of another crate.
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/private-endpoints/spec");
    let renamed = folder.path("own");
    fs::create_dir_all(&renamed).unwrap();
    for entry in fs::read_dir(own).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), renamed.join(entry.file_name())).unwrap();
    }
    let ran = run(&["diff", own, text(&renamed), "--private"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "nothing changed since 0.1.0\n"), "{}", ran.err);
}

#[test]
fn compatible_changes_exit_with_0() {
    let (_older, _newer, old, new) =
        folders("compatible", &Spec::real().edit(REFUND, "sample: WEB, ", "sample: POS, "));
    let ran = run(&["diff", &old, &new]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.ends_with("the next version can be 0.1.1 (documentation only)\n"), "{}", ran.out);
}

#[test]
fn prints_json_annotations_and_markdown() {
    let (_older, _newer, old, new) = folders("formats", &grown());
    let report: serde_json::Value = serde_json::from_str(&run(&["diff", &old, &new, "--format", "json"]).out).unwrap();
    assert_eq!(
        (&report["breaking"], &report["next_version"], &report["bump"]),
        (&1.into(), &"0.2.0".into(), &"major".into())
    );
    let change = &report["changes"][0];
    assert_eq!((&change["id"], &change["item"]), (&"request-field-added-required".into(), &"shopId".into()));
    assert!(change["old"].is_null());
    let (line, column) = (&change["new"]["line"], &change["new"]["column"]);
    let github = run(&["diff", &old, &new, "--format", "github"]);
    assert_eq!(github.code, Some(1));
    let begins = format!("::warning file={REFUND},line={line},col={column},title=request-field-added-required::");
    assert!(github.out.starts_with(&begins), "{}", github.out);
    let markdown = run(&["diff", &old, &new, "--format", "markdown"]);
    assert!(
        markdown.out.starts_with("## 0.2.0, unreleased\n\n### Breaking\n\n- `refund_order` of "),
        "{}",
        markdown.out
    );
}

#[test]
fn invalid_spec_is_not_compared() {
    let broken = Spec::real().edit(REFUND, "required: n", "requird: n");
    let (_older, _newer, old, new) = folders("invalid", &broken);
    for arguments in [["diff", &old, &new], ["diff", &new, &old]] {
        let ran = run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.contains("error[IOT003]") && ran.err.contains(" is invalid\n"), "{}", ran.err);
    }
}

#[test]
fn compares_two_files_within_the_embedded_spec() {
    let folder = Folder::new("diff-files");
    let mut grown = grown();
    let (old, new) = (folder.path("13-refund.yaml"), folder.path("after.yaml"));
    fs::write(&old, Spec::real().text(REFUND)).unwrap();
    fs::write(&new, grown.text(REFUND)).unwrap();
    let ran = run(&["diff", text(&old), text(&new)]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert!(ran.out.contains(HEAD) && ran.out.contains("changes: 1 breaking\n"), "{}", ran.out);
    // Several pages have the title of an introduction; the path of the page distinguishes them.
    let own = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    let introduction = own("spec/card/01-introduction.yaml");
    assert_eq!(run(&["diff", text(&introduction), text(&introduction)]).code, Some(0));
}

#[test]
fn compares_private_pages_with_the_embedded_spec() {
    let spec = format!("{}/../tests/private-endpoints/spec", env!("CARGO_MANIFEST_DIR"));
    let ran = run(&["diff", &spec, &spec, "--private"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "nothing changed since 0.1.0\n"), "{}", ran.err);
    assert_eq!(run(&["diff", &spec, &spec]).code, Some(2));
}

/// Runs git in a folder, without the user's settings.
fn git(folder: &Path, arguments: &[&str]) {
    let named = ["-c", "user.name=Test", "-c", "user.email=test@shop.example", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").args(named).args(arguments).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn revisions_are_read_through_git() {
    let (folder, spec) = Folder::new("diff-git").with_spec(&Spec::real());
    git(&folder.0, &["init", "-q"]);
    git(&folder.0, &["add", "."]);
    git(&folder.0, &["commit", "-q", "-m", "Before"]);
    git(&folder.0, &["tag", "v0.1.0"]);
    fs::write(spec.join("general/13-refund.yaml"), grown().text(REFUND)).unwrap();
    git(&folder.0, &["commit", "-q", "-a", "-m", "After"]);
    for (old, new) in [("HEAD~1", "HEAD"), ("v0.1.0", "spec"), ("v0.1.0:spec", "HEAD:spec"), ("HEAD~1:./spec", "HEAD")]
    {
        let ran = run_in(&folder.0, &["diff", old, new]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{old} {new}");
        assert!(ran.out.contains(HEAD) && ran.out.contains("changes: 1 breaking\n"), "{}", ran.out);
    }
    // The same from a subfolder.
    let ran = run_in(&spec.join("general"), &["diff", "HEAD~1", "HEAD"]);
    assert!(ran.code == Some(1) && ran.out.contains("changes: 1 breaking\n"), "{}", ran.err);
    for (old, words) in [
        ("v9", "error: `v9`: no such folder, and no such revision; list revisions with `git log` and `git tag`"),
        ("HEAD:tables", "error: `HEAD:tables`: no such folder, and `HEAD` has no folder `tables/`"),
        ("--output=spec", "error: `--output=spec`: the name of a folder or revision cannot begin with `-`"),
        ("-h1", "cannot begin with `-`"),
    ] {
        let ran = run_in(&folder.0, &["diff", "--", old, "HEAD"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{old}");
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

/// Returns the error message of `diff` for a revision that a clone does not have.
fn error_message(clone: &Path, old: &str) -> String {
    let ran = run_in(clone, &["diff", old, "spec"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{old}");
    ran.err
}

#[test]
fn suggests_how_to_fetch_a_missing_revision() {
    let (folder, spec) = Folder::new("diff-origin").with_spec(&Spec::real());
    git(&folder.0, &["init", "-q", "-b", "main"]);
    git(&folder.0, &["add", "."]);
    git(&folder.0, &["commit", "-q", "-m", "Before"]);
    git(&folder.0, &["tag", "v0.1.0"]);
    git(&folder.0, &["branch", "old"]);
    fs::write(spec.join("general/13-refund.yaml"), grown().text(REFUND)).unwrap();
    git(&folder.0, &["commit", "-q", "-a", "-m", "After"]);
    let clones = Folder::new("diff-clones");
    let origin = format!("file://{}", text(&folder.0));

    git(&clones.0, &["clone", "-q", "--depth", "1", &origin, "shallow"]);
    let shallow = clones.path("shallow");
    for old in ["HEAD~1", "v0.1.0", "origin/old", "HEAD~1:spec"] {
        let message = error_message(&shallow, old);
        assert!(message.contains("this clone is shallow"), "{message}");
        assert!(
            message.contains("`git fetch --unshallow --tags`") && message.contains("`fetch-depth: 0`"),
            "{message}"
        );
    }
    assert!(error_message(&shallow, "HEAD:tables").ends_with("`HEAD` has no folder `tables/`\n"));
    git(&shallow, &["fetch", "-q", "--unshallow", "--tags"]);
    assert_eq!(run_in(&shallow, &["diff", "v0.1.0", "spec"]).code, Some(1));

    git(&clones.0, &["clone", "-q", "--no-tags", &origin, "tagless"]);
    let tagless = clones.path("tagless");
    let message = error_message(&tagless, "v0.1.0");
    assert!(message.contains("`git fetch --tags`") && !message.contains("shallow"), "{message}");
    assert!(error_message(&tagless, "old").contains("`origin/old`"));
    assert_eq!(run_in(&tagless, &["diff", "origin/old", "spec"]).code, Some(1));
    git(&tagless, &["fetch", "-q", "--tags"]);
    assert_eq!(run_in(&tagless, &["diff", "v0.1.0", "spec"]).code, Some(1));
}

#[test]
fn reports_missing_git() {
    let folder = Folder::new("diff-no-git");
    let program = env!("CARGO_BIN_EXE_iotpay-gen");
    let ran = Command::new(program).args(["diff", "v1", "v2"]).current_dir(&folder.0).env("PATH", "").output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("`git` is not installed, or not on the path"));
}

#[test]
fn help_has_an_example() {
    let help = run(&["diff", "--help"]);
    let words = [
        "OLD and NEW are",
        "Exit codes: 0 success",
        "Examples:",
        "breaking[request-field-added-required]",
        "--baseline-version",
    ];
    assert!(help.code == Some(0) && words.iter().all(|word| help.out.contains(word)), "{}", help.out);
}
