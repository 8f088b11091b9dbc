//! Recognizes lines that can be rows without separators.

use super::reading::{CAPITAL, KNOWN, LIMITED, LONGEST_ROW, MARKED, Reading, inexpressible, readings};
use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::notation::{indent, other_types, types};
use crate::saved_page::spec_index::SpecIndex;

/// The score of a type with a limit and a mark; more than that of a capital type and a mark.
const STRAY: u32 = LIMITED + MARKED;

/// The certainty that a line without a heading above it is a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A name of the spec, a mark and a type.
    Marked,
    /// A name of the spec and a type.
    Bare,
    /// Another name, and a type with its limit.
    Limited {
        /// Whether a mark may be between them.
        ends_like_mark: bool,
    },
    /// Another name, and a possible type.
    Weak,
}

fn all_columns() -> Columns {
    Columns([Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description].into())
}

/// Returns `true` if no white space is in front of the end of the type.
fn is_unbroken(reading: &Reading, text: &str) -> bool {
    !text[..reading.ty.end].contains(char::is_whitespace)
}

/// Returns `true` if a line right below a table may be one of its rows: a name, a mark and a type
/// without a space.
pub(crate) fn may_be_row(text: &str, known: &SpecIndex) -> bool {
    let text = text.trim();
    let is_row = |reading: &Reading| {
        reading.score >= CAPITAL + MARKED
            && is_unbroken(reading, text)
            && !reading.tail(text).starts_with(['.', '=', ';', ' '])
    };
    text.len() <= LONGEST_ROW && readings(text, &all_columns(), known).iter().any(is_row)
}

/// Returns the form of a line that may be a row: its name, mark and type have no space between them.
pub(crate) fn form(line: &str, known: &SpecIndex) -> Option<Form> {
    let text = indent::signs(line.trim()).1;
    if text.len() > LONGEST_ROW || !text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') {
        return None;
    }
    let with = Columns([Column::Name, Column::Required, Column::Type].into());
    let without = Columns([Column::Name, Column::Type].into());
    let scores = |columns: &Columns| -> Vec<u32> {
        let is_row = |reading: &Reading| {
            let is_value = !reading.tail(text).trim_start().starts_with(['=', ':', ';', ',', '.', ')', ']', '<']);
            let has_mark = reading.required.is_some() || !columns.has(Column::Required);
            is_unbroken(reading, text) && is_value && has_mark
        };
        readings(text, columns, known).into_iter().filter(is_row).map(|reading| reading.score).collect()
    };
    let (marked, bare) = (scores(&with), scores(&without));
    let best = |scores: &[u32]| scores.iter().copied().max().unwrap_or_default();
    if best(&bare) >= KNOWN {
        return Some(Form::Bare);
    }
    if best(&marked) >= KNOWN {
        return Some(Form::Marked);
    }
    if best(&bare) >= LIMITED {
        return Some(Form::Limited { ends_like_mark: best(&marked) >= LIMITED + MARKED });
    }
    let is_weak = inexpressible(text, &without, known).is_some_and(|(name, _)| known.has_name(name))
        || (!bare.is_empty() && text.split(char::is_whitespace).next().is_some_and(|word| word.len() > 6));
    is_weak.then_some(Form::Weak)
}

/// Returns `true` if a line below no heading is certainly a row: it has a name, a mark, and a type with
/// its limit or a field of the spec.
pub(crate) fn is_stray(text: &str, known: &SpecIndex) -> bool {
    let text = text.trim();
    let is_certain = |reading: &Reading| reading.score >= STRAY && reading.required.is_some();
    let is_row = text.len() <= LONGEST_ROW && readings(text, &all_columns(), known).iter().any(is_certain);
    is_row || is_spaced(text, known)
}

/// Returns `true` for `mchId String(30) given by IOTPay`: a space separates the name from the type, and
/// the name is one of the spec or the type has a limit.
fn is_spaced(text: &str, known: &SpecIndex) -> bool {
    let mut words = text.split_whitespace();
    let (Some(name), Some(second)) = (words.next(), words.next()) else { return false };
    let ty = if types::mark(second).is_some() { words.next().unwrap_or(second) } else { second };
    let is_limited = other_types::whole(ty).is_some_and(|ty| ty.ty.contains('('));
    types::is_field_name(name) && (is_limited || (known.has_name(name) && other_types::is_type(ty)))
}

/// Returns `true` if a line looks like a row although it has no type: a name of the spec and a mark, or
/// a limit in brackets right behind a name.
pub(super) fn looks_like_row(text: &str, known: &SpecIndex) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let end = word.find(|it: char| !(it.is_ascii_alphanumeric() || "_.".contains(it))).unwrap_or(word.len());
    let has_limit = word[end..].strip_prefix('(').is_some_and(|rest| {
        let digits = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
        digits > 0 && rest[digits..].starts_with(')')
    });
    let has_name = (3..=end.min(80)).any(|at| {
        word.is_char_boundary(at)
            && known.has_name(&word[..at])
            && ["yes", "no", "y", "n"].iter().any(|mark| {
                word[at..].to_lowercase().strip_prefix(mark).is_some_and(|rest| !rest.is_empty())
                    && word[at..].chars().nth(mark.len()).is_some_and(char::is_uppercase)
            })
    });
    has_limit || has_name
}
