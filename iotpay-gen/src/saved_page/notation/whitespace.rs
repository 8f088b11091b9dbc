//! Visible text: single spaces, and no zero-width characters.

/// Zero-width characters.
pub(crate) const HIDDEN: [char; 7] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{fe0f}'];

/// Returns a text with single spaces and without zero-width characters.
pub(crate) fn visible(text: &str) -> String {
    let shown: String = text.chars().filter(|character| !HIDDEN.contains(character)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns `true` if a text contains zero-width characters.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.contains(HIDDEN)
}
