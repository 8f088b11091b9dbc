//! Pages of other sites and converters: each is compared with a second copy of its rows in
//! `import/*.rows`, and drift must be located at its cell.

#![cfg(feature = "cli")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use iotpay_gen::diagnostic::Diagnostic;
use iotpay_gen::saved_page::{Drift, ImportedPage, Row, SpecIndex, Table, drift, read};
use iotpay_gen::source::{SourceFile, Span};

fn text(name: &str) -> String {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "import", name].iter().collect();
    fs::read_to_string(file).unwrap()
}

fn imported(text: &str) -> ImportedPage {
    read(0, &SourceFile::new("page", text), &SpecIndex::of(&Spec::real().files))
}

fn rows(page: &ImportedPage) -> Vec<&Row> {
    page.tables.iter().flat_map(Table::rows).collect()
}

fn columns(row: &Row) -> String {
    format!("{} | {} | {} | {}", row.name, row.required, row.ty, row.sample).trim_end().to_owned()
}

/// Returns the text with other line ends, a byte order mark, and trailing spaces.
fn saved(text: &str) -> [String; 3] {
    [text.to_owned(), format!("\u{feff}{}", text.replace('\n', "\r\n")), text.replace('\n', " \n")]
}

#[test]
fn each_row_is_right_or_marked() {
    for (name, right_of, unread) in [
        ("site-vuepress.html", (13, 13), 0),
        ("site-layout-table.html", (2, 2), 1),
        ("site-turndown.md", (7, 7), 0),
        ("site-pandoc.md", (5, 6), 0),
        ("site-tabs.txt", (8, 8), 0),
        ("site-glued-marks.txt", (9, 11), 0),
        ("site-chinese.txt", (9, 9), 0),
        ("site-two-calls.txt", (7, 8), 0),
    ] {
        let expected = text(&format!("{name}.rows"));
        let expected: Vec<_> = expected.lines().map(str::trim_end).collect();
        for page in saved(&text(name)) {
            let page = imported(&page);
            let read = rows(&page);
            assert_eq!(read.len(), expected.len(), "{name}: {read:#?}");
            let mut right = 0;
            for (row, expected) in read.iter().zip(&expected) {
                let is_right = columns(row) == *expected;
                assert!(
                    is_right || !row.reviews.is_empty(),
                    "{name}: {row:#?} is not marked for review, but differs from {expected}"
                );
                right += usize::from(is_right);
            }
            println!("{name}: {right} of {} rows right", expected.len());
            assert_eq!((right, expected.len()), right_of, "{name}: {read:#?}");
            let lost = page.orphan_rows.len() + page.tables.iter().flat_map(Table::unread).count();
            assert_eq!(lost, unread, "{name}: {:?}", page.orphan_rows);
        }
    }
}

#[test]
fn headers_are_right() {
    for (name, title, date, urls, changes) in [
        (
            "site-vuepress.html",
            "Merchant Scan Barcode",
            "2026-03-10",
            &["https://api.iotpaycloud.com/v1/create_order"][..],
            &["2026-03-10 2", "2025-12-01 1"][..],
        ),
        ("site-layout-table.html", "Refund interface", "", &["http://api.iotpaycloud.com/v1/refund_order"], &[]),
        (
            "site-turndown.md",
            "Order Query",
            "2026-03-10",
            &["https://api.iotpaycloud.com/v1/query_order"],
            &["2026-03-10 1", "2026-03-01 1"],
        ),
        ("site-pandoc.md", "Order Query", "2026-03-10", &["https://api.iotpaycloud.com/v1/query_order"], &[]),
        ("site-tabs.txt", "Order Query", "2026-03-10", &["https://api.iotpaycloud.com/v1/query_order"], &[]),
        ("site-glued-marks.txt", "Merchant Scan Barcode", "", &["/v1/create_order"], &[]),
        (
            "site-chinese.txt",
            "刷卡支付",
            "2026-03-10",
            &["https://api.iotpaycloud.com/v1/create_order"],
            &["2026-03-10 2", "2025-12-01 1"],
        ),
        (
            "site-two-calls.txt",
            "Wallet",
            "",
            &["https://ccapi.iotpaycloud.com/v3/cc_void", "https://ccapi.iotpaycloud.com/v3/cc_refund"],
            &[],
        ),
    ] {
        let file = SourceFile::new("page", &text(name));
        let page = read(0, &file, &SpecIndex::of(&Spec::real().files));
        assert_eq!(page.title.as_ref().map(|title| title.value.as_str()), Some(title));
        assert_eq!(page.updated.as_ref().map_or("", |updated| &updated.date.value), date, "{name}");
        for (endpoint, url) in page.endpoints.iter().zip(urls) {
            assert_eq!((endpoint.url.value.as_str(), &file.text[endpoint.url.span.range()]), (*url, *url), "{name}");
            let method = endpoint.method.as_ref().unwrap();
            assert_eq!(method.value, file.text[method.span.range()], "{name}");
        }
        assert_eq!(page.endpoints.len(), urls.len(), "{name}: {:?}", page.endpoints);
        let read: Vec<_> = page.changes.iter().map(|it| format!("{} {}", it.date.value, it.lines.len())).collect();
        assert_eq!(read, changes, "{name}");
    }
}

