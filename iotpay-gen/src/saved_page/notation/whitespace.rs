//! Text as it shows.

/// Characters that take no room.
pub(crate) const HIDDEN: [char; 7] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{fe0f}'];

/// A text with single blanks, and without the characters that take no room.
pub(crate) fn visible(text: &str) -> String {
    let shown: String = text.chars().filter(|character| !HIDDEN.contains(character)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text holds characters that take no room.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.contains(HIDDEN)
}
