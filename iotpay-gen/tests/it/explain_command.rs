//! Tests of `iotpay-gen explain` as used in a terminal or a script.

#![cfg(feature = "cli")]

use crate::fixture::Spec;
use crate::fixture::program::{Folder, run, text};
use iotpay_gen::diagnostic::{Code, Style};
use iotpay_gen::explain::{explain, list_to_text, to_markdown, to_text};
use serde_json::Value;

#[test]
fn explains_a_code_in_any_notation() {
    let explained = to_text(&[explain(Code::UnknownField)], Style::Plain);
    for code in ["IOT012", "iot012", "12"] {
        let ran = run(&["explain", code]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), explained.as_str(), ""));
    }
}

#[test]
fn explains_several_codes_in_order_and_once() {
    let ran = run(&["explain", "21", "IOT001", "IOT021"]);
    assert_eq!(ran.out, to_text(&[explain(Code::SampleTypeMismatch), explain(Code::Syntax)], Style::Plain));
}

#[test]
fn suggests_a_known_code_for_an_unknown_one() {
    let ran = run(&["explain", "IOT001", "ITO012", "rubbish"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "no explanation is printed");
    assert_eq!(
        ran.err,
        "error: unknown code `ITO012`\n\
         help: did you mean `IOT012`? `iotpay-gen explain --list` lists every code\n\
         error: unknown code `rubbish`\n\
         help: write a code such as `IOT012`; `iotpay-gen explain --list` lists every code\n"
    );
}

#[test]
fn lists_all_codes_by_default() {
    for arguments in [&["explain"] as &[&str], &["explain", "--list"]] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out), (Some(0), list_to_text(Style::Plain)));
    }
    let ran = run(&["explain", "--list", "--format", "markdown"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("help: add `--all`"), "{}", ran.err);
}

#[test]
fn json_has_every_part() {
    let read = |arguments: &[&str]| serde_json::from_str::<Value>(&run(arguments).out).unwrap();
    let list = read(&["explain", "--format", "json"]);
    assert_eq!(list["codes"].as_array().unwrap().len(), Code::ALL.len());
    assert_eq!(list["codes"][0]["severity"], "error");
    let explained = &read(&["explain", "IOT041", "--format", "json"])["codes"][0];
    let known = explain(Code::AddedRow);
    assert_eq!((explained["code"].as_str(), explained["severity"].as_str()), (Some("IOT041"), Some("warning")));
    assert_eq!((explained["rule"].as_str(), explained["why"].as_str()), (Some(known.rule), Some(known.why)));
    assert_eq!(
        (explained["wrong"]["yaml"].as_str(), explained["wrong"]["page"].as_str()),
        (known.wrong.yaml, known.wrong.page)
    );
    assert_eq!(explained["remedy"].as_str(), Some(known.remedy));
}

#[test]
fn markdown_of_all_pages_is_the_document() {
    let all: Vec<_> = Code::ALL.iter().copied().map(explain).collect();
    assert_eq!(run(&["explain", "--all", "--format", "markdown"]).out, to_markdown(&all));
}

#[test]
fn diagnostics_end_with_the_explain_command() {
    let broken = Spec::real()
        .edit("spec/general/13-refund.yaml", "required: n", "requird: n")
        .edit("spec/general/09-app-integrate.yaml", "updated: 2026-03-10", "updated: 2025-03-10")
        .edit("spec/general/04-customer-scan-qr.yaml", "required: n", "requird: n");
    let (_folder, spec) = Folder::new("explained").with_spec(&broken);
    let ran = run(&["check", text(&spec)]);
    let end = "the spec has 2 errors and 1 warning\nrun `iotpay-gen explain IOT003 IOT027` for an explanation\n";
    assert!(ran.err.ends_with(end) && ran.err.matches("iotpay-gen explain").count() == 1, "{}", ran.err);
    let json: Value = serde_json::from_str(&run(&["check", text(&spec), "--format", "json"]).out).unwrap();
    assert_eq!(json["diagnostics"][0]["explain"], "iotpay-gen explain IOT003");
}
