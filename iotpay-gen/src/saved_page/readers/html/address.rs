//! The address of a saved page.

/// Returns the address that a browser writes into a saved page, as a comment.
pub(crate) fn of(text: &str) -> Option<&str> {
    let mark = "<!-- saved from url=(";
    let rest = &text[text.find(mark)? + mark.len()..];
    let rest = &rest[rest.find(')')? + 1..];
    rest.get(..rest.find(char::is_whitespace)?)
}
