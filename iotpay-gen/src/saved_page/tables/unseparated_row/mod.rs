//! Rows without separators, as a browser's clipboard returns them:
//! `mchIdyString(30)10000701merchant ID assigned`.

mod reading;
pub(crate) mod recognize;
mod reviews;

use std::cmp::Reverse;
use std::ops::Range;

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::model::depth::Depth;
use crate::saved_page::model::review::Review;
use crate::saved_page::model::row::{Cells, Entry, Row, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::saved_page::notation::indent;
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::samples;
use crate::source::{Span, Spanned};
use reading::{LONGEST_ROW, Reading, readings, unsupported_type};

/// The number of other samples that are mentioned.
const MAX_SAMPLES: usize = 3;

/// Reads a line as a row; returns `None` if it cannot be one.
pub(crate) fn row(line: &Spanned<String>, columns: &Columns, known: &SpecIndex) -> Option<Entry> {
    let (depth, text) = indent::signs(line.value.trim());
    let unreadable = |reason| Some(Entry::Unreadable(UnreadableRow::new(line.clone(), reason)));
    if text.len() > LONGEST_ROW {
        return unreadable(UnreadableReason::TooLong);
    }
    if !columns.is_usual() {
        return unreadable(UnreadableReason::ColumnOrder);
    }
    let mut readings = readings(text, columns, known);
    readings.sort_by_key(|reading| Reverse(reading.score));
    if let Some((name, ty)) = unsupported_type(text, columns, readings.first(), known) {
        let row = UnreadableRow::new(line.clone(), UnreadableReason::UnsupportedType(ty));
        return Some(Entry::Unreadable(UnreadableRow { name: Some(name), ..row }));
    }
    let Some(best) = readings.first() else {
        return if recognize::looks_like_row(text, known) { unreadable(UnreadableReason::NoType) } else { None };
    };
    if best.is_weak(text) {
        return None;
    }
    let mut reviews = reviews::of_head(text, columns, &readings, known);
    let tail = tail(text, best, columns, known, &mut reviews);
    let mut row = Row {
        label: best.label.clone().map(|label| text[label].to_owned()),
        required: best.required.map_or("-", |mark| mark.meant).to_owned(),
        ty: best.notation.ty.clone(),
        cells: Box::new(cells(line, text, best, &tail.sample)),
        sample: tail.sample,
        description: tail.description,
        other_samples: tail.other_samples,
        reviews,
        depth: Depth { indent: indent::blanks(&line.value, true).saturating_add(depth.indent), ..depth },
        ..Row::new(best.name(text).to_owned(), line.span)
    };
    if !columns.has(Column::Required) && row.required == "y" {
        row.mark_ambiguous(Ambiguity::MarkedName { written: format!("{}*", row.name), meant: "y" });
    }
    if let Some(text) = tail.unclear {
        row.other_samples.push(String::new());
        row.mark_ambiguous(Ambiguity::SampleOrDescription(text));
    }
    Some(Entry::Row(row))
}

/// Returns the locations of the cells of a row.
fn cells(line: &Spanned<String>, text: &str, best: &Reading, sample: &str) -> Cells {
    let at = |range: Range<usize>| location(line, text, range);
    let sample_start = text.len() - best.tail(text).trim_start().len();
    Cells {
        name: at(best.name.clone()),
        label: best.label.clone().filter(|label| !label.is_empty()).map_or(line.span, at),
        required: at(if best.required.is_some() { best.name.end..best.ty.start } else { best.name.clone() }),
        ty: at(best.ty.clone()),
        sample: at(if sample.is_empty() {
            best.ty.start..text.len()
        } else {
            sample_start..(sample_start + sample.len()).min(text.len())
        }),
    }
}

/// Returns the location of a part of a line; that of the line if it contains hidden characters.
fn location(line: &Spanned<String>, text: &str, part: Range<usize>) -> Span {
    if line.value.len() != line.span.end - line.span.start {
        return line.span;
    }
    let start = line.span.start + (line.value.trim_end().len() - text.len());
    Span { start: start + part.start, end: start + part.end, ..line.span }
}

/// The text behind the type.
#[derive(Default)]
struct Tail {
    sample: String,
    description: String,
    other_samples: Vec<String>,
    /// The text, if it may be the sample or the description.
    unclear: Option<String>,
}

fn tail(text: &str, best: &Reading, columns: &Columns, known: &SpecIndex, reviews: &mut Vec<Review>) -> Tail {
    let written = best.tail(text);
    let whole = written.trim().to_owned();
    match (columns.has(Column::Sample), columns.has(Column::Description)) {
        (true, false) => Tail { sample: whole, ..Tail::default() },
        (false, true) => Tail { description: whole, ..Tail::default() },
        (false, false) => {
            if !whole.is_empty() {
                reviews.push(Review::NoColumn(whole.clone()));
            }
            Tail { description: whole, ..Tail::default() }
        }
        (true, true) => {
            let is_spaced = written.starts_with(char::is_whitespace);
            let parted = samples::part(written, best.name(text), &best.notation.ty, is_spaced, known);
            if !parted.others.is_empty() {
                let read = (parted.sample.clone(), parted.description.clone());
                let others = parted.others.iter().take(MAX_SAMPLES).cloned().collect();
                reviews.push(Review::OtherSample { read, others });
            }
            let is_unclear =
                parted.others.is_empty() && parted.description.is_empty() && may_be_description(&parted.sample);
            Tail {
                sample: parted.sample,
                description: parted.description,
                other_samples: parted.others.into_iter().map(|(sample, _)| sample).collect(),
                unclear: is_unclear.then_some(whole),
            }
        }
    }
}

/// Returns `true` if a sample that is the whole text may also be the description: `product title`.
fn may_be_description(sample: &str) -> bool {
    let is_value = sample.chars().any(|it| it.is_ascii_digit() || "_{}:/".contains(it));
    let is_word = !is_value && sample.chars().any(|it| it.is_ascii_lowercase());
    !sample.is_empty() && (samples::is_prose(sample) || is_word)
}
