//! Reads saved pages, writes them as YAML, and compares them with the spec. The pages in
//! `import/` have the vendor's tables and format, with other texts. After an intended change, run
//! `UPDATE_GOLDEN=1 cargo test -p iotpay-gen --test it import::` to update the texts, and review
//! the difference.

#![cfg(feature = "cli")]

use std::path::PathBuf;
use std::{env, fs};

use crate::fixture::Spec;
use crate::fixture::printed::{Form, Line, Sheet, print, sheets};
use iotpay_gen::diagnostic::{Code, Style, render};
use iotpay_gen::raw::{Endpoint, File};
use iotpay_gen::saved_page::{Drift, ImportedPage, Row, SpecIndex, Table, diagnostics, drift, read, to_yaml};
use iotpay_gen::source::SourceFile;

const APP: &str = "spec/general/09-app-integrate.yaml";
const CARD: &str = "spec/card/04-embedded.yaml";
const QR: &str = "spec/general/04-customer-scan-qr.yaml";

/// The path of the schema, relative to the texts.
const SCHEMA: &str = "../../../spec/schema/spec-file.json";

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "import"].iter().collect()
}

fn page(name: &str) -> SourceFile {
    SourceFile::new(name, &fs::read_to_string(folder().join(name)).unwrap())
}

fn imported(page: &SourceFile) -> ImportedPage {
    read(0, page, &SpecIndex::of(&Spec::real().files))
}

fn compared(page: &SourceFile, spec: &Spec) -> (Vec<SourceFile>, Drift) {
    let known = SpecIndex::of(&spec.files);
    let mut files = spec.files.clone();
    files.push(page.clone());
    let id = files.len() - 1;
    let drift = drift(&files, id, &read(id, page, &known), None, &known).unwrap();
    (files, drift)
}

fn rendered(files: &[SourceFile], drift: &Drift) -> String {
    drift.found.iter().map(|found| render(files, found, Style::Plain) + "\n\n").collect()
}

#[track_caller]
fn assert_golden(name: &str, text: &str) {
    let file = folder().join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, text).unwrap();
    }
    assert_eq!(
        text,
        fs::read_to_string(&file).unwrap_or_default(),
        "{name} reads otherwise now; see the head of this file"
    );
}

#[test]
fn real_pages_have_the_rows_of_the_spec() {
    for (name, file, rows, by_channel) in
        [("app-integrate.txt", APP, 18, 2), ("card-embedded.txt", CARD, 26, 0), ("customer-scan-qr.md", QR, 24, 0)]
    {
        let (files, drift) = compared(&page(name), &Spec::real().without_vendor_texts());
        println!("{name}: {}", drift.summary());
        assert_eq!(drift.file, file);
        let further = (drift.by_channel, drift.further, drift.without_endpoint);
        assert_eq!(
            (drift.right, drift.compared, further),
            (rows, rows, (by_channel, 0, 0)),
            "{}",
            rendered(&files, &drift)
        );
        assert!(drift.found.is_empty(), "{}", rendered(&files, &drift));
    }
}

/// Reads the same pages with an index of only the other pages.
#[test]
fn rows_of_an_unknown_page_are_right_or_marked() {
    let mut all = (0, 0, 0);
    for (name, file) in [("app-integrate.txt", APP), ("card-embedded.txt", CARD), ("customer-scan-qr.md", QR)] {
        let spec = Spec::real();
        let own: Vec<Line> = spec
            .files
            .iter()
            .filter(|it| &*it.name == file)
            .flat_map(sheets)
            .filter(|it| !is_from_samples(it))
            .flat_map(|it| it.lines)
            .collect();
        let others: Vec<_> = spec.files.iter().filter(|it| &*it.name != file).cloned().collect();
        let imported = read(0, &page(name), &SpecIndex::of(&others));
        let rows: Vec<&Row> = imported.tables.iter().flat_map(Table::rows).collect();
        let mut counts = (0, 0, 0);
        for (row, line) in rows.iter().zip(&own) {
            let is_right = is_same(row, line, false);
            assert!(
                is_right || !row.reviews.is_empty(),
                "{name}: {row:#?} is not marked for review, but differs from {line:?}"
            );
            counts = (counts.0 + usize::from(is_right), counts.1 + usize::from(!row.reviews.is_empty()), counts.2 + 1);
        }
        println!(
            "{name}, without its page in the spec: {} of {} rows right, {} to review",
            counts.0, counts.2, counts.1
        );
        all = (all.0 + counts.0, all.1 + counts.1, all.2 + counts.2);
    }
    assert!(all.2 == 68 && all.0 >= 62, "{all:?}");
}

/// Returns `true` for the response of App integrate IOTPay, which has no table on the page.
fn is_from_samples(sheet: &Sheet) -> bool {
    sheet.lines.iter().any(|line| line.name == "retParams.schemeUrl")
}

