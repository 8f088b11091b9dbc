//! Separates a label from the name behind it.

use std::ops::Range;

use crate::saved_page::spec_index::SpecIndex;

/// Returns the label and the name in a text such as `Merchant IDmchId`. The name is the end of the last
/// word that a table of the spec has, or that begins after a capital letter or another script. Without
/// such an end, the last word is the name and the label is empty.
pub(crate) fn split(text: &str, known: &SpecIndex) -> (Range<usize>, Range<usize>) {
    let word = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let starts: Vec<usize> = text[word..].char_indices().map(|(at, _)| word + at).collect();
    let split_at = |at: usize| (0..text[..at].trim_end().len(), at..text.len());
    if let Some(at) = starts.iter().find(|at| known.has_name(&text[**at..])) {
        return split_at(*at);
    }
    let is_boundary = |at: usize| {
        let last = text[..at].chars().next_back();
        let is_label = last.is_some_and(|last| !last.is_ascii_lowercase() && last != '_' && last != '.');
        is_label && text[at..].starts_with(|first: char| first.is_ascii_lowercase())
    };
    starts.iter().copied().find(|at| is_boundary(*at)).map_or((0..0, word..text.len()), split_at)
}
