//! Rows of a table of fields.

use super::cell::Cell;
use super::doubt::Doubt;
use super::headings::{Column, Columns};
use super::indent::Depth;
use super::known::SpecIndex;
use super::name_cell::{self, NameMark};
use super::visible::visible;
use super::{lengths, other_types, samples, types};
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
    pub(super) depth: Depth,
}

impl UnreadableRow {
    /// A row without a name.
    pub(super) fn new(text: Spanned<String>, why: impl Into<String>) -> Self {
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
    pub(super) depth: Depth,
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
    pub(super) fn new(name: String, span: Span) -> Self {
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
    pub(super) fn doubt(&mut self, doubt: Doubt) {
        self.reviews.push(doubt.to_string());
        self.doubts.push(doubt);
    }

    fn doubts_of(&mut self, doubts: impl Iterator<Item = Doubt>) {
        doubts.for_each(|doubt| self.doubt(doubt));
    }

    /// Whether other rows can be its members.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.ty.as_str(), "object" | "JSON" | "any")
    }

    /// Its cells in a line.
    pub(super) fn as_written(&self) -> Spanned<String> {
        let cells = [&self.name, &self.required, &self.ty, &self.sample, &self.description];
        Spanned::new(cells.map(String::as_str).join(" | "), self.span)
    }

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
pub(super) fn from_cells(cells: &[Cell], columns: &Columns, may_slip: bool, span: Span, known: &SpecIndex) -> Entry {
    let shown: Vec<String> = cells.iter().map(Cell::shown).collect();
    let whole = Spanned::new(shown.join(" | "), span);
    let at = |column| columns.place(column).and_then(|at| cells.get(at));
    let struck_name = at(Column::Name).filter(|name| name.value.is_empty()).and_then(|name| name.struck.as_deref());
    let is_struck = struck_name.is_some() && cells.iter().all(|cell| cell.value.is_empty());
    let named = match struck_name {
        Some(struck) => at(Column::Name).and_then(|cell| {
            name_cell::read(&Cell { indent: cell.indent, ..Cell::plain(Spanned::new(struck.to_owned(), cell.span)) })
        }),
        None => at(Column::Name).and_then(name_cell::read),
    };
    let unread = |why: String| {
        let (name, depth) = named.as_ref().map(|named| (named.name.clone(), named.depth)).unzip();
        Entry::Unreadable(UnreadableRow { text: whole.clone(), why, name, depth: depth.unwrap_or_default() })
    };
    if is_struck {
        return unread("it is struck out on the page".to_owned());
    }
    if let Some(more) = shown.get(columns.0.len()..).and_then(|more| more.iter().find(|cell| !cell.is_empty())) {
        return unread(format!("it has more cells than the heading, such as «{more}»"));
    }
    let Some(named) = &named else {
        return unread("no field has such a name".to_owned());
    };
    let mut row = Row::new(named.name.clone(), span);
    row.depth = named.depth;
    row.doubts_of(named.doubts.iter().cloned());
    let required = match at(Column::Required) {
        None => Ok(named.mark.as_ref().map_or("-", |mark| mark.meant)),
        Some(cell) => required(cell, &mut row),
    };
    match required {
        Ok(required) => required.clone_into(&mut row.required),
        Err(why) => return unread(why),
    }
    if let Some(mark) = &named.mark {
        let NameMark { written, meant } = mark.clone();
        row.doubt(if columns.has(Column::Required) {
            Doubt::Note { read: named.name.clone(), other: written }
        } else {
            Doubt::MarkedName { written, meant }
        });
    }
    let written = at(Column::Type).map_or("", |cell| &cell.value);
    let Some(notation) = other_types::whole(written) else {
        return unread(if other_types::is_inexpressible(written) {
            format!("the spec cannot express the type «{written}» yet")
        } else {
            format!("«{written}» is no type of the vendor")
        });
    };
    if !notation.is_exact {
        row.reviews.push(format!("the page spells the type «{written}»"));
    }
    row.ty = notation.ty;
    if let Some(length) = at(Column::Length).filter(|cell| !cell.value.is_empty()) {
        limit(&mut row, &length.value);
    }
    for (at, (column, text)) in columns.0.iter().zip(&shown).enumerate() {
        if *column == Column::Unknown && !text.is_empty() {
            row.reviews.push(format!("column {} of the page has «{text}»", at + 1));
        }
    }
    let whole_text = |column| at(column).map(|cell| cell.noted.clone().unwrap_or_else(|| cell.value.clone()));
    row.label = whole_text(Column::Label);
    row.description = whole_text(Column::Description).unwrap_or_default();
    if let Some(sample) = at(Column::Sample) {
        row.sample.clone_from(&sample.value);
        if let Some(noted) = &sample.noted {
            row.doubt(Doubt::Note { read: sample.value.clone(), other: noted.clone() });
            row.other_samples.push(noted.clone());
        }
    }
    for cell in cells {
        if let Some(struck) = &cell.struck {
            row.doubt(Doubt::StruckPart(struck.clone()));
        }
        if let Some(hidden) = &cell.hidden {
            row.reviews.push(format!("«{hidden}» is hidden on the page, and left out"));
        }
    }
    let place = |column| at(column).map_or(span, |cell| cell.span);
    row.cells = Box::new(Cells {
        name: name_span(place(Column::Name), at(Column::Name).map_or("", |cell| &cell.value), &row.name),
        label: place(Column::Label),
        required: place(Column::Required),
        ty: place(Column::Type),
        sample: place(Column::Sample),
    });
    if may_slip && columns.has(Column::Description) {
        slip(&mut row, known);
    }
    Entry::Row(row)
}

/// The place of a name in its cell, if the cell is written as it shows.
fn name_span(cell: Span, written: &str, name: &str) -> Span {
    match written.find(name).filter(|_| cell.end - cell.start == written.len()) {
        Some(at) => Span { start: cell.start + at, end: cell.start + at + name.len(), ..cell },
        None => cell,
    }
}

/// The mark of the column `required`, or why it cannot be read.
fn required(cell: &Cell, row: &mut Row) -> Result<&'static str, String> {
    let written = cell.noted.as_ref().unwrap_or(&cell.value);
    if written.is_empty() {
        row.reviews.push("the page leaves the mark empty".to_owned());
        return Ok("-");
    }
    let Some(mark) = types::mark(written).or_else(|| types::mark(&cell.value)) else {
        return Err(format!("«{written}» is no mark of the column `required`"));
    };
    if !mark.is_usual {
        row.reviews.push(format!("the page's mark is «{written}», read as `{}`", mark.meant));
    }
    Ok(mark.meant)
}

/// Puts the column of lengths into the type.
fn limit(row: &mut Row, written: &str) {
    let is_text = row.ty.starts_with("String");
    let Some(length) = lengths::read(written).filter(|_| is_text) else {
        row.reviews.push(format!("the column of lengths has «{written}»"));
        return;
    };
    let limited = format!("String({})", length.most);
    if row.ty == "String" {
        row.ty.clone_from(&limited);
    }
    if row.ty != limited || !length.is_exact {
        row.doubt(Doubt::Length { read: row.ty.clone(), written: written.to_owned() });
    }
}

/// The row that cells below no heading may be one of a table of fields: a name beside a type.
pub(super) fn stray(cells: &[&str], text: &Spanned<String>) -> Option<UnreadableRow> {
    let cells: Vec<String> = cells.iter().map(|cell| visible(cell)).collect();
    let name_of = |cell: &String| name_cell::name_of(cell).filter(|_| !other_types::is_type(cell));
    let (at, name) = cells.iter().take(2).enumerate().find_map(|(at, cell)| Some((at, name_of(cell)?)))?;
    let is_typed = cells[at + 1..].iter().take(2).any(|cell| other_types::is_type(cell));
    is_typed
        .then(|| UnreadableRow { name: Some(name), ..UnreadableRow::new(text.clone(), "no heading tells its columns") })
}

/// Whether the cell of the type holds one.
pub(super) fn is_typed(cells: &[&str], columns: &Columns) -> bool {
    columns.place(Column::Type).and_then(|at| cells.get(at)).is_some_and(|cell| other_types::is_type(cell))
}

/// Moves a text from the sample to the empty description where it reads like one.
fn slip(row: &mut Row, known: &SpecIndex) {
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
