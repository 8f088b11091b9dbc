//! Compares a saved page with the spec.

mod accepted;
mod channel_tables;
mod comparison;
pub(super) mod difference;
mod endpoints;
pub(super) mod error;
mod head;
mod notifications;
mod order;
mod page_text;
mod prose;
mod recorded;
pub(super) mod report;
mod rows;
pub(super) mod update;
pub(super) mod vendor_text;
mod wording;

use crate::diagnostic::Code;
use crate::saved_page::diagnostics;
use crate::saved_page::model::page::ImportedPage;
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::spec_index::find::find;
use crate::source::{FileId, SourceFile, Span};
use comparison::Comparison;
use difference::Difference;
use error::DriftError;
use page_text::PageText;
use recorded::Recorded;
use report::Drift;

/// Compares a saved page with the spec. `files` begins with the spec's files, from which `known` was built;
/// `page` is the index of the saved page.
///
/// # Errors
///
/// Returns [`DriftError`] if the saved page has no content, or if not exactly one page of the spec matches.
pub fn drift(
    files: &[SourceFile],
    page: FileId,
    imported: &ImportedPage,
    requested: Option<&str>,
    known: &SpecIndex,
) -> Result<Drift, DriftError> {
    let Some(saved) = files.get(page) else { return Err(DriftError::MissingFile) };
    let found = find(files, imported, requested, known)?;
    if imported.tables.is_empty() && imported.endpoints.is_empty() && !found.file.endpoints.is_empty() {
        return Err(DriftError::NoContent);
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
    endpoints::compare(&mut comparison);
    notifications::compare(&mut comparison);
    rows::report_without_table(&mut comparison);
    channel_tables::compare(&mut comparison);
    prose::compare_page(&mut comparison);
    for found in diagnostics::unread(imported).chain(diagnostics::struck(imported)) {
        let text = &saved.text[found.span.range()];
        comparison.push(Difference::new(Code::UnreadableRow, "page").page(text.trim()), found);
    }
    accepted::report_stale(&mut comparison);
    Ok(comparison.drift)
}
