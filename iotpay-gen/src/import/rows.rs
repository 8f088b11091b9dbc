//! Rows of a table of fields.

use super::headings::{Column, Columns};
use super::known::Known;
use super::visible::visible;
use super::{samples, types};
use crate::source::{Span, Spanned};

/// What became of a line or row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A row that was read.
    Row(Row),
    /// One that was not.
    Unread(Unread),
}

/// A row of a table that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its text as it stands.
    pub text: Spanned<String>,
    /// Why.
    pub why: String,
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
    /// Where it stands.
    pub span: Span,
    /// Where its cells stand.
    pub cells: Box<Cells>,
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
    /// Adds a line to the description that may belong to it.
    pub(super) fn add_line(&mut self, line: &str) {
        self.reviews.push(format!("taken for a further line of the description: «{line}»"));
        if !self.description.is_empty() {
            self.description.push(' ');
        }
        self.description.push_str(line);
    }
}

/// Reads a row whose cells stand apart. Where the cells come from a converted page, an empty sample
/// may have let the description slip into its place.
pub(super) fn from_cells(
    cells: &[Spanned<String>],
    columns: &Columns,
    may_slip: bool,
    span: Span,
    known: &Known,
) -> Entry {
    let texts: Vec<&str> = cells.iter().map(|cell| cell.value.trim()).collect();
    let whole = Spanned::new(texts.join(" | "), span);
    let unread = |why: String| Entry::Unread(Unread { text: whole.clone(), why });
    let cell = |column| Some(texts.get(columns.place(column)?).copied().unwrap_or_default());
    let place = |column| columns.place(column).and_then(|at| cells.get(at)).map_or(span, |cell| cell.span);
    if let Some(more) = texts.get(columns.0.len()..).and_then(|more| more.iter().find(|cell| !cell.is_empty())) {
        return unread(format!("it has more cells than the heading, such as «{more}»"));
    }
    let mut reviews = Vec::new();
    let Some(name) = cell(Column::Name).filter(|name| types::is_field_name(name)) else {
        return unread("no field has such a name".to_owned());
    };
    let required = match cell(Column::Required) {
        None => "-",
        Some("") => {
            reviews.push("the page leaves the mark empty".to_owned());
            "-"
        }
        Some(written) => match types::mark(written) {
            Some(mark) => {
                if !mark.is_usual {
                    reviews.push(format!("the page's mark is «{written}», read as `{}`", mark.meant));
                }
                mark.meant
            }
            None => return unread(format!("«{written}» is no mark of the column `required`")),
        },
    };
    let written = cell(Column::Type).unwrap_or_default();
    let Some(notation) = types::whole(written) else {
        return unread(format!("«{written}» is no type of the vendor"));
    };
    if !notation.is_exact {
        reviews.push(format!("the page spells the type «{written}»"));
    }
    for (at, column) in columns.0.iter().enumerate() {
        let text = texts.get(at).copied().unwrap_or_default();
        if *column == Column::Unknown && !text.is_empty() {
            reviews.push(format!("column {} of the page has «{text}»", at + 1));
        }
    }
    let mut row = Row {
        name: name.to_owned(),
        label: cell(Column::Label).map(str::to_owned),
        required: required.to_owned(),
        ty: notation.ty,
        sample: cell(Column::Sample).unwrap_or_default().to_owned(),
        description: cell(Column::Description).unwrap_or_default().to_owned(),
        other_samples: Vec::new(),
        reviews,
        span,
        cells: Box::new(Cells {
            name: place(Column::Name),
            label: place(Column::Label),
            required: place(Column::Required),
            ty: place(Column::Type),
            sample: place(Column::Sample),
        }),
    };
    if may_slip && columns.has(Column::Description) {
        slip(&mut row, known);
    }
    Entry::Row(row)
}

/// Whether cells below no heading are those of a row of a table of fields: a name beside a type.
pub(super) fn is_stray(cells: &[&str]) -> bool {
    let cells: Vec<String> = cells.iter().map(|cell| visible(cell)).collect();
    let named = cells.iter().take(2).position(|cell| types::is_field_name(cell) && types::whole(cell).is_none());
    named.is_some_and(|named| cells[named + 1..].iter().take(2).any(|cell| types::whole(cell).is_some()))
}

/// Whether the cell of the type holds one.
pub(super) fn is_typed(cells: &[&str], columns: &Columns) -> bool {
    columns.place(Column::Type).and_then(|at| cells.get(at)).is_some_and(|cell| types::whole(cell).is_some())
}

/// Moves a text from the sample to the empty description where it reads like one.
fn slip(row: &mut Row, known: &Known) {
    let is_known = known.samples_of(&row.name).any(|sample| sample == row.sample);
    if row.sample.is_empty() || !row.description.is_empty() || is_known || !samples::is_prose(&row.sample) {
        return;
    }
    row.reviews.push(format!(
        "«{}» stands in the column of samples, and no description follows: taken for the description, or a sample",
        row.sample
    ));
    row.description = std::mem::take(&mut row.sample);
    row.other_samples.push(row.description.clone());
}
