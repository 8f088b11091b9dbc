//! The address of a page that a browser saved.

/// What a saved page says of its address, outside of what shows.
pub(crate) fn of(text: &str) -> Option<&str> {
    let mark = "<!-- saved from url=(";
    let rest = &text[text.find(mark)? + mark.len()..];
    let rest = &rest[rest.find(')')? + 1..];
    rest.get(..rest.find(char::is_whitespace)?)
}
