//! Locations of texts on the page.

use crate::source::Span;

/// Returns the location of a text without the white space around it.
pub(crate) fn trimmed(span: Span, text: &str, is_exact: bool) -> Span {
    if !is_exact {
        return span;
    }
    let start = span.start + (text.len() - text.trim_start().len());
    Span { start, end: (span.start + text.trim_end().len()).max(start), ..span }
}
