//! Diagnostics about rows that can be read in two ways.

use crate::diagnostic::{Code, Diagnostic};
use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::page::{ImportedPage, Table};
use crate::saved_page::model::row::Row;
use crate::source::{FileId, Span};

/// Returns a diagnostic for each row that can be read in two ways.
fn all(imported: &ImportedPage) -> impl Iterator<Item = Diagnostic> {
    rows(imported).filter(|row| row.ambiguities().next().is_some()).map(|row| {
        let all: Vec<String> = row.ambiguities().map(Ambiguity::to_string).collect();
        let message = format!("the row of `{}` can be read in two ways: {}", row.name, all.join("; "));
        Diagnostic::new(Code::UnreadableRow, row.span, message, "this row")
            .help("compare the row of the draft with the page, and delete its `# review:`")
    })
}

/// Returns a diagnostic for each row with a struck-out part: a comparison would read the row as valid.
pub(crate) fn struck(imported: &ImportedPage) -> impl Iterator<Item = Diagnostic> {
    rows(imported).flat_map(|row| {
        row.ambiguities().filter(|ambiguity| matches!(ambiguity, Ambiguity::StruckPart(_))).map(|ambiguity| {
            Diagnostic::new(
                Code::UnreadableRow,
                row.span,
                format!("in the row of `{}` {ambiguity}", row.name),
                "this row",
            )
            .help("check the page: the vendor may have withdrawn the field or its value")
        })
    })
}

fn rows(imported: &ImportedPage) -> impl Iterator<Item = &Row> {
    imported.tables.iter().flat_map(Table::rows)
}

/// Returns a diagnostic for each row that could not be read.
pub(crate) fn unread(imported: &ImportedPage) -> impl Iterator<Item = Diagnostic> {
    imported.tables.iter().flat_map(Table::unread).chain(&imported.orphan_rows).map(|row| {
        Diagnostic::new(
            Code::UnreadableRow,
            row.text.span,
            format!("this row cannot be read: {}", row.reason),
            "this row",
        )
        .help("read it by hand; `import` keeps it as a comment")
    })
}

/// Returns a diagnostic for a page that could not be read or compared.
pub fn unread_page(page: FileId, why: &str) -> Diagnostic {
    Diagnostic::new(Code::UnreadablePage, Span { file: page, start: 0, end: 0 }, why, "this page")
}

/// Returns a diagnostic for each row that could not be read, or can be read in two ways.
pub fn diagnostics(imported: &ImportedPage) -> Vec<Diagnostic> {
    let mut found: Vec<_> = unread(imported).chain(all(imported)).collect();
    found.sort_by_key(|found| found.span.start);
    found
}