/// A table with an unknown heading is not the request, and a row below a blank line is kept.
#[test]
fn lines_below_a_table_are_reported() {
    let page = "Order Query\n\nhttps://api.iotpaycloud.com/v1/query_order\n\nRequest\n\nname\trequired\ttype\n\
                mchId\ty\tString(30)\n\nResponse\n\nWhat\tIs\tKind\nretCode\ty\tString\n\nnewFieldyInt5five\n";
    let page = imported(page);
    let names: Vec<Vec<_>> =
        page.tables.iter().map(|table| table.rows().map(|row| row.name.as_str()).collect()).collect();
    assert_eq!(names, [vec!["mchId"], vec!["retCode"]]);
    let unread: Vec<_> = page.tables.iter().flat_map(Table::unread).chain(&page.orphan_rows).collect();
    assert_eq!(
        unread.iter().map(|it| it.text.value.as_str()).collect::<Vec<_>>(),
        ["What | Is | Kind", "newFieldyInt5five"]
    );
}

/// The text at the location of each cell is the cell.
#[test]
fn locations_are_those_of_the_cells() {
    for name in [
        "site-tabs.txt",
        "site-two-calls.txt",
        "site-chinese.txt",
        "site-glued-marks.txt",
        "site-layout-table.html",
        "app-integrate.txt",
        "card-embedded.txt",
        "customer-scan-qr.md",
        "shape-yes-no.html",
    ] {
        let file = SourceFile::new("page", &text(name));
        let page = read(0, &file, &SpecIndex::of(&Spec::real().files));
        let at = |span: Span| &file.text[span.range()];
        for row in rows(&page) {
            assert!(row.name.ends_with(at(row.cells.name)), "{name}: {row:#?}");
            let ty = at(row.cells.ty).to_lowercase().replace(['（', '）'], "");
            let plain = row.ty.to_lowercase().replace(['(', ')'], "");
            assert!(ty.replace(['(', ')'], "").starts_with(&plain[..3]), "{name}: {ty} of {row:#?}");
            // A line break splits one, and a moved text has no location of its own.
            let is_told = !row.reviews.is_empty() || row.sample.is_empty();
            assert!(is_told || at(row.cells.sample) == row.sample, "{name}: {} of {row:#?}", at(row.cells.sample));
        }
    }
}

fn compared(text: &str) -> (SourceFile, Drift, Vec<SourceFile>) {
    let mut files = Spec::real().without_vendor_texts().files;
    let known = SpecIndex::of(&files);
    let page = SourceFile::new("page", text);
    let imported = read(files.len(), &page, &known);
    files.push(page.clone());
    let drift = drift(&files, files.len() - 1, &imported, None, &known).unwrap();
    (page, drift, files)
}

fn shown<'a>(files: &'a [SourceFile], found: &Diagnostic) -> (&'a str, Vec<&'a str>) {
    let at = |span: Span| &files[span.file].text[span.range()];
    (at(found.span), found.related.iter().map(|(span, _)| at(*span)).collect())
}

