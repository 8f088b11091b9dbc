//! A comparison in progress: the page, the spec's page and the differences so far.

use super::difference::Difference;
use super::page_text::PageText;
use super::recorded::Recorded;
use super::report::Drift;
use crate::diagnostic::Diagnostic;
use crate::raw::File;
use crate::saved_page::model::page::ImportedPage;
use crate::saved_page::spec_index::SpecIndex;
use crate::source::{SourceFile, Span};

pub(super) struct Comparison<'a> {
    pub(super) imported: &'a ImportedPage,
    /// The text of the saved page.
    pub(super) page: &'a str,
    /// Its words.
    pub(super) words: PageText,
    /// The beginning of the saved page.
    pub(super) start: Span,
    /// The spec's page.
    pub(super) file: &'a File,
    pub(super) spec: &'a SourceFile,
    pub(super) known: &'a SpecIndex,
    /// The rules of the spec about fields.
    pub(super) recorded: Recorded,
    /// Whether each accepted difference was found.
    pub(super) accepted: Vec<bool>,
    /// Messages whose table was not found on the page.
    pub(super) without_table: Vec<WithoutTable>,
    pub(super) drift: Drift,
}

/// A message of the spec whose table was not found.
pub(super) struct WithoutTable {
    pub(super) place: Place,
    /// Its table in the spec.
    pub(super) span: Span,
    /// The number of rows that are not compared.
    pub(super) rows: usize,
    /// The number of their names that the page contains.
    pub(super) named: usize,
}

/// A message, in words and as differences name it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// `the request of create_order`.
    pub(super) words: String,
    /// `create_order.request`.
    pub(super) at: String,
}

impl Place {
    /// Returns a field of the message.
    pub(super) fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.at)
    }
}

impl Comparison<'_> {
    pub(super) fn push(&mut self, difference: Difference, found: Diagnostic) {
        let accepted = self.file.page.as_ref().map_or(&[][..], |page| &page.accepted_drift);
        if let Some(at) = accepted.iter().position(|entry| difference.is_accepted_by(entry)) {
            self.drift.accepted += usize::from(!self.accepted[at]);
            self.accepted[at] = true;
            return;
        }
        self.drift.found.push(found);
        self.drift.differences.push(difference);
    }
}
