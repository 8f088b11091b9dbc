//! The program, as somebody in a terminal or a script meets it.

#![cfg(feature = "cli")]

mod fixture;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, process};

use fixture::Spec;

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("iotpay-gen-cli-{}-{test}", process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The spec's files below this folder, at `spec/…`, and the path of that.
    fn with_spec(self, spec: &Spec) -> (Self, PathBuf) {
        for file in &spec.files {
            let path = self.0.join(&*file.name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &*file.text).unwrap();
        }
        let root = self.0.join("spec");
        (self, root)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    let program = env!("CARGO_BIN_EXE_iotpay-gen");
    let Output { status, stdout, stderr } = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

fn run(arguments: &[&str]) -> Ran {
    run_in(&std::env::temp_dir(), arguments)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file below a folder: its path and its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn check_says_that_the_own_spec_is_sound() {
    let ran = run(&["check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("the spec is sound: ") && ran.out.contains(" endpoints, "), "{}", ran.out);
    assert_eq!(ran.err, "");
}

#[test]
fn check_shows_what_is_wrong_with_carets() {
    let broken = Spec::real().edit("spec/general/13-refund.yaml", "required: n", "requird: n");
    let (_folder, spec) = Folder::new("broken").with_spec(&broken);
    let ran = run(&["check", text(&spec)]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert_eq!(ran.err, broken.rendered());
    assert!(
        ran.err.contains("\n   |                       ^^^^^^^ unknown key\n")
            || ran.err.contains("^^^^^^^ unknown key")
    );
    assert!(!ran.err.contains('\u{1b}'), "colour where no terminal is: {}", ran.err);
}

#[test]
fn a_folder_without_a_spec_is_no_unsound_spec() {
    let folder = Folder::new("empty");
    let missing = folder.path("missing");
    let with_a_file = folder.path("file.yaml");
    fs::write(&with_a_file, "page: {}\n").unwrap();
    fs::create_dir(folder.path("nothing")).unwrap();
    fs::create_dir(folder.path("other")).unwrap();
    fs::write(folder.path("other/page.yml"), "page: {}\n").unwrap();
    for (path, words) in [
        (missing, "missing: "),
        (with_a_file, "file.yaml: "),
        (folder.path("nothing"), "nothing: no .yaml file in this folder"),
        (folder.path("other"), "page.yml: the name of a spec file ends with .yaml"),
    ] {
        let ran = run(&["check", text(&path)]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(ran.err.starts_with("error: ") && ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn a_file_that_is_not_utf8_is_named() {
    let (folder, spec) = Folder::new("utf8").with_spec(&Spec::real());
    fs::write(folder.path("spec/general/20-odd.yaml"), b"page:\n  title: \"\xff\"\n").unwrap();
    let ran = run(&["check", text(&spec)]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("20-odd.yaml:2:11: this byte is not UTF-8"), "{}", ran.err);
}

#[test]
fn emit_writes_the_same_wherever_the_spec_stands() {
    let (folder, spec) = Folder::new("emit").with_spec(&Spec::real());
    let ran = run(&["emit", "--out", text(&folder.path("embedded"))]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let embedded = tree(&folder.path("embedded"));
    assert_eq!(embedded.len(), Spec::real().generated().len());
    assert!(ran.out.starts_with(&format!("{} files in ", embedded.len())), "{}", ran.out);

    let absolute = run(&["emit", text(&spec), "--out", text(&folder.path("absolute"))]);
    let relative = run_in(&folder.0, &["emit", "spec", "--out", "relative"]);
    let slash = run_in(&folder.0, &["emit", "./spec/", "--out", "slash"]);
    let inside = run_in(&spec, &["emit", ".", "--out", "../inside"]);
    for (ran, out) in [(absolute, "absolute"), (relative, "relative"), (slash, "slash"), (inside, "inside")] {
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(tree(&folder.path(out)) == embedded, "{out} differs");
    }
}

#[test]
fn emit_leaves_a_file_alone_that_reads_so_already() {
    let folder = Folder::new("again");
    let out = folder.path("out");
    assert_eq!(run(&["emit", "--out", text(&out)]).code, Some(0));
    let times = |path: &str| fs::metadata(out.join(path)).unwrap().modified().unwrap();
    let before = times("general/refund.rs");
    fs::write(out.join("shared/mod.rs"), "old").unwrap();
    assert_eq!(run(&["emit", "--out", text(&out)]).code, Some(0));
    assert_eq!(times("general/refund.rs"), before);
    assert_ne!(fs::read_to_string(out.join("shared/mod.rs")).unwrap(), "old");
}

#[test]
fn emit_removes_what_it_wrote_before_and_nothing_else() {
    let folder = Folder::new("stale");
    let out = folder.path("out");
    let header = "// Generated by iotpay-gen from spec/a.yaml. Edit that file, not this one.\n";
    for (path, content) in [
        ("general/gone.rs", header),
        ("wallet/mod.rs", header),
        ("general/own.rs", "// Written by hand.\n"),
        ("general/short.rs", "//"),
        ("general/notes.txt", header),
        ("root.rs", header),
        ("other/general/deep.rs", header),
    ] {
        fs::create_dir_all(out.join(path).parent().unwrap()).unwrap();
        fs::write(out.join(path), content).unwrap();
    }
    let ran = run(&["emit", "--out", text(&out)]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!out.join("general/gone.rs").exists() && !out.join("wallet").exists());
    let left = tree(&out);
    for kept in ["general/own.rs", "general/short.rs", "general/notes.txt", "root.rs", "other/general/deep.rs"] {
        assert!(left.contains_key(Path::new(kept)), "{kept} is gone");
    }
    assert_eq!(left.len(), Spec::real().generated().len() + 5);
}

#[test]
fn the_embedded_spec_is_the_folder_of_the_spec() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    assert!(iotpay_gen::from_folder(&folder).unwrap() == iotpay_gen::embedded());
}

#[test]
fn emit_of_an_unsound_spec_writes_nothing() {
    let broken = Spec::real().edit("spec/general/13-refund.yaml", "required: n", "required: maybe");
    let (folder, spec) = Folder::new("unsound").with_spec(&broken);
    let ran = run(&["emit", text(&spec), "--out", text(&folder.path("out"))]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("error[IOT007]"), "{}", ran.err);
    assert!(!folder.path("out").exists());
}

#[test]
fn emit_to_where_nothing_can_be_written_says_so() {
    let folder = Folder::new("unwritable");
    fs::write(folder.path("out"), "a file").unwrap();
    let ran = run(&["emit", "--out", text(&folder.path("out"))]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("error: ") && ran.err.contains("out"), "{}", ran.err);
}

#[test]
fn help_and_slips_are_answered() {
    let help = run(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(["check", "emit", "Usage"].iter().all(|word| help.out.contains(word)), "{}", help.out);
    assert!(run(&["--version"]).out.starts_with("iotpay-gen "));
    for arguments in [&["chek"] as &[&str], &[], &["emit"], &["check", "a", "b"], &["check", "--colour"]] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.contains("Usage"), "{arguments:?}: {}", ran.err);
    }
    let slip = run(&["chek"]);
    assert!(slip.err.contains("'check'"), "{}", slip.err);
}
