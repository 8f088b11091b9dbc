//! The blocks of a page: its lines and tables, independent of its format.

use crate::saved_page::model::columns::Columns;
use crate::saved_page::model::row::{Entry, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::source::{Span, Spanned};

/// A block of a page.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// A line outside of tables.
    Line(Spanned<String>),
    /// A table of fields.
    Fields(Grid),
    /// A row of a table that is not one of fields.
    OtherRow(Spanned<String>),
    /// The title, if the format marks it.
    Title(Spanned<String>),
    /// A heading inside a table.
    Section(Spanned<String>),
    /// A row below no heading.
    OrphanRow(UnreadableRow),
}

impl Block {
    /// Returns the columns of a heading without rows.
    pub(crate) fn heading(&self) -> Option<&Columns> {
        match self {
            Self::Fields(grid) if grid.entries.is_empty() => Some(&grid.columns),
            _ => None,
        }
    }

    /// Returns the rows of a hidden block as unreadable, or its text if it has none.
    pub(crate) fn hidden(self) -> Result<Vec<UnreadableRow>, Spanned<String>> {
        let unread = |text, name| UnreadableRow { name, ..UnreadableRow::new(text, UnreadableReason::NotShown) };
        match self {
            Self::Fields(grid) => {
                let entries = grid.entries.into_iter().map(|entry| match entry {
                    Entry::Row(row) => unread(row.as_written(), Some(row.name)),
                    Entry::Unreadable(row) => unread(row.text, row.name),
                });
                Ok(entries.collect())
            }
            Self::OrphanRow(row) => Ok(vec![unread(row.text, row.name)]),
            Self::Line(line) | Self::OtherRow(line) | Self::Title(line) | Self::Section(line) => Err(line),
        }
    }

    /// Returns the location where the block begins.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Line(text) | Self::OtherRow(text) | Self::Title(text) | Self::Section(text) => text.span,
            Self::Fields(grid) => grid.span,
            Self::OrphanRow(row) => row.text.span,
        }
    }
}

/// A table of fields.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) columns: Columns,
    pub(crate) entries: Vec<Entry>,
    /// The heading.
    pub(crate) span: Span,
    /// The object whose members it lists, if it is in a row of that object.
    pub(crate) object: Option<String>,
    /// Whether it continues the table before.
    pub(crate) continues: bool,
    /// Whether its columns are those of a table above.
    pub(crate) is_borrowed: bool,
}

impl Grid {
    /// Creates a table without rows.
    pub(crate) fn new(columns: Columns, span: Span) -> Self {
        Self { columns, entries: Vec::new(), span, object: None, continues: false, is_borrowed: false }
    }
}
