//! Masks secrets in received texts before they are displayed.

mod number;
mod secrets;

use std::fmt;
use std::ops::Range;

pub(crate) use secrets::Secrets;

/// The replacement for a secret.
const HIDDEN: &str = "[secret]";
/// Longer than any documented field name.
const LONGEST_NAME: usize = 64;

/// A part of the text to mask.
struct Part {
    place: Range<usize>,
    /// The replacement.
    instead: String,
}

/// The beginning of the text, with the parts masked. A part that crosses the end is masked as a whole.
fn shown(text: &str, end: usize, mut parts: Vec<Part>) -> String {
    parts.sort_by_key(|part| part.place.start);
    let mut parts = parts.into_iter().peekable();
    let mut shown = String::with_capacity(end);
    let mut at = 0;
    while let Some(mut part) = parts.next_if(|part| part.place.start < end) {
        // No digits of overlapping parts may be shown.
        while let Some(next) = parts.next_if(|next| next.place.start < part.place.end) {
            part.place.end = part.place.end.max(next.place.end);
            HIDDEN.clone_into(&mut part.instead);
        }
        shown.push_str(&text[at..part.place.start]);
        shown.push_str(&part.instead);
        at = part.place.end;
    }
    shown + &text[at.min(end)..end]
}

/// A field name in a received message. It is chosen by the sender: it is shown only if it looks like a field name.
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'[' | b']');
        if self.0.len() <= LONGEST_NAME && self.0.bytes().all(is_in_name) {
            f.write_str(&shown(self.0, self.0.len(), number::long_ones(self.0)))
        } else {
            write!(f, "[name of {} bytes]", self.0.len())
        }
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_invalid_names() {
        for (name, shown) in [
            ("retData.secureId", "retData.secureId"),
            ("items[12].name", "items[12].name"),
            ("4242123456789000", "…9000"),
            ("4242-1234-5678-9000", "…"),
            ("{\"cvv\":\"786\"}", "[name of 13 bytes]"),
            ("a b", "[name of 3 bytes]"),
            ("a\n", "[name of 2 bytes]"),
            ("", ""),
        ] {
            assert_eq!(Name(name).to_string(), shown);
        }
        assert_eq!(Name(&"a".repeat(65)).to_string(), "[name of 65 bytes]");
    }

    #[test]
    fn merges_overlapping_parts() {
        let part = |place, instead: &str| Part { place, instead: instead.to_owned() };
        let parts = || vec![part(4..6, "x"), part(1..3, "y"), part(2..4, "…d")];
        assert_eq!(shown("abcdefgh", 8, parts()), "a[secret]xgh");
        assert_eq!(shown("abcdefgh", 5, parts()), "a[secret]x");
        assert_eq!(shown("abcdefgh", 3, parts()), "a[secret]");
        assert_eq!(shown("abcdefgh", 1, parts()), "a");
    }
}
