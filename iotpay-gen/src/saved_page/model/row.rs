//! Rows of a table of fields.

use crate::saved_page::model::depth::Depth;
use crate::saved_page::model::doubt::Doubt;
use crate::source::{Span, Spanned};

/// What became of a line or row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A row that was read.
    Row(Row),
    /// One that was not.
    Unreadable(UnreadableRow),
}

/// A row of a table that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableRow {
    /// Its text as it stands.
    pub text: Spanned<String>,
    /// Why.
    pub why: String,
    /// The name of its field, if that could be read.
    pub name: Option<String>,
    /// How far it is indented.
    pub(crate) depth: Depth,
}

impl UnreadableRow {
    /// A row without a name.
    pub(crate) fn new(text: Spanned<String>, why: impl Into<String>) -> Self {
        Self { text, why: why.into(), name: None, depth: Depth::default() }
    }
}

/// A row, in the spellings that the spec knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Name on the wire.
    pub name: String,
    /// The page's own label, where it has that column.
    pub label: Option<String>,
    /// The mark; `-` where the table has no such column.
    pub required: String,
    /// The type.
    pub ty: String,
    /// The sample.
    pub sample: String,
    /// The vendor's description.
    pub description: String,
    /// Other samples that the row may have, where it can be read in two ways.
    pub other_samples: Vec<String>,
    /// What somebody has to look at.
    pub reviews: Vec<String>,
    /// The ways in which it can be read in two ways; each of them is among the reviews.
    pub doubts: Vec<Doubt>,
    /// Where it stands.
    pub span: Span,
    /// Where its cells stand.
    pub cells: Box<Cells>,
    /// How far it is indented.
    pub(crate) depth: Depth,
}

/// Where the cells of a row stand: the row, where no cell can be told from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    /// The name.
    pub name: Span,
    /// The label.
    pub label: Span,
    /// The mark.
    pub required: Span,
    /// The type.
    pub ty: Span,
    /// The sample.
    pub sample: Span,
}

impl Row {
    /// A row of which only the name is known.
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
            doubts: Vec::new(),
            span,
            cells: Box::new(Cells { name: span, label: span, required: span, ty: span, sample: span }),
            depth: Depth::default(),
        }
    }

    /// Says that the row can be read in two ways.
    pub(crate) fn doubt(&mut self, doubt: Doubt) {
        self.reviews.push(doubt.to_string());
        self.doubts.push(doubt);
    }

    pub(crate) fn doubts_of(&mut self, doubts: impl Iterator<Item = Doubt>) {
        doubts.for_each(|doubt| self.doubt(doubt));
    }

    /// Whether other rows can be its members.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.ty.as_str(), "object" | "JSON" | "any")
    }

    /// Its cells in a line.
    pub(crate) fn as_written(&self) -> Spanned<String> {
        let cells = [&self.name, &self.required, &self.ty, &self.sample, &self.description];
        Spanned::new(cells.map(String::as_str).join(" | "), self.span)
    }

    /// Adds a line to the description that may belong to it.
    pub(crate) fn add_line(&mut self, line: &str) {
        self.reviews.push(format!("taken for a further line of the description: «{line}»"));
        if !self.description.is_empty() {
            self.description.push(' ');
        }
        self.description.push_str(line);
    }
}
