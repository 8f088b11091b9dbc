//! Where the spec and a saved page of the vendor differ.

mod accepted;
mod calls;
mod comparison;
mod difference;
mod further;
mod head;
mod incoming;
mod order;
mod page_text;
mod prose;
mod recorded;
mod rows;
mod update;
mod wording;

use std::fmt::Write as _;

use super::known::SpecIndex;
use super::page::{ImportedPage, Table};
use super::{doubtful, spec_page};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, SourceFile, Span};
use comparison::Comparison;
pub use difference::Difference;
use page_text::PageText;
use recorded::Recorded;
pub use update::update_vendor_texts;
pub use wording::VendorText;

/// What a comparison gives.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// Name of the spec's file.
    pub file: String,
    /// The differences, with their places.
    pub found: Vec<Diagnostic>,
    /// The same differences, as the spec's list of accepted ones names them.
    pub differences: Vec<Difference>,
    /// How many differences the spec's page accepts.
    pub accepted: usize,
    /// The fingerprint of the description of each row that was compared.
    pub vendor_texts: Vec<VendorText>,
    /// How many of these rows have no fingerprint in the spec, so that their wording is not compared.
    pub without_vendor_text: usize,
    /// How many rows of the page were compared.
    pub compared: usize,
    /// How many of them are in the spec just so.
    pub right: usize,
    /// How many rows of further tables were compared with the rules of their channel.
    pub by_channel: usize,
    /// How many rows of further tables were not compared.
    pub further: usize,
    /// How many rows stand in tables that no address gives a call.
    pub without_call: usize,
    /// How many rows of the spec were found in no table of the page.
    pub not_found: usize,
    /// How many rows of the spec are from a sample of the page and not from a table.
    pub from_samples: usize,
}

impl Drift {
    /// The figures in a line.
    pub fn summary(&self) -> String {
        let mut text = format!("{} of {} rows right against {}", self.right, self.compared, self.file);
        for (number, what) in [
            (self.by_channel, "rows of further tables are compared with the marks of their channel alone"),
            (self.without_call, "rows of tables without an address are not compared"),
            (self.further, "rows of further tables are not compared"),
            (self.not_found, "rows of the spec were not found in a table"),
            (self.without_vendor_text, "rows have no `vendor_text`, so that their wording is not compared"),
            (self.accepted, "differences are accepted"),
            (self.from_samples, "rows of the spec are in the page's samples alone"),
        ] {
            if number > 0 {
                let _ = write!(text, "; {number} {what}");
            }
        }
        match self.found.len() {
            0 => text + "; no drift",
            1 => text + "; 1 difference",
            number => text + &format!("; {number} differences"),
        }
    }
}

/// Compares a saved page with the spec. The spec's files, of which `known` was made, come first, and
/// the page is the file of this number.
///
/// # Errors
///
/// Why no page of the spec could be found for it.
pub fn drift(
    files: &[SourceFile],
    page: FileId,
    imported: &ImportedPage,
    wanted: Option<&str>,
    known: &SpecIndex,
) -> Result<Drift, String> {
    let Some(saved) = files.get(page) else { return Err("there is no page".to_owned()) };
    let found = spec_page::find(files, imported, wanted, known)?;
    if imported.tables.is_empty() && imported.calls.is_empty() && !found.file.endpoints.is_empty() {
        return Err("no call and no table of fields could be found on the saved page".to_owned());
    }
    let mut comparison = Comparison {
        imported,
        page: &saved.text,
        words: PageText::of(&saved.text),
        start: Span { file: page, start: 0, end: 0 },
        file: &found.file,
        spec: &files[found.id],
        known,
        recorded: Recorded::of(known, &found.file),
        accepted: vec![false; found.file.page.as_ref().map_or(0, |page| page.accepted_drift.len())],
        without_table: Vec::new(),
        drift: Drift { file: files[found.id].name.to_string(), ..Drift::default() },
    };
    head::compare(&mut comparison);
    calls::compare(&mut comparison);
    incoming::compare(&mut comparison);
    rows::report_without_table(&mut comparison);
    further::compare(&mut comparison);
    prose::compare_page(&mut comparison);
    for found in unread(imported).chain(doubtful::struck(imported)) {
        let text = &saved.text[found.span.range()];
        comparison.push(Difference::new(Code::UnreadableRow, "page").page(text.trim()), found);
    }
    accepted::report_stale(&mut comparison);
    Ok(comparison.drift)
}

/// A finding for each row that could not be read.
pub(super) fn unread(imported: &ImportedPage) -> impl Iterator<Item = Diagnostic> {
    imported.tables.iter().flat_map(Table::unread).chain(&imported.orphan_rows).map(|row| {
        Diagnostic::new(Code::UnreadableRow, row.text.span, format!("this row cannot be read: {}", row.why), "this row")
            .help("read it by hand; `import` keeps it as a comment")
    })
}
