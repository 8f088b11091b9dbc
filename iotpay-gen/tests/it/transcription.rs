//! Every table of the spec equals the vendor's, row by row and column by column. `tables/` contains the
//! vendor's columns, copied independently of the spec; if a page was copied from an older source, its rows
//! name it. "Transcribe a page" in `CONTRIBUTING.md` explains how to copy them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use iotpay_gen::raw::{File, Provenance, Row};
use iotpay_gen::source::{SourceFile, Span};

/// The columns of a row: name, required, type, sample, source, and the page's own label.
type Columns = [String; 6];

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "tables"].iter().collect()
}

/// The path of the second copy of a table, as shown to maintainers.
fn copy_of(table: &str) -> String {
    format!("iotpay-gen/tests/tables/{table}.txt")
}

/// Returns the rows of the second copy of a table.
fn vendor(table: &str) -> Vec<Columns> {
    let text = fs::read_to_string(folder().join(format!("{table}.txt")))
        .unwrap_or_else(|error| panic!("{}: {error}; see \"Transcribe a page\" in CONTRIBUTING.md", copy_of(table)));
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let mut columns: Vec<_> = line.split('|').map(|column| column.trim().to_owned()).collect();
        if columns.len() == 5 {
            // Most pages have no column of labels.
            columns.push(String::new());
        }
        columns.try_into().unwrap_or_else(|columns| panic!("{table}: {columns:?}"))
    })
    .collect()
}

fn rows_of(file: &SourceFile, rows: &[Row]) -> Vec<Columns> {
    // Types and marks as written: `Int` differs from `int` here.
    let spelling = |span: Span| file.text[span.range()].trim_matches('"').to_owned();
    let source = |row: &Row| match row.source {
        Provenance::Docs => "docs",
        Provenance::DocsOld => "docs-old",
        Provenance::Sdk => "sdk",
        Provenance::ThirdParty => "third-party",
        Provenance::Inferred => "inferred",
    };
    rows.iter()
        .map(|row| {
            let (required, ty) = (spelling(row.required.span), spelling(row.ty.span));
            let label = row.label.as_ref().map_or_else(String::new, |label| label.value.clone());
            [row.name.value.clone(), required, ty, row.sample.value.clone(), source(row).to_owned(), label]
        })
        .collect()
}

/// Returns the tables of a file with the names of their second copies.
fn tables(name: &str) -> Vec<(String, Vec<Columns>)> {
    let spec = Spec::embedded();
    let file = spec.files.iter().find(|file| &*file.name == name).unwrap_or_else(|| panic!("no {name}"));
    let read = File::parse(file).unwrap();
    let mut parts = name.trim_start_matches("spec/").split(['/', '-']);
    let page = format!("{}-{}", parts.next().unwrap(), parts.next().unwrap());
    let several = read.endpoints.len() > 1;
    let mut found = Vec::new();
    for endpoint in &read.endpoints {
        let middle = if several { format!("-{}", endpoint.name.value) } else { String::new() };
        found.push((format!("{page}{middle}-request"), rows_of(file, &endpoint.request.table)));
        found.push((format!("{page}{middle}-response"), rows_of(file, &endpoint.response.table)));
    }
    for notification in &read.notifications {
        let name = if read.notifications.len() > 1 { &notification.name.value } else { "notification" };
        found.push((format!("{page}-{name}"), rows_of(file, &notification.message.table)));
    }
    for returned in &read.browser_returns {
        found.push((format!("{page}-{}", returned.name.value), rows_of(file, &returned.message.table)));
    }
    // Tables that were not available cannot be compared.
    found.retain(|(_, rows)| !rows.is_empty());
    found
}

/// Describes the first row in which a page and the second copy differ, with the remedy.
fn difference(page: &str, table: &str, ours: &[Columns], theirs: &[Columns]) -> Option<String> {
    let at = (0..ours.len().max(theirs.len())).find(|at| ours.get(*at) != theirs.get(*at))?;
    let row = |rows: &[Columns]| rows.get(at).map_or_else(|| "no such row".to_owned(), |row| row.join(" | "));
    let copy = copy_of(table);
    Some(format!(
        "row {} of {table} differs between the two files\n\
         {page}: {}\n\
         {copy}: {}\n\
         if the YAML is wrong: correct {page}\n\
         if the vendor has changed the page: copy the row from the page, not from the YAML, to {copy} too\n",
        at + 1,
        row(ours),
        row(theirs),
    ))
}

/// The page that a test changes.
const QR: &str = "spec/general/04-customer-scan-qr.yaml";

/// Returns every file with the tables of a page.
fn pages() -> Vec<String> {
    let files = Spec::embedded().files;
    let names = files.iter().filter(|file| File::parse(file).unwrap().page.is_some()).map(|file| file.name.to_string());
    names.collect()
}

#[test]
fn every_row_equals_the_second_copy() {
    let pages = pages();
    let tables = pages.iter().flat_map(|page| tables(page).into_iter().map(move |(table, rows)| (page, table, rows)));
    let found: Vec<_> =
        tables.filter_map(|(page, table, rows)| difference(page, &table, &rows, &vendor(&table))).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_copied_table_is_compared() {
    let compared: BTreeSet<String> =
        pages().iter().flat_map(|page| tables(page)).map(|(table, _)| format!("{table}.txt")).collect();
    let files: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let (missing, stray) = (&compared - &files, &files - &compared);
    assert!(
        missing.is_empty() && stray.is_empty(),
        "iotpay-gen/tests/tables/ misses {missing:?} and has the unused files {stray:?}; \
         see \"Transcribe a page\" in CONTRIBUTING.md"
    );
    assert!(files.iter().all(|file| vendor(file.trim_end_matches(".txt")).len() > 1), "an empty table");
}

#[test]
fn differences_are_described_with_a_remedy() {
    let spec = Spec::real().edit(QR, "type: String(255)", "type: String(256)");
    let file = spec.files.iter().find(|file| &*file.name == QR).unwrap();
    let read = File::parse(file).unwrap();
    let (ours, theirs) = (rows_of(file, &read.endpoints[0].request.table), vendor("general-04-request"));
    let message = difference(QR, "general-04-request", &ours, &theirs).unwrap();
    for words in [
        "row 11 of general-04-request ",
        "spec/general/04-customer-scan-qr.yaml: body | y | String(256) | ",
        "iotpay-gen/tests/tables/general-04-request.txt: body | y | String(255) | ",
        "correct spec/general/04-customer-scan-qr.yaml\n",
        "to iotpay-gen/tests/tables/general-04-request.txt too\n",
    ] {
        assert!(message.contains(words), "{words}: {message}");
    }
    let message = difference(QR, "general-04-request", &theirs[..14], &theirs).unwrap();
    assert!(message.starts_with("row 15 ") && message.contains(".yaml: no such row\n"), "{message}");
}
