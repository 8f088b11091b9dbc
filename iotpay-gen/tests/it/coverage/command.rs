//! Tests of `iotpay-gen coverage` as used in a terminal.

use std::fs;

use super::document;
use super::small_spec::{DOCUMENT, small};
use crate::fixture::Spec;
use crate::fixture::program::{Folder, run, run_in, text};

#[test]
fn prints_the_document() {
    let ran = run(&["coverage"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.out, document(&Spec::embedded()));
    let (_folder, spec) = Folder::new("coverage-print").with_spec(&small());
    let ran = run(&["coverage", text(&spec)]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), DOCUMENT), "{}", ran.err);
}

#[test]
fn writes_and_checks_the_document() {
    let (folder, _) = Folder::new("coverage-out").with_spec(&small());
    let ran = run_in(&folder.0, &["coverage", "spec", "--out", "docs/new/coverage.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "docs/new/coverage.md written\n"), "{}", ran.err);
    assert_eq!(fs::read_to_string(folder.path("docs/new/coverage.md")).unwrap(), DOCUMENT);
    let ran = run_in(&folder.0, &["coverage", "spec", "--check", "docs/new/coverage.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "docs/new/coverage.md is up to date\n"), "{}", ran.err);
}

#[test]
fn reports_how_to_update_an_old_document() {
    let (folder, _) = Folder::new("coverage-old").with_spec(&small());
    for old in [DOCUMENT.replace("partial", "complete").into_bytes(), Vec::new(), vec![0xff]] {
        fs::write(folder.path("old.md"), &old).unwrap();
        for (arguments, command) in [
            (&["coverage", "spec", "--check", "old.md"] as &[&str], "coverage spec --out old.md`"),
            (&["coverage", "--check", "old.md"], "-- coverage --out old.md`"),
        ] {
            let ran = run_in(&folder.0, arguments);
            assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
            assert!(ran.err.starts_with("error: old.md ") && ran.err.contains(command), "{}", ran.err);
        }
        assert_eq!(fs::read(folder.path("old.md")).unwrap(), old);
    }
}

#[test]
fn command_to_update_keeps_private() {
    let tables = format!("{}/../tests/private-endpoints/spec", env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new("coverage-private");
    let ran = run_in(&folder.0, &["coverage", &tables, "--private", "--out", "own.md"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let document = fs::read_to_string(folder.path("own.md")).unwrap();
    assert!(document.contains("`general::QueryPoints`") && !document.contains("`general::WxNative`"), "{document}");
    let ran = run_in(&folder.0, &["coverage", &tables, "--private", "--check", "own.md"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    fs::write(folder.path("own.md"), "").unwrap();
    let ran = run_in(&folder.0, &["coverage", &tables, "--private", "--check", "own.md"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.err.contains("/spec --private --out own.md`"), "{}", ran.err);
}

#[test]
fn writes_nothing_for_an_invalid_spec() {
    let broken = small().edit("spec/wallet/01-scan.yaml", "title: Scan", "titel: Scan");
    let (folder, _) = Folder::new("coverage-invalid").with_spec(&broken);
    let ran = run_in(&folder.0, &["coverage", "spec", "--out", "out.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("unknown key"), "{}", ran.err);
    assert!(!folder.path("out.md").exists());
}

#[test]
fn reports_why_it_cannot_run() {
    let folder = Folder::new("coverage-fails");
    fs::write(folder.path("file"), "").unwrap();
    for (arguments, words) in [
        (&["coverage", "missing"] as &[&str], "error: missing: "),
        (&["coverage", "--check", "missing.md"], "error: missing.md: "),
        (&["coverage", "--out", "file/out.md"], "error: file/out.md: "),
        (&["coverage", "--out", "."], "error: .: "),
        (&["coverage", "--out", "a.md", "--check", "a.md"], "error: "),
        (&["coverage", "--chek", "a.md"], "error: "),
    ] {
        let ran = run_in(&folder.0, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with(words), "{arguments:?}: {}", ran.err);
    }
}
