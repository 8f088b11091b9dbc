//! The contents of a saved page.

use crate::saved_page::model::dates::{ChangelogEntry, LastUpdated};
use crate::saved_page::model::endpoint::PageEndpoint;
use crate::saved_page::model::role::Role;
use crate::saved_page::model::row::{Entry, Row, UnreadableRow};
use crate::source::{Span, Spanned};

/// The contents of a saved page.
#[derive(Debug, Clone, Default)]
pub struct ImportedPage {
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// Its path on the vendor's site, if the saved file contains it.
    pub path: Option<String>,
    /// The date of its last update.
    pub updated: Option<LastUpdated>,
    /// Its changelog.
    pub changes: Vec<ChangelogEntry>,
    /// Its endpoints.
    pub endpoints: Vec<PageEndpoint>,
    /// Its tables of fields, in the page's order.
    pub tables: Vec<Table>,
    /// Rows of its other tables.
    pub other_rows: Vec<OtherRow>,
    /// Rows that no heading belongs to, so that their columns are unknown.
    pub orphan_rows: Vec<UnreadableRow>,
    /// A line that should contain the date of the last update, if no date could be read in it.
    pub undated: Option<Spanned<String>>,
}

/// A row of a table that is not one of fields.
pub type OtherRow = Spanned<String>;

/// A table of fields.
#[derive(Debug, Clone)]
pub struct Table {
    /// The message that it describes.
    pub role: Role,
    /// The endpoint that it belongs to, as an index of [`ImportedPage::endpoints`].
    pub endpoint: Option<usize>,
    /// Its rows.
    pub entries: Vec<Entry>,
    /// Whether the page has the column `required`.
    pub has_required_column: bool,
    /// Its heading.
    pub span: Span,
}

impl Table {
    /// Returns the rows that were read.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Row(row) => Some(row),
            Entry::Unreadable(_) => None,
        })
    }

    /// Returns the rows that could not be read.
    pub fn unread(&self) -> impl Iterator<Item = &UnreadableRow> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Row(_) => None,
            Entry::Unreadable(unread) => Some(unread),
        })
    }
}
