//! A cell of a table: its value, and the text that may not belong to it.

use crate::saved_page::notation::whitespace::visible;
use crate::source::{Span, Spanned};

/// The look of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Like the text around it.
    Plain,
    /// Raised, lowered, small, or shown only at times: it may be a footnote.
    Note,
    /// Struck out.
    Struck,
    /// Not shown at all.
    Hidden,
}

/// A cell, with single spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The plain text.
    pub(crate) value: String,
    /// The plain text and the notes in it, if there are any.
    pub(crate) noted: Option<String>,
    /// The text that is struck out.
    pub(crate) struck: Option<String>,
    /// The text that is not shown.
    pub(crate) hidden: Option<String>,
    /// The indentation of the text, in pixels.
    pub(crate) indent: u32,
    /// The location.
    pub(crate) span: Span,
}

impl Cell {
    /// Creates a cell of plain text.
    pub(crate) fn plain(text: Spanned<String>) -> Self {
        Self { value: text.value, noted: None, struck: None, hidden: None, indent: 0, span: text.span }
    }

    /// Joins pieces of text in the order of the page.
    pub(crate) fn of<'a>(pieces: &(impl Iterator<Item = (&'a str, Look)> + Clone), span: Span) -> Self {
        let joined = |looks: &[Look]| {
            let pieces = pieces.clone().filter(|(_, look)| looks.contains(look));
            visible(&pieces.map(|(text, _)| text).collect::<String>())
        };
        let some = |look| Some(joined(&[look])).filter(|text| !text.is_empty());
        let mut cell = Self {
            value: joined(&[Look::Plain]),
            noted: some(Look::Note).map(|_| joined(&[Look::Plain, Look::Note])),
            struck: some(Look::Struck),
            hidden: some(Look::Hidden),
            indent: 0,
            span,
        };
        // If everything is small, nothing is a note.
        if let Some(noted) = cell.noted.take_if(|_| cell.value.is_empty()) {
            cell.value = noted;
        }
        cell
    }

    /// Returns everything that the page shows in the cell.
    pub(crate) fn shown(&self) -> String {
        let value = self.noted.as_ref().unwrap_or(&self.value);
        match &self.struck {
            Some(struck) => format!("~~{struck}~~ {value}").trim_end().to_owned(),
            None => value.clone(),
        }
    }

    /// Appends the text of a cell that continues this one.
    pub(crate) fn append(&mut self, more: &Self) {
        let both = format!("{} {}", self.value, more.value).trim().to_owned();
        if self.noted.is_some() || more.noted.is_some() {
            let noted = |cell: &Self| cell.noted.clone().unwrap_or_else(|| cell.value.clone());
            self.noted = Some(format!("{} {}", noted(self), noted(more)));
        }
        self.value = both;
        self.struck = self.struck.take().or_else(|| more.struck.clone());
        self.hidden = self.hidden.take().or_else(|| more.hidden.clone());
        self.span.end = more.span.end;
    }
}