fn is_same(row: &Row, line: &Line, with_description: bool) -> bool {
    row.name == line.name
        && row.required == line.required
        && row.ty == line.ty
        && row.sample == line.sample
        && row.label.as_deref().unwrap_or_default() == line.label
        && (!with_description || row.description == line.description)
}

#[test]
fn every_format_matches_its_reviewed_draft() {
    let spec = Spec::real().files;
    let known = SpecIndex::of(&spec);
    let mut names: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    let others = [".yaml", ".stderr", ".rows", "drift-"];
    names.retain(|name| name.contains('.') && !others.iter().any(|part| name.contains(part)));
    names.sort();
    assert_eq!(names.len(), 16, "{names:?}");
    for name in names {
        let page = page(&name);
        let imported = imported(&page);
        assert_golden(&format!("{name}.yaml"), &to_yaml(&page, &imported, &spec, &known, false, SCHEMA));
        let with = to_yaml(&page, &imported, &spec, &known, true, SCHEMA);
        let file = SourceFile::new("draft.yaml", &with);
        // Keys of an unknown endpoint remain to be completed.
        if !name.contains("odd") {
            let drafted = File::parse(&file).unwrap_or_else(|found| {
                panic!("{}\n{with}", render(std::slice::from_ref(&file), &found[0], Style::Plain))
            });
            assert_eq!(drafted.endpoints.len(), imported.endpoints.len(), "{with}");
        }
    }
}

#[test]
fn unreadable_rows_are_kept_and_reported() {
    let odd = page("shape-odd.md");
    let found = diagnostics(&imported(&odd));
    let lines: Vec<_> = found.iter().map(|it| odd.text[it.span.range()].lines().next().unwrap().to_owned()).collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    let yaml = to_yaml(&odd, &imported(&odd), &Spec::real().files, &SpecIndex::of(&Spec::real().files), false, SCHEMA);
    for words in [
        "# review: line 13 could not be read (the spec cannot express the type \"Enum\" yet)",
        "otherField | N | Enum",
        "it has no valid field name",
        "# line 23: | WX_APP",
    ] {
        assert!(yaml.contains(words), "{words}: {yaml}");
    }
    assert!(found.iter().all(|it| it.code == Code::UnreadableRow && it.help.is_some()));
}

