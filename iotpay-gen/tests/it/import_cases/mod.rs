//! Pages of other sites and formats: the rows that are read, those that are
//! marked as readable in two ways (`? `), and those that are kept as unreadable (`! `).

#![cfg(feature = "cli")]
mod completed;
mod hidden;
mod layout;

use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use iotpay_gen::saved_page::{
    Entry, ImportedPage, Role, Row, SpecIndex, WebArchiveError, diagnostics, drift, html_of, read, to_yaml,
};
use iotpay_gen::schema::DEFAULT_SCHEMA_PATH;
use iotpay_gen::source::SourceFile;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "import", "cases"].iter().collect()
}

fn saved(name: &str) -> String {
    let bytes = fs::read(folder().join(name)).unwrap();
    html_of(&bytes).unwrap_or_else(|| Ok(String::from_utf8(bytes).unwrap())).unwrap()
}

/// Returns the rows in the notation of the expected ones; rows outside of tables come last.
fn shown(page: &ImportedPage) -> Vec<String> {
    let row = |row: &Row| {
        let mark = if row.ambiguities().next().is_none() { "" } else { "? " };
        format!("{mark}{} | {} | {} | {}", row.name, row.required, row.ty, row.sample).trim_end().to_owned()
    };
    let unread = |name: Option<&String>| format!("! {}", name.map_or("", String::as_str));
    let entries = page.tables.iter().flat_map(|table| &table.entries);
    let mut rows: Vec<String> = entries
        .map(|entry| match entry {
            Entry::Row(read) => row(read),
            Entry::Unreadable(lost) => unread(lost.name.as_ref()),
        })
        .collect();
    rows.extend(page.orphan_rows.iter().map(|stray| unread(stray.name.as_ref())));
    rows
}

struct Reader {
    spec: Vec<SourceFile>,
    known: SpecIndex,
}

impl Reader {
    fn new() -> Self {
        let spec = Spec::real().without_vendor_texts().files;
        Self { known: SpecIndex::of(&spec), spec }
    }

    fn read(&self, text: &str) -> ImportedPage {
        read(0, &SourceFile::new("page", text), &self.known)
    }

    fn yaml(&self, text: &str) -> String {
        let page = SourceFile::new("page", text);
        to_yaml(&page, &read(0, &page, &self.known), &self.spec, &self.known, true, DEFAULT_SCHEMA_PATH)
    }
}

#[test]
fn pages_of_other_sites_are_read() {
    let reader = Reader::new();
    let mut cases = 0;
    for file in fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let Some(page) = name.strip_suffix(".rows") else { continue };
        let expected = fs::read_to_string(folder().join(&name)).unwrap();
        let imported = reader.read(&saved(page));
        assert_eq!(shown(&imported), expected.lines().map(str::trim_end).collect::<Vec<_>>(), "{page}");
        // Marked and unreadable rows are diagnostics, and so decide the exit code.
        let open = expected.lines().filter(|line| line.starts_with(['?', '!'])).count();
        assert_eq!(diagnostics(&imported).len(), open, "{page}");
        cases += 1;
    }
    assert!(cases >= 12, "{cases}");
}

#[test]
fn a_web_archive_is_read_as_its_page() {
    let reader = Reader::new();
    let page = reader.read(&saved("single-file.mhtml"));
    assert_eq!(page.path.as_deref(), Some("/guide/customer_scan_qr.html"));
    let mut files = reader.spec.clone();
    files.push(SourceFile::new("page", &saved("single-file.mhtml")));
    let id = files.len() - 1;
    let drift = drift(&files, id, &read(id, &files[id], &reader.known), None, &reader.known).unwrap();
    assert_eq!((drift.right, drift.compared, drift.found.len()), (24, 24, 0), "{:#?}", drift.found);
    // Base64, another character set, and a part with images before the page.
    let base64 = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: image/png\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x\r\nContent-Type: text/html; charset=\"gbk\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nPGgxPsuiv6jWp7i2PC9oMT4=\r\n--x--\r\n";
    assert_eq!(html_of(base64.as_bytes()).unwrap().unwrap(), "<h1>刷卡支付</h1>");
    let empty =
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nA\n--x--\n";
    assert_eq!(html_of(empty.as_bytes()).unwrap(), Err(WebArchiveError::NoHtml));
    for text in ["Title: words\n\nMIME-Version: 1.0", "# Page\n\nContent-Type: application/json", "<html></html>", ""] {
        assert!(html_of(text.as_bytes()).is_none(), "{text}");
    }
}

/// Returns an HTML table with these rows, below a request.
fn html(rows: &str) -> String {
    format!(
        "<html><h1>T</h1><p>https://api.iotpaycloud.com/v1/refund_order</p><h2>Request</h2><table><tr><th>Name</th>\
         <th>Required</th><th>Type</th><th>Sample</th><th>Description</th></tr>{rows}</table></html>"
    )
}

fn markdown(rows: &str) -> String {
    format!(
        "# T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\n## Request\n\n| Name | Required | Type | Sample | \
         Description |\n|---|---|---|---|---|\n{rows}\n"
    )
}

#[track_caller]
fn reads(reader: &Reader, page: &str, expected: &[&str]) {
    assert_eq!(shown(&reader.read(page)), expected, "{page}");
}

const LIVE: &str = "<tr><td>mchId</td><td>y</td><td>String(30)</td><td>1</td><td>d</td></tr>";
