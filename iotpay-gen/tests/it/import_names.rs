//! No row is lost: each name that begins a row of a page is in the draft, as a row or in a comment, as
//! often as on the page.

#![cfg(feature = "cli")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use crate::fixture::printed::{Form, print, sheets};
use iotpay_gen::raw::File;
use iotpay_gen::saved_page::{SpecIndex, html_of, read, to_yaml};
use iotpay_gen::schema::DEFAULT_SCHEMA_PATH;
use iotpay_gen::source::SourceFile;

/// The texts behind a name in a row without separators.
const NOTATION: [&str; 14] = [
    "yString", "nString", "yint", "nint", "yInt", "nInt", "ylong", "nlong", "yJSON", "nJSON", "yobject", "String(",
    "int1", "int2",
];

/// Returns the names of the spec, including members.
fn names(spec: &[SourceFile]) -> BTreeSet<String> {
    let files = spec.iter().filter_map(|file| File::parse(file).ok());
    let mut names = BTreeSet::new();
    for file in files {
        let messages = file
            .endpoints
            .iter()
            .flat_map(|call| [&call.request, &call.response])
            .chain(file.notifications.iter().map(|it| &it.message));
        for row in messages.flat_map(|message| message.table.iter().chain(&message.additional_rows)) {
            names.insert(row.name.value.clone());
            names.extend(row.name.value.rsplit_once('.').map(|(_, member)| member.to_owned()));
        }
    }
    names.retain(|name| name.len() > 3);
    names
}

/// Counts how often each name begins a row: it is a cell, or a type follows.
fn on_page(page: &str, names: &BTreeSet<String>) -> BTreeMap<String, usize> {
    let mut shown = String::new();
    let mut in_tag = false;
    let is_html = page.contains("</");
    for it in page.chars() {
        match it {
            '<' if is_html => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                shown.push('\n');
            }
            _ if in_tag => {}
            _ => shown.push(it),
        }
    }
    let mut found = BTreeMap::new();
    // Members of JSON samples are not rows.
    for cell in shown.split(['\n', '\t', '|', '｜']).filter(|cell| !cell.contains('"')) {
        let cell = cell.trim_matches(|it: char| !it.is_ascii_alphanumeric() && it != ')' && it != '(');
        let is_row = |name: &&String| {
            cell.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || NOTATION.iter().any(|it| rest.starts_with(it)))
        };
        if let Some(name) = names.iter().filter(is_row).max_by_key(|name| name.len()) {
            *found.entry(name.clone()).or_default() += 1;
        }
    }
    found
}

/// Counts how often a draft has a name, as that of a row or in a comment.
fn in_draft(yaml: &str, name: &str) -> usize {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let lines = yaml.lines().map(str::trim);
    let count = |line: &str| match line.strip_prefix("- { name: ") {
        Some(row) => {
            let row = row.split([',', ' ']).next().unwrap_or_default().trim_matches('"');
            usize::from(row == name || row.ends_with(&format!(".{name}")))
        }
        None if line.starts_with('#') => {
            line.match_indices(name).filter(|(at, _)| !line[..*at].ends_with(is_word)).count()
        }
        None => 0,
    };
    lines.map(count).sum()
}

#[track_caller]
fn loses_nothing(page: &str, text: &str, spec: &[SourceFile], known: &SpecIndex, names: &BTreeSet<String>) -> usize {
    let file = SourceFile::new(page, text);
    let yaml = to_yaml(&file, &read(0, &file, known), spec, known, false, DEFAULT_SCHEMA_PATH);
    let found = on_page(text, names);
    for (name, count) in &found {
        let kept = in_draft(&yaml, name);
        assert!(kept >= *count, "{page} has {name} {count} times, and the draft {kept} times:\n{yaml}");
    }
    found.values().sum()
}

#[test]
fn every_name_of_every_page_is_in_the_draft() {
    let spec = Spec::real().files;
    let (known, names) = (SpecIndex::of(&spec), names(&spec));
    let root: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "import"].iter().collect();
    let mut counted = 0;
    let mut pages = 0;
    for folder in [root.clone(), root.join("cases")] {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() || [".rows", ".yaml", ".stderr"].iter().any(|end| name.ends_with(end)) {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let text = html_of(&bytes).unwrap_or_else(|| Ok(String::from_utf8(bytes).unwrap())).unwrap();
            counted += loses_nothing(&name, &text, &spec, &known, &names);
            pages += 1;
        }
    }
    println!("{counted} names on {pages} pages");
    assert!(counted > 290 && pages > 25, "{counted} names on {pages} pages");
}

#[test]
fn every_name_of_a_printed_page_is_in_the_draft() {
    let spec = Spec::real().files;
    let (known, names) = (SpecIndex::of(&spec), names(&spec));
    let mut counted = 0;
    for form in [Form::Markdown, Form::Html, Form::Tabs, Form::RunTogether] {
        for file in &spec {
            let sheets = sheets(file);
            if !sheets.is_empty() {
                counted += loses_nothing(&file.name, &print("Printed", &sheets, form), &spec, &known, &names);
            }
        }
    }
    println!("{counted} names");
    assert!(counted > 1500, "{counted}");
}
