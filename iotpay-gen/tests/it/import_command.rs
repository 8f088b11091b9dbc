//! Tests of the commands `import` and `drift`.

#![cfg(feature = "cli")]

use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use crate::fixture::program::{Folder, run, run_in, text};

fn page(name: &str) -> String {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "import", name].iter().collect();
    text(&file).to_owned()
}

#[test]
fn import_writes_yaml_to_standard_output_or_a_file() {
    let shown = run(&["import", &page("card-embedded.txt")]);
    assert_eq!(shown.code, Some(0), "{}", shown.err);
    let head = "# yaml-language-server: $schema=../schema/spec-file.json\npage:\n  title: Embedded Integration\n";
    assert!(shown.out.starts_with(head), "{}", shown.out);
    assert!(
        shown.err.ends_with("card-embedded.txt: 26 rows in 4 tables, 1 to review, 0 unreadable\n"),
        "{}",
        shown.err
    );
    let folder = Folder::new("import-out");
    let file = folder.path("new/page.yaml");
    let written = run(&["import", &page("card-embedded.txt"), "--out", text(&file)]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    assert_eq!(fs::read_to_string(file).unwrap(), shown.out);
}

#[test]
fn the_first_line_of_a_draft_names_the_schema() {
    let (folder, spec) = Folder::new("import-schema").with_spec(&Spec::real());
    fs::create_dir(spec.join("schema")).unwrap();
    fs::write(spec.join("schema/spec-file.json"), "{}").unwrap();
    for (out, place) in [
        ("spec/general/17-new.yaml", "../schema/spec-file.json"),
        ("spec/a/b/new.yaml", "../../schema/spec-file.json"),
        ("spec/new.yaml", "schema/spec-file.json"),
        ("drafts/new.yaml", "../spec/schema/spec-file.json"),
        ("new.yaml", "spec/schema/spec-file.json"),
        ("spec/../other/./new.yaml", "../spec/schema/spec-file.json"),
    ] {
        let ran = run_in(&folder.0, &["import", &page("card-embedded.txt"), "--out", out]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let draft = fs::read_to_string(folder.path(out)).unwrap();
        assert_eq!(draft.lines().next(), Some(&*format!("# yaml-language-server: $schema={place}")), "{out}");
        let found = folder.path(out).parent().unwrap().join(place);
        assert!(found.is_file(), "{}", found.display());
    }
}

#[test]
fn import_exits_with_1_if_rows_are_unreadable() {
    let ran = run(&["import", &page("shape-odd.md")]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("error[IOT040]: this row cannot be read: ") && ran.err.contains("shape-odd.md:13:1"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("could not be read (the spec cannot express the type \"Enum\" yet)"), "{}", ran.out);
}

#[test]
fn import_accepts_a_folder() {
    let folder = Folder::new("import-folder");
    for name in ["card-embedded.txt", "customer-scan-qr.md", "shape-yes-no.html"] {
        fs::copy(page(name), folder.path(name)).unwrap();
    }
    fs::write(folder.path("picture.png"), [0xff]).unwrap();
    let ran = run_in(&folder.0, &["import", ".", "--out", "drafts"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let mut names: Vec<_> = fs::read_dir(folder.path("drafts")).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["card-embedded.yaml", "customer-scan-qr.yaml", "shape-yes-no.yaml"]);
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains('█'), "a bar where no terminal is: {}", ran.err);
}

#[test]
fn an_unreadable_page_is_reported() {
    let folder = Folder::new("import-bad");
    fs::write(folder.path("page.txt"), [0xfe, 0x31]).unwrap();
    for (name, words) in [("page.txt", "page.txt: not UTF-8"), ("missing.txt", "missing.txt: ")] {
        for command in ["import", "drift"] {
            let ran = run(&[command, text(&folder.path(name))]);
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
            assert!(ran.err.starts_with("error: ") && ran.err.contains(words), "{}", ran.err);
        }
    }
}

#[test]
fn drift_exits_with_1_if_the_page_has_changed() {
    let folder = Folder::new("drift-codes").with_spec(&Spec::real().without_vendor_texts()).0;
    let run = |arguments: &[&str]| run_in(&folder.0, &[arguments, &["--spec", "spec"]].concat());
    let same = run(&["drift", &page("app-integrate.txt")]);
    assert_eq!((same.code, same.err.as_str()), (Some(0), ""));
    assert!(same.out.starts_with("18 of 18 rows match spec/general/09-app-integrate.yaml"), "{}", same.out);
    let other = run(&["drift", &page("app-integrate.txt"), "--page", "04-customer-scan-qr.yaml"]);
    assert_eq!(other.code, Some(1));
    assert!(other.err.contains("warning[IOT041]: `osType` is new in the request of create_order"), "{}", other.err);
    let unknown = run(&["drift", &page("app-integrate.txt"), "--page", "no-such-page.yaml"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(unknown.err.contains("the spec has no page for `no-such-page.yaml`"), "{}", unknown.err);
    let typo = run(&["drift", &page("app-integrate.txt"), "--page", "09-app-integrat.yaml"]);
    assert!(typo.err.contains("did you mean `09-app-integrate.yaml`?"), "{}", typo.err);
    let folder = Folder::new("drift-without-pages");
    fs::write(folder.path("page.txt"), "Nothing that the spec knows\n").unwrap();
    assert_eq!(run(&["drift", text(&folder.path("page.txt"))]).code, Some(2));
}

#[test]
fn drift_prints_json_and_annotations() {
    let broken =
        Spec::real().without_vendor_texts().edit("spec/general/09-app-integrate.yaml", "sample: WEB,", "sample: WAP,");
    let (_folder, spec) = Folder::new("drift-json").with_spec(&broken);
    let arguments = |format| {
        [
            "drift".to_owned(),
            page("app-integrate.txt"),
            "--spec".to_owned(),
            text(&spec).to_owned(),
            "--format".to_owned(),
            format,
        ]
    };
    let run_as = |format: &str| {
        let arguments = arguments(format.to_owned());
        run(&arguments.each_ref().map(String::as_str))
    };
    let json = run_as("json");
    assert_eq!((json.code, json.err.as_str()), (Some(1), ""));
    assert!(
        json.out.contains("\"code\": \"IOT044\"") && json.out.contains("spec/general/09-app-integrate.yaml"),
        "{}",
        json.out
    );
    let github = run_as("github");
    assert!(
        github.out.starts_with("::warning file=") && github.out.contains("title=IOT044::`device`"),
        "{}",
        github.out
    );
}

/// Creates a folder with an unreadable page, one that matches the spec, one without a page of the spec,
/// and one with drift.
fn pages(test: &str) -> Folder {
    let folder = Folder::new(test).with_spec(&Spec::real().without_vendor_texts()).0;
    fs::create_dir(folder.path("pages")).unwrap();
    fs::write(folder.path("pages/a-picture.html"), [0x89, b'P', b'N', b'G', 0xff]).unwrap();
    fs::copy(page("app-integrate.txt"), folder.path("pages/b-same.txt")).unwrap();
    fs::write(folder.path("pages/c-unknown.txt"), "Nothing that the spec knows\n").unwrap();
    let other = fs::read_to_string(page("customer-scan-qr.md")).unwrap().replacen("String(32)", "String(31)", 1);
    fs::write(folder.path("pages/d-other.md"), other).unwrap();
    folder
}

/// Returns the code and the file of each diagnostic in JSON.
fn diagnostics_in(json: &str) -> Vec<(String, String)> {
    let report: serde_json::Value = serde_json::from_str(json).unwrap();
    let diagnostics = report["diagnostics"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    diagnostics.iter().map(|it| (text(&it["code"]), text(&it["location"]["file"]))).collect()
}

#[test]
fn drift_compares_all_pages_of_a_folder() {
    let folder = pages("drift-pages");
    let ran = run_in(&folder.0, &["drift", "pages", "--spec", "spec"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let out: Vec<_> = ran.out.lines().collect();
    assert_eq!(out.len(), 3, "{}", ran.out);
    assert!(out[0].starts_with("pages/b-same.txt: 18 of 18 rows match spec/general/09-app-"), "{}", ran.out);
    assert!(out[1].starts_with("pages/d-other.md: 23 of 24 rows match spec/general/04-"), "{}", ran.out);
    assert_eq!(out[2], "pages: 2 compared, 1 of them with drift, 2 could not be compared");
    for words in [
        "error[IOT047]: not UTF-8; save the page as UTF-8\n --> pages/a-picture.html:1:1",
        "error[IOT047]: the spec has no page for this title or these endpoints",
        "warning[IOT044]: ",
        " --> pages/d-other.md:",
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }

    let json = run_in(&folder.0, &["drift", "pages", "--spec", "spec", "--format", "json"]);
    assert_eq!((json.code, json.err.as_str()), (Some(1), ""));
    let expected =
        [("IOT047", "pages/a-picture.html"), ("IOT047", "pages/c-unknown.txt"), ("IOT044", "pages/d-other.md")];
    assert_eq!(diagnostics_in(&json.out), expected.map(|(code, file)| (code.to_owned(), file.to_owned())));
    let github = run_in(&folder.0, &["drift", "pages", "--spec", "spec", "--format", "github"]);
    assert_eq!((github.code, github.out.lines().count()), (Some(1), 3), "{}", github.out);

    for name in ["a-picture.html", "c-unknown.txt", "d-other.md"] {
        fs::remove_file(folder.path("pages").join(name)).unwrap();
    }
    let same = run_in(&folder.0, &["drift", "pages", "--spec", "spec"]);
    assert_eq!((same.code, same.err.as_str()), (Some(0), ""));
    let wanted = run_in(&folder.0, &["drift", "pages", "--spec", "spec", "--page", "09-app-integrate.yaml"]);
    assert_eq!((wanted.code, wanted.out.as_str()), (Some(2), ""));
    assert!(wanted.err.contains("`--page`") && wanted.err.contains("pages is a folder"), "{}", wanted.err);
    fs::remove_file(folder.path("pages/b-same.txt")).unwrap();
    assert_eq!(run_in(&folder.0, &["drift", "pages", "--spec", "spec"]).code, Some(2));
}

#[test]
fn a_diagnostic_of_a_folder_equals_that_of_the_page() {
    let folder = pages("drift-alike");
    let one = run_in(&folder.0, &["drift", "pages/d-other.md", "--spec", "spec"]);
    let all = run_in(&folder.0, &["drift", "pages", "--spec", "spec"]);
    let (diagnostic, _) = one.err.split_once("run `iotpay-gen explain").unwrap();
    assert!(diagnostic.starts_with("warning[IOT044]") && all.err.contains(diagnostic), "{}\n{}", one.err, all.err);
}

#[test]
fn import_writes_each_readable_page_of_a_folder() {
    let folder = pages("import-pages");
    let ran = run_in(&folder.0, &["import", "pages", "--out", "drafts"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("error[IOT047]: not UTF-8; save the page as UTF-8\n --> pages/a-picture.html:1:1"));
    let written = || {
        let mut names: Vec<_> =
            fs::read_dir(folder.path("drafts")).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(written(), ["b-same.yaml", "c-unknown.yaml", "d-other.yaml"]);

    fs::remove_dir_all(folder.path("drafts")).unwrap();
    let json = run_in(&folder.0, &["import", "pages", "--out", "drafts", "--format", "json"]);
    assert_eq!((json.code, json.err.as_str()), (Some(1), ""));
    let expected = [("IOT047", "pages/a-picture.html"), ("IOT047", "pages/c-unknown.txt")];
    assert_eq!(diagnostics_in(&json.out), expected.map(|(code, file)| (code.to_owned(), file.to_owned())));
    assert_eq!(written(), ["b-same.yaml", "c-unknown.yaml", "d-other.yaml"]);

    let row = run(&["import", &page("shape-odd.md"), "--out", text(&folder.path("odd.yaml")), "--format", "github"]);
    assert_eq!((row.code, row.err.as_str()), (Some(1), ""));
    assert!(row.out.starts_with("::error file=") && row.out.contains("title=IOT040::"), "{}", row.out);
    // The YAML and the diagnostics cannot share standard output.
    let both = run(&["import", &page("shape-odd.md"), "--format", "json"]);
    assert_eq!((both.code, both.out.as_str()), (Some(2), ""));
    assert!(both.err.contains("--out"), "{}", both.err);
}

#[test]
fn pages_with_the_same_output_file_are_rejected() {
    let folder = Folder::new("import-twins");
    for name in ["page.md", "page.txt"] {
        fs::copy(page("customer-scan-qr.md"), folder.path(name)).unwrap();
    }
    let ran = run_in(&folder.0, &["import", ".", "--out", "drafts"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("./page.md and ./page.txt would both be written to drafts/page.yaml"), "{}", ran.err);
}

#[test]
fn pages_in_utf_16_are_read() {
    let folder = Folder::new("import-utf-16");
    let text = fs::read_to_string(page("shape-chinese.txt")).unwrap();
    let write = |name: &str, bytes: fn(u16) -> [u8; 2]| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        fs::write(folder.path(name), units.flat_map(bytes).collect::<Vec<_>>()).unwrap();
    };
    write("little.txt", u16::to_le_bytes);
    write("big.txt", u16::to_be_bytes);
    let expected = run(&["import", &page("shape-chinese.txt")]).out;
    for name in ["little.txt", "big.txt"] {
        assert_eq!(run_in(&folder.0, &["import", name]).out, expected, "{name}");
    }
    fs::write(folder.path("cut.txt"), [0xff, 0xfe, 0x41]).unwrap();
    assert_eq!(run_in(&folder.0, &["import", "cut.txt"]).code, Some(2));
}

#[test]
fn help_shows_examples() {
    for (command, words) in [
        ("import", ["# review: ", "Exit codes: 0 success", "--with-descriptions"]),
        ("drift", ["Exit codes: 0 success", "--page", "--format github"]),
    ] {
        let ran = run(&[command, "--help"]);
        assert_eq!(ran.code, Some(0));
        assert!(words.iter().all(|word| ran.out.contains(word)), "{}", ran.out);
    }
}
