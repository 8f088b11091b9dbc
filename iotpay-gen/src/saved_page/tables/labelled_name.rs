//! A label and a name that ran together.

use crate::saved_page::spec_index::SpecIndex;

/// `Merchant IDmchId`: the name is the end of the last word that a table knows, or that a capital
/// letter or another script parts from the label.
pub(crate) fn part<'a>(text: &'a str, known: &SpecIndex) -> (Option<&'a str>, &'a str) {
    let word = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let starts: Vec<usize> = text[word..].char_indices().map(|(at, _)| word + at).collect();
    let by = |at: usize| (Some(text[..at].trim()), &text[at..]);
    if let Some(at) = starts.iter().find(|at| known.has_name(&text[**at..])) {
        return by(*at);
    }
    let is_parted = |at: usize| {
        let last = text[..at].chars().next_back();
        let is_label = last.is_some_and(|last| !last.is_ascii_lowercase() && last != '_' && last != '.');
        is_label && text[at..].starts_with(|first: char| first.is_ascii_lowercase())
    };
    starts.iter().copied().find(|at| is_parted(*at)).map_or((Some(""), &text[word..]), by)
}
