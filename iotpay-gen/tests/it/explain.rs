//! Every code has its page, whose examples behave as described.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::fixture::example::{page_with, spec_with};
use iotpay_gen::diagnostic::{Code, Diagnostic, Style, render};
use iotpay_gen::explain::{Example, explain, explain_hint, list_to_text, parse_code, to_markdown, to_text};
use iotpay_gen::load_with_warnings;
use iotpay_gen::source::SourceFile;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/explain/pages"))
}

/// Returns the diagnostics of an example, with the files that they refer to.
fn found(code: Code, example: &Example) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let mut files = spec_with(example.yaml.unwrap_or_default());
    let found = match load_with_warnings(&files) {
        Ok((_, warnings)) => warnings,
        Err(invalid) => invalid.diagnostics,
    };
    if !code.is_about_saved_page() {
        return (files, found);
    }
    files.push(page_with(example.page.unwrap_or_default()));
    let page = rendered(&files, &found);
    assert!(found.is_empty(), "{code}: the spec for the page must be valid: {page}");
    let found = drift(&files);
    (files, found)
}

#[cfg(feature = "cli")]
fn drift(files: &[SourceFile]) -> Vec<Diagnostic> {
    use iotpay_gen::saved_page::{SpecIndex, drift, read, unread_page};

    let (page, spec) = files.split_last().unwrap();
    let known = SpecIndex::of(spec);
    let id = spec.len();
    match drift(files, id, &read(id, page, &known), None, &known) {
        Ok(drift) => drift.found,
        Err(error) => vec![unread_page(id, &error.to_string())],
    }
}

#[cfg(not(feature = "cli"))]
fn drift(_: &[SourceFile]) -> Vec<Diagnostic> {
    panic!("only the command line reads pages");
}

fn rendered(files: &[SourceFile], found: &[Diagnostic]) -> String {
    found.iter().map(|found| render(files, found, Style::Plain) + "\n\n").collect()
}

/// The codes whose examples can be checked.
fn codes() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| cfg!(feature = "cli") || !code.is_about_saved_page())
}

#[test]
fn the_small_spec_is_valid() {
    let files = spec_with("");
    assert!(load_with_warnings(&files).is_ok_and(|(_, warnings)| warnings.is_empty()));
}

#[test]
fn wrong_examples_break_only_their_rule() {
    let mut faults = String::new();
    for code in codes() {
        let (files, found) = found(code, &explain(code).wrong);
        let codes: BTreeSet<Code> = found.iter().map(|found| found.code).collect();
        if codes != BTreeSet::from([code]) {
            let _ = write!(faults, "== {code}: {codes:?}\n{}", rendered(&files, &found));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn right_examples_have_no_diagnostics() {
    let mut faults = String::new();
    for code in codes() {
        let (files, found) = found(code, &explain(code).right);
        if !found.is_empty() {
            let _ = write!(faults, "== {code}\n{}", rendered(&files, &found));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_code_has_a_complete_page() {
    for code in Code::ALL.iter().copied() {
        let page = fs::read_to_string(folder().join(format!("{code}.md"))).unwrap();
        assert_eq!(page.lines().next().unwrap(), format!("# {code}: {}", code.summary()));
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["Why", "Wrong", "Right", "What to do"], "{code}");
        let explained = explain(code);
        assert!(explained.why.len() > 60 && explained.remedy.len() > 40, "{code} explains too little");
        assert!(!explained.why.contains("```") && !explained.remedy.contains("```"), "{code}");
        for example in [explained.wrong, explained.right] {
            assert!(example.yaml.or(example.page).is_some_and(|text| !text.trim().is_empty()), "{code}");
            assert!(example.yaml.is_some() || code.is_about_saved_page(), "{code} has no YAML");
        }
        assert_ne!(explained.wrong.markdown, explained.right.markdown, "{code}");
        let long = page.lines().find(|line| line.chars().count() > 120);
        assert_eq!(long, None, "{code} has a line that is too long for a terminal");
    }
}

#[test]
fn every_page_belongs_to_a_code() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    let pages: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(pages, codes);
}

#[test]
fn checked_in_document_is_up_to_date() {
    let all: Vec<_> = Code::ALL.iter().copied().map(explain).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    let is_new = fs::read_to_string(path).unwrap() == to_markdown(&all);
    assert!(is_new, "run `cargo run -q -p iotpay-gen -- explain --all --format markdown > docs/diagnostics.md`");
}

#[test]
fn codes_are_parsed_in_every_notation() {
    for written in ["IOT012", "iot012", "12", "012", " Iot12 "] {
        assert_eq!(parse_code(written), Ok(Code::UnknownField), "{written}");
    }
    assert!(parse_code("ITO012").unwrap_err().to_string().starts_with("did you mean `IOT012`?"));
    assert!(parse_code("099").unwrap_err().to_string().contains("`iotpay-gen explain --list`"));
    for written in ["", "IOT", "0", "rubbish", "١٢", "99999999999999999999999"] {
        assert!(parse_code(written).unwrap_err().to_string().contains("--list"), "{written}");
    }
}

#[test]
fn diagnostics_point_to_their_explanations() {
    let (_, some) = found(Code::UnknownKey, &explain(Code::UnknownKey).wrong);
    assert_eq!(explain_hint(&some).unwrap(), "run `iotpay-gen explain IOT003` for an explanation");
    assert_eq!(explain_hint(&[]), None);
}

#[test]
fn terminal_output_has_headings_and_no_fences() {
    let page = [Code::StalePage, Code::Syntax].map(explain);
    let plain = to_text(&page, Style::Plain);
    assert!(
        plain.starts_with("warning[IOT027]: A page must not be older than its own changelog.\n\nWhy\n\n"),
        "{plain}"
    );
    assert!(plain.contains("\n\nerror[IOT001]: ") && !plain.contains("```"), "{plain}");
    let colored = to_text(&page, Style::Color);
    assert!(colored.contains("\u{1b}[1;34mWhy\u{1b}[0m"), "{colored}");
    assert_eq!(list_to_text(Style::Plain).lines().count(), Code::ALL.len());
}