/// Changes a cell in each format; the diagnostic points at the cell of the page and of the spec.
#[test]
fn drift_points_at_the_cell() {
    let qr = text("customer-scan-qr.md");
    let app = text("app-integrate.txt");
    // The converter moved descriptions to the place of empty samples; sites do not.
    let whole: Vec<String> = qr
        .lines()
        .map(|line| match line.strip_suffix(" | |").and_then(|row| row.rsplit_once(" | ")) {
            Some((row, description)) => format!("{row} |  | {description} |"),
            None => line.to_owned(),
        })
        .collect();
    let whole = whole.join("\n");
    let tabs =
        whole.replace(" | ", "\t").replace("---\t", "").replace(" |\n", "\n").replace("---|---|---|---|---|\n", "");
    let html = format!(
        "<html><h1>Customer Scan QR Code</h1>{}</html>",
        whole
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with("---|"))
            .map(|line| match line.strip_suffix('|') {
                Some(row) =>
                    format!("<tr><td>{}</td></tr>", row.trim().replace(" | ", "</td><td>").trim_end_matches('|')),
                None => format!("<p>{line}</p>"),
            })
            .collect::<Vec<_>>()
            .join("\n")
            .replace("<tr><td>Name</td>", "<table><tr><td>Name</td>")
            .replace("</tr>\n<p>", "</tr></table>\n<p>")
    );
    for (shape, page, old, new, cell, spec) in [
        ("piped limit", &qr, "String(50)", "String(51)", "String(51)", "String(50)"),
        ("piped mark", &qr, "device | n", "device | y", "y", "n"),
        ("piped sample", &qr, "| CAD |", "| USD |", "USD", "CAD"),
        ("tabbed limit", &tabs, "String(50)", "String(51)", "String(51)", "String(50)"),
        ("tabbed mark", &tabs, "device\tn", "device\ty", "y", "n"),
        ("html type", &html, "<td>int</td>", "<td>long</td>", "long", "int"),
        ("html sample", &html, "<td>CAD</td>", "<td>USD</td>", "USD", "CAD"),
        ("html mark", &html, "<td>device</td><td>n</td>", "<td>device</td><td>Yes</td>", "Yes", "n"),
        ("run-together limit", &app, "devicenString(64)", "devicenString(65)", "String(65)", "String(64)"),
        ("run-together mark", &app, "devicenString", "deviceyString", "y", "n"),
        ("run-together sample", &app, "String(3)CAD", "String(3)USD", "USD", "CAD"),
    ] {
        let (_, same, _) = compared(page);
        assert_eq!(same.found.len(), 0, "{shape}: {:#?}", same.found);
        assert!(page.contains(old), "{shape}: {page}");
        let (_, drift, files) = compared(&page.replacen(old, new, 1));
        assert_eq!(drift.found.len(), 1, "{shape}: {:#?}", drift.found);
        let (at, related) = shown(&files, &drift.found[0]);
        assert_eq!((at, related[0].trim_matches('"')), (cell, spec), "{shape}");
    }
}

#[test]
fn an_insecure_address_is_reported() {
    let page = text("app-integrate.txt").replacen("https://api.iot", "http://api.iot", 1);
    let (_, drift, files) = compared(&page);
    assert_eq!(drift.found.len(), 1, "{:#?}", drift.found);
    assert_eq!(shown(&files, &drift.found[0]), ("http://", vec!["create_order"]));
}

#[test]
fn a_channel_table_is_compared_by_its_required_column() {
    let app = text("app-integrate.txt");
    let (_, same, _) = compared(&app);
    assert_eq!((same.by_channel, same.further, same.found.len()), (2, 0, 0));
    for (old, new, cell, related, words) in [
        ("extrayJSON", "extranJSON", "n", "y", "does not require it"),
        ("extranJSON", "extrayJSON", "y", "extra", "the page requires it"),
        ("extrayJSON", "appIdyString(32)", "appId", "WX_APP", "`appId` is new in the request of WX_APP"),
    ] {
        let (_, drift, files) = compared(&app.replacen(old, new, 1));
        assert!(!drift.found.is_empty(), "{old}");
        for found in &drift.found {
            assert!(found.message.contains(words), "{found:#?}");
            assert_eq!(shown(&files, found), (cell, vec![related]), "{found:#?}");
        }
    }
    // Without a channel in the heading, the table is counted and not compared.
    let (_, other, _) = compared(&app.replace("WeChat App(WX_APP)", "WeChat App"));
    assert_eq!((other.by_channel, other.further), (1, 1));
    assert!(other.summary().contains("1 rows of other tables are not compared"), "{}", other.summary());
}

#[test]
fn tables_without_an_endpoint_are_reported() {
    let page = "App integrate IOTPay\n\nIntroduction\n\nParameters\n\nname\trequired\ttype\nmchId\ty\tString(30)\n";
    let (_, drift, _) = compared(page);
    assert_eq!(drift.without_endpoint, 1);
    assert!(drift.found.iter().any(|found| found.message.contains("this table is not compared")), "{:#?}", drift.found);
}

/// The time is linear in the number of rows.
#[test]
fn fifty_thousand_rows_take_linear_time() {
    let time = |rows: usize| {
        let mut page = "Long\n\nhttps://api.iotpaycloud.com/v1/create_order\n\nRequest\n\nname\trequired\ttype\tsample\tdescription\n".to_owned();
        for at in 0..rows {
            writeln!(page, "field{at}\ty\tstring(30)\t{at}\ta text").unwrap();
        }
        let start = std::time::Instant::now();
        let files = Spec::real().files;
        let file = SourceFile::new("page", &page);
        let known = SpecIndex::of(&files);
        let imported = read(0, &file, &known);
        let yaml = iotpay_gen::saved_page::to_yaml(
            &file,
            &imported,
            &files,
            &known,
            true,
            iotpay_gen::schema::DEFAULT_SCHEMA_PATH,
        );
        assert_eq!(yaml.matches("- { name: field").count(), rows);
        start.elapsed()
    };
    let (short, long) = (time(5_000), time(50_000));
    assert!(long < short * 25, "{short:?} for 5000 rows, {long:?} for 50000");
}
