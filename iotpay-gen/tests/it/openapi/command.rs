//! Tests of `iotpay-gen openapi` as used in a terminal.

use std::fs;

use crate::fixture::Spec;
use crate::fixture::program::{Folder, run, run_in};
use serde_json::Value;

#[test]
fn writes_or_prints_the_document() {
    let folder = Folder::new("openapi-writes");
    let printed = run(&["openapi"]);
    assert_eq!((printed.code, printed.err.as_str()), (Some(0), ""));
    let ran = run_in(&folder.0, &["openapi", "--out", "new/api.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "new/api.json written\n"), "{}", ran.err);
    assert_eq!(fs::read_to_string(folder.path("new/api.json")).unwrap(), printed.out);
    let document: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn private_document_contains_only_private_endpoints() {
    let tables = format!("{}/../tests/private-endpoints/spec", env!("CARGO_MANIFEST_DIR"));
    let ran = run(&["openapi", &tables, "--private"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("general.QueryPoints") && !schemas.contains_key("general.WxNative"));
}

#[test]
fn reports_why_it_cannot_run() {
    let folder = Folder::new("openapi-fails");
    fs::write(folder.path("file"), "").unwrap();
    for (arguments, words) in [
        (
            &["openapi", "--family", "wallets"] as &[&str],
            "error: unknown family `wallets`; expected one of: general, card",
        ),
        (&["openapi", "missing"], "error: missing: "),
        (&["openapi", "--out", "file/api.json"], "error: file/api.json: "),
    ] {
        let ran = run_in(&folder.0, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with(words), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn writes_nothing_for_an_invalid_spec() {
    let broken = Spec::real().edit("spec/card/09-void.yaml", "title:", "titel:");
    let (folder, _) = Folder::new("openapi-invalid").with_spec(&broken);
    let ran = run_in(&folder.0, &["openapi", "spec", "--out", "api.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("unknown key") && !folder.path("api.json").exists(), "{}", ran.err);
}
