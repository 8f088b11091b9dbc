//! The ways to read a row without separators up to its type, each with a score.

use std::ops::Range;

use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::notation::{other_types, types};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::labelled_name;

/// The score of a name that a table of the spec has.
pub(super) const KNOWN: u32 = 100;
/// The score of a type with a limit.
pub(super) const LIMITED: u32 = 30;
/// The score of a type that begins with a capital letter.
pub(super) const CAPITAL: u32 = 15;
/// The score of a mark between the name and the type.
pub(super) const MARKED: u32 = 20;
/// The score of a label in front of the name.
const LABELLED: u32 = 10;

/// The limit for a row, in bytes.
pub(super) const LONGEST_ROW: usize = 8000;
/// The limit for the label, the name and the mark together, in bytes.
const LONGEST_HEAD: usize = 240;

/// One way to read a row up to its type. The ranges are in the text of the row.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The label, which can be empty; `None` if the table has no such column.
    pub(super) label: Option<Range<usize>>,
    pub(super) name: Range<usize>,
    /// The mark of the column `required`; `None` if it is empty.
    pub(super) required: Option<types::Mark>,
    pub(super) notation: types::Notation,
    pub(super) ty: Range<usize>,
    pub(super) score: u32,
}

impl Reading {
    /// Returns the name.
    pub(super) fn name<'a>(&self, text: &'a str) -> &'a str {
        &text[self.name.clone()]
    }

    /// Returns the text behind the type: the sample and the description.
    pub(super) fn tail<'a>(&self, text: &'a str) -> &'a str {
        &text[self.ty.end..]
    }

    /// Returns `true` if the text may look like a row only by chance: prose also contains `int` and `y`.
    pub(super) fn is_weak(&self, text: &str) -> bool {
        let tail = self.tail(text);
        self.score < CAPITAL && !tail.is_empty() && !tail.starts_with(|it: char| it.is_ascii_digit())
    }
}

/// Returns every way to read a row up to its type.
pub(super) fn readings(text: &str, columns: &Columns, known: &SpecIndex) -> Vec<Reading> {
    let mut found = Vec::new();
    for at in type_starts(text) {
        let Some(notation) = types::at_start(&text[at..]) else { continue };
        let ty = at..at + notation.length;
        let before = text[..at].trim_end();
        let type_score = score_of_type(&notation);
        for (end, required, mark_score) in names_before(before, columns, known) {
            let (label, name) = if columns.has(Column::Label) {
                let (label, name) = labelled_name::split(&text[..end], known);
                (Some(label), name)
            } else {
                (None, 0..end)
            };
            if !types::is_field_name(&text[name.clone()]) {
                continue;
            }
            let mut score = type_score + mark_score;
            score += if known.has_name(&text[name.clone()]) { KNOWN } else { 0 };
            score += if label.as_ref().is_some_and(|label| !label.is_empty()) { LABELLED } else { 0 };
            found.push(Reading { label, name, required, notation: notation.clone(), ty: ty.clone(), score });
        }
    }
    found
}

/// Returns the bytes at which a type can begin.
fn type_starts(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().map(|(at, _)| at).take_while(|at| *at < LONGEST_HEAD).skip(1)
}

fn score_of_type(notation: &types::Notation) -> u32 {
    if notation.ty.contains('(') {
        LIMITED
    } else if notation.ty.starts_with(|first: char| first.is_ascii_uppercase()) {
        CAPITAL
    } else {
        0
    }
}

/// Returns where the name can end in the text before a type, with the mark behind it and its score.
fn names_before(before: &str, columns: &Columns, known: &SpecIndex) -> Vec<(usize, Option<types::Mark>, u32)> {
    if !columns.has(Column::Required) {
        let (name, meant) = match before.strip_suffix(['*', '＊']) {
            Some(name) => (name.trim_end(), "y"),
            None => (before, "-"),
        };
        return vec![(name.len(), Some(types::Mark { meant, is_usual: true }), 0)];
    }
    // Names end in capital letters, too: such a letter is a mark only behind a known name.
    let mut found: Vec<_> = types::marks_at_end(before)
        .map(|(name, mark)| (name.trim_end(), mark))
        .filter(|(name, mark)| mark.is_usual || known.has_name(name))
        .map(|(name, mark)| (name.len(), Some(mark), MARKED))
        .collect();
    // Only a known name makes an empty mark likely.
    if known.has_name(before) {
        found.push((before.len(), None, 0));
    }
    found
}

/// Returns the name and the type of a row whose type the spec cannot express, unless a better reading
/// exists.
pub(super) fn unsupported_type(
    text: &str,
    columns: &Columns,
    best: Option<&Reading>,
    known: &SpecIndex,
) -> Option<(String, String)> {
    if let Some(best) = best.filter(|best| !best.is_weak(text) && best.tail(text).starts_with("[]")) {
        return Some((best.name(text).to_owned(), format!("{}[]", best.notation.ty)));
    }
    if best.is_some_and(|best| best.score >= KNOWN) {
        return None;
    }
    let (name, ty) = inexpressible(text, columns, known)?;
    let is_better = best.is_none_or(|best| best.is_weak(text) || best.name.len() >= name.len());
    is_better.then(|| (name.to_owned(), ty.to_owned()))
}

/// Returns the name and the type of a row whose type the spec cannot express. A name that no table of
/// the spec has needs a mark in front of the type.
pub(super) fn inexpressible<'a>(text: &'a str, columns: &Columns, known: &SpecIndex) -> Option<(&'a str, &'a str)> {
    let has_marks = columns.has(Column::Required);
    let mut found: Option<(&str, &str)> = None;
    for at in type_starts(text) {
        let Some(length) = other_types::at_start(&text[at..]) else { continue };
        let before = text[..at].trim_end();
        let ty = &text[at..at + length];
        let bare = [(before, false)].into_iter().filter(|_| !has_marks || known.has_name(before));
        let marked =
            types::marks_at_end(before).filter(|(_, mark)| mark.is_usual).map(|(name, _)| (name.trim_end(), true));
        for (name, has_mark) in bare.chain(marked) {
            let is_name = types::is_field_name(name) && (has_mark || known.has_name(name) || !has_marks);
            if is_name && found.is_none_or(|(other, _)| known.has_name(name) && !known.has_name(other)) {
                found = Some((name, ty));
            }
        }
    }
    found
}
