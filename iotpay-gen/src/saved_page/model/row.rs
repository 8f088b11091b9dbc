//! Rows of a table of fields.

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::depth::Depth;
use crate::saved_page::model::review::Review;
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::source::{Span, Spanned};

/// A row of a table, read or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A row that was read.
    Row(Row),
    /// A row that could not be read.
    Unreadable(UnreadableRow),
}

/// A row of a table that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The text on the page.
    pub text: Spanned<String>,
    /// The reason why it could not be read.
    pub reason: UnreadableReason,
    /// The name of its field, if that could be read.
    pub name: Option<String>,
    /// Its indentation.
    pub(crate) depth: Depth,
}

impl UnreadableRow {
    /// Creates a row without a name.
    pub(crate) fn new(text: Spanned<String>, reason: UnreadableReason) -> Self {
        Self { text, reason, name: None, depth: Depth::default() }
    }
}

/// A row, in the spellings that the spec uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The wire name.
    pub name: String,
    /// The page's own label, if the table has that column.
    pub label: Option<String>,
    /// The column `required`; `-` if the table does not have it.
    pub required: String,
    /// The type.
    pub ty: String,
    /// The sample.
    pub sample: String,
    /// The vendor's description.
    pub description: String,
    /// Other samples that the row may have, if it can be read in two ways.
    pub other_samples: Vec<String>,
    /// The points that a maintainer must check.
    pub reviews: Vec<Review>,
    /// The location of the row.
    pub span: Span,
    /// The locations of its cells.
    pub cells: Box<Cells>,
    /// Its indentation.
    pub(crate) depth: Depth,
}

/// The locations of the cells of a row. A cell that cannot be separated from the row has the row's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    /// The name.
    pub name: Span,
    /// The label.
    pub label: Span,
    /// The column `required`.
    pub required: Span,
    /// The type.
    pub ty: Span,
    /// The sample.
    pub sample: Span,
}

impl Row {
    /// Creates a row that has only a name.
    pub(crate) fn new(name: String, span: Span) -> Self {
        Self {
            name,
            label: None,
            required: "-".to_owned(),
            ty: String::new(),
            sample: String::new(),
            description: String::new(),
            other_samples: Vec::new(),
            reviews: Vec::new(),
            span,
            cells: Box::new(Cells { name: span, label: span, required: span, ty: span, sample: span }),
            depth: Depth::default(),
        }
    }

    /// Returns the reasons why the row can be read in two ways.
    pub fn ambiguities(&self) -> impl Iterator<Item = &Ambiguity> {
        self.reviews.iter().filter_map(|review| match review {
            Review::Ambiguous(ambiguity) => Some(ambiguity),
            _ => None,
        })
    }

    /// Records that the row can be read in two ways.
    pub(crate) fn mark_ambiguous(&mut self, ambiguity: Ambiguity) {
        self.reviews.push(Review::Ambiguous(ambiguity));
    }

    /// Returns `true` if other rows can be its members.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.ty.as_str(), "object" | "JSON" | "any")
    }

    /// Returns `true` for an array whose items can have members.
    pub(crate) fn is_array(&self) -> bool {
        matches!(self.ty.as_str(), "array" | "object[]" | "JSON[]")
    }

    /// Returns its cells in one line.
    pub(crate) fn as_written(&self) -> Spanned<String> {
        let cells = [&self.name, &self.required, &self.ty, &self.sample, &self.description];
        Spanned::new(cells.map(String::as_str).join(" | "), self.span)
    }

    /// Adds a line that may belong to the description.
    pub(crate) fn add_line(&mut self, line: &str) {
        self.reviews.push(Review::ExtraLine(line.to_owned()));
        if !self.description.is_empty() {
            self.description.push(' ');
        }
        self.description.push_str(line);
    }
}
