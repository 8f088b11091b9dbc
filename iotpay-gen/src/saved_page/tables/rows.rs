//! Rows of a table of fields.

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::cell::Cell;
use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::model::review::Review;
use crate::saved_page::model::row::{Cells, Entry, Row, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::notation::{lengths, other_types, types};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::name_cell::NameMark;
use crate::saved_page::tables::{name_cell, samples};
use crate::source::{Span, Spanned};

/// Reads a row with separate cells. In a converted page, an empty sample
/// can move the description into its place (`may_be_shifted`).
pub(crate) fn from_cells(
    cells: &[Cell],
    columns: &Columns,
    may_be_shifted: bool,
    span: Span,
    known: &SpecIndex,
) -> Entry {
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
    let unread = |reason: UnreadableReason| {
        let (name, depth) = named.as_ref().map(|named| (named.name.clone(), named.depth)).unzip();
        Entry::Unreadable(UnreadableRow { text: whole.clone(), reason, name, depth: depth.unwrap_or_default() })
    };
    if is_struck {
        return unread(UnreadableReason::StruckOut);
    }
    if let Some(more) = shown.get(columns.0.len()..).and_then(|more| more.iter().find(|cell| !cell.is_empty())) {
        return unread(UnreadableReason::ExtraCell(more.clone()));
    }
    let Some(named) = &named else {
        return unread(UnreadableReason::NoName);
    };
    let mut row = Row::new(named.name.clone(), span);
    row.depth = named.depth;
    row.reviews.extend(named.ambiguities.iter().cloned().map(Review::Ambiguous));
    let required = match at(Column::Required) {
        None => Ok(named.mark.as_ref().map_or("-", |mark| mark.meant)),
        Some(cell) => required(cell, &mut row),
    };
    match required {
        Ok(required) => required.clone_into(&mut row.required),
        Err(reason) => return unread(reason),
    }
    if let Some(mark) = &named.mark {
        let NameMark { written, meant } = mark.clone();
        row.mark_ambiguous(if columns.has(Column::Required) {
            Ambiguity::Note { read: named.name.clone(), other: written }
        } else {
            Ambiguity::MarkedName { written, meant }
        });
    }
    let written = at(Column::Type).map_or("", |cell| &cell.value);
    let sample = at(Column::Sample).map_or("", |cell| &cell.value);
    let Some(notation) = other_types::whole(written).or_else(|| other_types::dated(written, sample)) else {
        return unread(if other_types::is_inexpressible(written) {
            UnreadableReason::UnsupportedType(written.to_owned())
        } else {
            UnreadableReason::UnknownType(written.to_owned())
        });
    };
    if !notation.is_exact {
        row.reviews.push(Review::TypeSpelling(written.to_owned()));
    }
    row.ty = notation.ty;
    if let Some(length) = at(Column::Length).filter(|cell| !cell.value.is_empty()) {
        limit(&mut row, &length.value);
    }
    for (at, (column, text)) in columns.0.iter().zip(&shown).enumerate() {
        if *column == Column::Unknown && !text.is_empty() {
            row.reviews.push(Review::ExtraColumn { column: at + 1, text: text.clone() });
        }
    }
    let whole_text = |column| at(column).map(|cell| cell.noted.clone().unwrap_or_else(|| cell.value.clone()));
    row.label = whole_text(Column::Label);
    row.description = whole_text(Column::Description).unwrap_or_default();
    if let Some(sample) = at(Column::Sample) {
        row.sample.clone_from(&sample.value);
        if let Some(noted) = &sample.noted {
            row.mark_ambiguous(Ambiguity::Note { read: sample.value.clone(), other: noted.clone() });
            row.other_samples.push(noted.clone());
        }
    }
    for cell in cells {
        if let Some(struck) = &cell.struck {
            row.mark_ambiguous(Ambiguity::StruckPart(struck.clone()));
        }
        if let Some(hidden) = &cell.hidden {
            row.reviews.push(Review::Hidden(hidden.clone()));
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
    if may_be_shifted && columns.has(Column::Description) {
        move_sample_to_description(&mut row, known);
    }
    Entry::Row(row)
}

/// Returns the location of a name in its cell, if the page writes the cell as shown.
fn name_span(cell: Span, written: &str, name: &str) -> Span {
    match written.find(name).filter(|_| cell.end - cell.start == written.len()) {
        Some(at) => Span { start: cell.start + at, end: cell.start + at + name.len(), ..cell },
        None => cell,
    }
}

/// Returns the mark of the column `required`, or why it cannot be read.
fn required(cell: &Cell, row: &mut Row) -> Result<&'static str, UnreadableReason> {
    let written = cell.noted.as_ref().unwrap_or(&cell.value);
    if written.is_empty() {
        row.reviews.push(Review::EmptyRequired);
        return Ok("-");
    }
    let Some(mark) = types::mark(written).or_else(|| types::mark(&cell.value)) else {
        return Err(UnreadableReason::UnknownRequired(written.clone()));
    };
    if !mark.is_usual {
        row.reviews.push(Review::UnusualRequired { written: written.clone(), meant: mark.meant });
    }
    Ok(mark.meant)
}

/// Adds the column of lengths to the type.
fn limit(row: &mut Row, written: &str) {
    let is_text = row.ty.starts_with("String");
    let Some(length) = lengths::read(written).filter(|_| is_text) else {
        row.reviews.push(Review::Length(written.to_owned()));
        return;
    };
    let limited = format!("String({})", length.most);
    if row.ty == "String" {
        row.ty.clone_from(&limited);
    }
    if row.ty != limited || !length.is_exact {
        row.mark_ambiguous(Ambiguity::Length { read: row.ty.clone(), written: written.to_owned() });
    }
}

/// Returns the row that cells without a heading may be: a name next to a type.
pub(crate) fn orphan_row(cells: &[&str], text: &Spanned<String>) -> Option<UnreadableRow> {
    let cells: Vec<String> = cells.iter().map(|cell| visible(cell)).collect();
    let name_of = |cell: &String| name_cell::name_of(cell).filter(|_| !other_types::is_type(cell));
    let (at, name) = cells.iter().take(2).enumerate().find_map(|(at, cell)| Some((at, name_of(cell)?)))?;
    let is_typed = cells[at + 1..].iter().take(2).any(|cell| other_types::is_type(cell));
    is_typed
        .then(|| UnreadableRow { name: Some(name), ..UnreadableRow::new(text.clone(), UnreadableReason::NoHeading) })
}

/// Returns `true` if the type cell contains a type.
pub(crate) fn is_typed(cells: &[&str], columns: &Columns) -> bool {
    columns.place(Column::Type).and_then(|at| cells.get(at)).is_some_and(|cell| other_types::is_type(cell))
}

/// Moves the sample to the empty description if it reads like one.
fn move_sample_to_description(row: &mut Row, known: &SpecIndex) {
    let is_known = known.samples_of(&row.name).any(|sample| sample == row.sample);
    if row.sample.is_empty() || !row.description.is_empty() || is_known || !samples::is_prose(&row.sample) {
        return;
    }
    row.reviews.push(Review::SampleReadAsDescription(row.sample.clone()));
    row.description = std::mem::take(&mut row.sample);
    row.other_samples.push(row.description.clone());
}
