//! The points that a maintainer must check in a row without separators.

use super::reading::{CAPITAL, LIMITED, Reading};
use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::model::review::Review;
use crate::saved_page::spec_index::SpecIndex;

/// The number of other readings that are mentioned.
const MAX_ALTERNATIVES: usize = 2;

/// Returns the reviews of the name, the mark and the type. The best reading comes first.
pub(super) fn of_head(text: &str, columns: &Columns, readings: &[Reading], known: &SpecIndex) -> Vec<Review> {
    let Some((best, alternatives)) = readings.split_first() else { return Vec::new() };
    let mut reviews = Vec::new();
    let pair = |reading: &Reading| (reading.name(text).to_owned(), reading.notation.ty.clone());
    let differs =
        |alternative: &&Reading| alternative.name(text) != best.name(text) || alternative.notation != best.notation;
    for alternative in alternatives
        .iter()
        .filter(differs)
        .filter(|alternative| alternative.score + LIMITED > best.score)
        .take(MAX_ALTERNATIVES)
    {
        reviews.push(Review::OtherNameAndType { read: pair(best), other: pair(alternative) });
    }
    if best.score < CAPITAL {
        reviews.push(Review::UnknownName(best.name(text).to_owned()));
    }
    reviews.extend(of_mark(text, columns, best, known));
    if !best.notation.is_exact {
        reviews.push(Review::TypeSpelling(text[best.ty.clone()].to_owned()));
    }
    if best.tail(text).starts_with(['(', '（', '[']) && !best.notation.ty.contains('(') {
        reviews.push(Review::UnreadableLimit);
    }
    reviews
}

fn of_mark(text: &str, columns: &Columns, best: &Reading, known: &SpecIndex) -> Option<Review> {
    let name = best.name(text);
    match best.required {
        None => columns.has(Column::Required).then_some(Review::EmptyRequired),
        Some(mark) if !mark.is_usual => Some(Review::UncertainRequired { meant: mark.meant }),
        // The letter may belong to the name.
        Some(mark) if matches!(mark.meant, "y" | "n") && !known.has_name(name) => {
            let behind = &text[best.name.end..];
            let letter = behind.chars().next().filter(|it| matches!(it, 'y' | 'n'))?;
            let is_word = behind[letter.len_utf8()..].starts_with(['e', 'o']);
            (!is_word).then(|| Review::NameOrRequired { name: name.to_owned(), letter })
        }
        Some(_) => None,
    }
}