#[test]
fn every_kind_of_drift_matches_its_reviewed_text() {
    let spec = Spec::real()
        .without_vendor_texts()
        .edit(APP, "updated: 2026-03-10", "updated: 2025-01-01")
        .edit(APP, "date: 2026-03-10", "date: 2025-01-01")
        .edit(APP, "{ name: osType,     required: n,", "{ name: osType,     required: y,")
        .edit(APP, "type: String(3),   sample: CAD, ", "type: String(4),   sample: CAD, ")
        .edit(APP, "sample: WEB,", "sample: WAP,")
        .remove_line(APP, "{ name: param2,")
        .insert_after(APP, "{ name: jobNo, ", "        - { name: attach, required: n, type: String(10), sample: \"\", description: Gone. }")
        .insert_after(APP, "{ name: jobNo, ", "        - { name: older, required: n, type: String(10), sample: \"\", description: Older., source: docs-old }")
        .remove_line(APP, "{ name: amount, ")
        .insert_after(APP, "{ name: clientIp, ", "        - { name: amount, required: y, type: int, sample: \"100\", description: Amount. }");
    let (files, drift) = compared(&page("app-integrate.txt"), &spec);
    let codes: Vec<_> = drift.found.iter().map(|it| it.code.as_str()).collect();
    for code in ["IOT041", "IOT042", "IOT043", "IOT044", "IOT046"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    assert!(!drift.found.iter().any(|it| it.message.contains("older")), "{}", rendered(&files, &drift));
    assert_golden("drift-rows.stderr", &rendered(&files, &drift));
    let moved = Spec::real().without_vendor_texts().edit(APP, "path: create_order", "path: create_orders");
    let (files, drift) = compared(&page("app-integrate.txt"), &moved);
    assert_golden("drift-calls.stderr", &rendered(&files, &drift));
}

#[test]
fn a_page_printed_from_the_spec_has_its_rows() {
    let spec = Spec::real();
    let known = SpecIndex::of(&spec.files);
    for form in [Form::Markdown, Form::Html, Form::Tabs, Form::RunTogether] {
        let (mut pages, mut rows, mut right, mut marked, mut wrong) = (0, 0, 0, 0, Vec::new());
        for file in &spec.files {
            let sheets = sheets(file);
            if sheets.is_empty() {
                continue;
            }
            pages += 1;
            let text = print("Printed", &sheets, form);
            let imported = read(0, &SourceFile::new(&file.name, &text), &known);
            assert_eq!(diagnostics(&imported), [], "{text}");
            let tables: Vec<_> = imported.tables.iter().map(|table| table.rows().collect::<Vec<_>>()).collect();
            let numbers: Vec<_> = tables.iter().map(Vec::len).collect();
            assert_eq!(
                numbers,
                sheets.iter().map(|sheet| sheet.lines.len()).collect::<Vec<_>>(),
                "{form:?} {}: {text}",
                file.name
            );
            for (row, line) in tables.iter().flatten().zip(sheets.iter().flat_map(|sheet| &sheet.lines)) {
                rows += 1;
                let is_right = is_same(row, line, true);
                right += usize::from(is_right);
                marked += usize::from(!row.reviews.is_empty());
                let is_told = form == Form::RunTogether && !row.reviews.is_empty();
                if !is_right && !is_told {
                    wrong.push(format!("{line:?}\n{row:?}"));
                }
            }
        }
        println!("{form:?}: {pages} pages, {right} of {rows} rows right, {marked} to review");
        assert!(wrong.is_empty(), "{form:?}: {}", wrong.join("\n\n"));
        assert!(form == Form::RunTogether || marked * 20 < rows, "{form:?}: {marked} of {rows} to review");
    }
}

/// Reads each page without separators, with an index of only the other pages.
#[test]
fn unseparated_rows_of_an_unknown_page_are_right_or_marked() {
    let spec = Spec::real();
    let (mut rows, mut right, mut marked, mut wrong) = (0, 0, 0, Vec::new());
    for file in &spec.files {
        let sheets = sheets(file);
        let others: Vec<_> = spec.files.iter().filter(|it| it.name != file.name).cloned().collect();
        let text = print("Printed", &sheets, Form::RunTogether);
        let imported = read(0, &SourceFile::new(&file.name, &text), &SpecIndex::of(&others));
        assert_eq!(diagnostics(&imported), []);
        let read: Vec<&Row> = imported.tables.iter().flat_map(Table::rows).collect();
        let lines: Vec<&Line> = sheets.iter().flat_map(|sheet| &sheet.lines).collect();
        assert_eq!(read.len(), lines.len(), "{text}");
        for (row, line) in read.into_iter().zip(lines) {
            let is_right = is_same(row, line, true);
            rows += 1;
            right += usize::from(is_right);
            marked += usize::from(!row.reviews.is_empty());
            if !is_right && row.reviews.is_empty() {
                wrong.push(format!("{line:?}\n{row:?}"));
            }
        }
    }
    println!("run together, each page by what the others know: {right} of {rows} rows right, {marked} to review");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(right * 100 >= rows * 85, "{right} of {rows}");
}

/// The round trip: the YAML of a spec page, printed as a page, read, and written as YAML again, has the
/// endpoints and the tables of the first.
#[test]
fn the_draft_of_a_printed_page_equals_the_spec() {
    let spec = Spec::real();
    let known = SpecIndex::of(&spec.files);
    let mut rows = 0;
    for form in [Form::Markdown, Form::Html, Form::Tabs] {
        for file in &spec.files {
            let sheets = sheets(file);
            let ours = File::parse(file).unwrap();
            let (true, Some(head)) = (!sheets.is_empty(), &ours.page) else { continue };
            let page = SourceFile::new(&file.name, &print(&head.title.value, &sheets, form));
            let imported = read(0, &page, &known);
            let yaml = to_yaml(&page, &imported, &spec.files, &known, true, iotpay_gen::schema::DEFAULT_SCHEMA_PATH);
            let draft = SourceFile::new("draft.yaml", &yaml);
            let theirs = File::parse(&draft)
                .unwrap_or_else(|found| panic!("{}", render(std::slice::from_ref(&draft), &found[0], Style::Plain)));
            let calls = |file: &File| {
                let call = |it: &Endpoint| format!("{} {}", it.name.value, it.path.value);
                file.endpoints.iter().map(call).collect::<Vec<_>>()
            };
            assert_eq!(calls(&theirs), calls(&ours), "{form:?} {}", file.name);
            let incoming = |file: &File| (file.notifications.len(), file.browser_returns.len());
            assert_eq!(incoming(&theirs), incoming(&ours), "{form:?} {}", file.name);
            let of = |sheets: &[Sheet]| sheets.iter().map(|sheet| sheet.lines.clone()).collect::<Vec<_>>();
            let again = crate::fixture::printed::sheets(&draft);
            assert_eq!(of(&again), of(&sheets), "{form:?} {}", file.name);
            rows += sheets.iter().map(|sheet| sheet.lines.len()).sum::<usize>();
        }
    }
    println!("{rows} rows came back as YAML");
    assert!(rows > 1000, "{rows}");
}
