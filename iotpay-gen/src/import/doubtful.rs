//! Diagnostics about rows that can be read in two ways.

use super::doubt::Doubt;
use super::page::{ImportedPage, Table};
use super::rows::Row;
use crate::diagnostic::{Code, Diagnostic};

/// A diagnostic for each row that can be read in two ways.
pub(super) fn all(imported: &ImportedPage) -> impl Iterator<Item = Diagnostic> {
    rows(imported).filter(|row| !row.doubts.is_empty()).map(|row| {
        let all: Vec<String> = row.doubts.iter().map(Doubt::to_string).collect();
        let message = format!("the row of `{}` can be read in two ways: {}", row.name, all.join("; "));
        Diagnostic::new(Code::UnreadableRow, row.span, message, "this row")
            .help("compare the row of the draft with the page, and delete its `# review:`")
    })
}

/// A diagnostic for each row of which a part is struck out: a comparison would take it for a row that counts.
pub(super) fn struck(imported: &ImportedPage) -> impl Iterator<Item = Diagnostic> {
    rows(imported).flat_map(|row| {
        row.doubts.iter().filter(|doubt| matches!(doubt, Doubt::StruckPart(_))).map(|doubt| {
            Diagnostic::new(Code::UnreadableRow, row.span, format!("in the row of `{}` {doubt}", row.name), "this row")
                .help("look at the page: the vendor may have withdrawn the field or its value")
        })
    })
}

fn rows(imported: &ImportedPage) -> impl Iterator<Item = &Row> {
    imported.tables.iter().flat_map(Table::rows)
}
