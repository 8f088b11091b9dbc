//! The Markdown that generated documentation and the coverage document have in common.

/// Returns text on one line, trimmed and with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns text as inline code with a delimiter that does not occur in it.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}
