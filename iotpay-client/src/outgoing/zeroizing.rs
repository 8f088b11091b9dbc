//! Text that is wiped from memory.

use std::fmt;
use std::ops::Deref;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Text that may contain secrets. It is wiped from memory when dropped. `Debug` shows its length.
///
/// ```
/// use iotpay_client::protocol::ZeroizingString;
///
/// let body = ZeroizingString::from("made-up-secret".to_owned());
/// assert_eq!(body.as_str(), "made-up-secret");
/// assert!(!format!("{body:?}").contains("secret"));
/// ```
#[derive(Clone, Default)]
pub struct ZeroizingString(Zeroizing<String>);

impl ZeroizingString {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(String::with_capacity(capacity)))
    }

    /// Returns the text. Copies of it are not wiped.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn push(&mut self, text: &str) {
        let length = self.0.len() + text.len();
        if length > self.0.capacity() {
            // A string that reallocates leaves its old contents in memory.
            let mut larger = Self::with_capacity(length.max(2 * self.0.capacity()));
            larger.0.push_str(&self.0);
            *self = larger;
        }
        self.0.push_str(text);
    }

    /// Adds text, escaped for a JSON string.
    pub(crate) fn push_escaped(&mut self, value: &str) {
        let mut rest = value;
        while let Some(at) = rest.find(|character: char| matches!(character, '"' | '\\') || character < ' ') {
            self.push(&rest[..at]);
            let character = rest[at..].chars().next().unwrap_or_default();
            self.escape(character);
            rest = &rest[at + character.len_utf8()..];
        }
        self.push(rest);
    }

    fn escape(&mut self, character: char) {
        match character {
            '"' => self.push("\\\""),
            '\\' => self.push("\\\\"),
            '\n' => self.push("\\n"),
            '\r' => self.push("\\r"),
            '\t' => self.push("\\t"),
            control => {
                // Writing to a string cannot fail.
                let _ = fmt::Write::write_fmt(self, format_args!("\\u{:04x}", u32::from(control)));
            }
        }
    }

    /// Returns the text as a string, which is not wiped.
    pub(super) fn into_plain(mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

impl From<&str> for ZeroizingString {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl From<String> for ZeroizingString {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Deref for ZeroizingString {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// Compares in constant time: the time depends only on the lengths.
impl PartialEq for ZeroizingString {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for ZeroizingString {}

impl fmt::Write for ZeroizingString {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}

impl fmt::Debug for ZeroizingString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ZeroizingString({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_its_contents_when_it_grows() {
        let mut text = ZeroizingString::with_capacity(4);
        let mut expected = String::new();
        for piece in ["ab", "cd", "", "efghijklmnop", "茶", "q"] {
            text.push(piece);
            expected.push_str(piece);
            assert_eq!(text.as_str(), expected);
        }
        assert_eq!(text.into_plain(), expected);
    }

    #[test]
    fn hides_the_text_in_debug() {
        assert_eq!(format!("{:?}", ZeroizingString::from("786")), "ZeroizingString(3 bytes)");
    }
}
