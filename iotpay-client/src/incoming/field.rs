//! A received field.

use std::fmt;

use serde_core::de::IgnoredAny;

use super::{DecodeError, DecodeErrorKind, Fields, json};
use crate::masking::Name;

/// A received field: its name and its value as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedField {
    name: String,
    kind: FieldKind,
    text: String,
}

/// What a received value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text, as it reads.
    Text,
    /// A number, with the digits as they came.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// An object, with the characters as they came.
    Object,
    /// A list, with the characters as they came.
    Array,
}

impl ReceivedField {
    pub(super) fn new(name: String, kind: FieldKind, text: String) -> Self {
        Self { name, kind, text }
    }

    /// The name on the wire.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the value is.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// The value: a text as it reads, anything else with the characters as they came. This is what
    /// is signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the value is an object or a list.
    pub fn is_nested(&self) -> bool {
        matches!(self.kind, FieldKind::Object | FieldKind::Array)
    }

    /// Returns `true` if there is nothing in it: `null`, or text that is empty or blank. Such a field
    /// counts as absent.
    pub fn is_empty(&self) -> bool {
        self.is_unsigned() || (self.kind == FieldKind::Text && self.text.chars().all(char::is_whitespace))
    }

    /// Returns `true` if the value takes no part in a signature: `null` or empty text. Anyone can add such
    /// a field to a signed message. Blank text is signed.
    pub(crate) fn is_unsigned(&self) -> bool {
        self.kind == FieldKind::Null || (self.kind == FieldKind::Text && self.text.is_empty())
    }

    /// Returns `true` if the value is an object or a list with nothing in it, such as `{}` or `[[]]`.
    pub(crate) fn is_hollow(&self) -> bool {
        let ends = |character: char| character.is_whitespace() || "{}[],".contains(character);
        self.is_nested() && self.text.chars().all(ends)
    }

    /// A value that is not nested, as text: gateways write numbers as text and the other way round.
    pub fn scalar(&self) -> Result<&str, DecodeError> {
        if self.is_nested() { Err(self.problem(DecodeErrorKind::NotText)) } else { Ok(&self.text) }
    }

    /// A whole number, also when it came as text, in its one usual notation: `7` and `-7`, but not `+7`,
    /// `007`, `-0`, `7.0` or `7e0`.
    pub fn integer(&self) -> Result<i64, DecodeError> {
        let text = self.scalar()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_usual = digits.bytes().all(|byte| byte.is_ascii_digit())
            && match digits.as_bytes() {
                [b'0'] => digits.len() == text.len(),
                digits => digits.first().is_some_and(|first| *first != b'0'),
            };
        let number = is_usual.then(|| text.parse().ok()).flatten();
        number.ok_or_else(|| self.problem(DecodeErrorKind::NotAnInteger))
    }

    /// A value of a known format, such as an id or a code: one that holds neither `&` nor `=`. In the string
    /// to sign these separate fields, so that a value with one of them may have swallowed the field after it.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the value is nested or holds `&` or `=`.
    pub fn word(&self) -> Result<&str, DecodeError> {
        let text = self.scalar()?;
        if text.contains(['&', '=']) { Err(self.problem(DecodeErrorKind::UnexpectedValue)) } else { Ok(text) }
    }

    /// The members of an object.
    pub fn object(&self) -> Result<Fields, DecodeError> {
        if self.kind != FieldKind::Object {
            return Err(self.problem(DecodeErrorKind::NotAnObject));
        }
        json::parse(&self.text).map_err(|problem| problem.within(&self.name))
    }

    /// Takes a second field of the same name: the same value, or one of the two empty.
    pub(super) fn meet(&mut self, other: Self) -> Result<(), DecodeError> {
        if self.is_unsigned() {
            *self = other;
            return Ok(());
        }
        if other.is_unsigned() || self.text == other.text {
            Ok(())
        } else {
            Err(self.problem(DecodeErrorKind::Conflict))
        }
    }

    pub(super) fn problem(&self, problem: DecodeErrorKind) -> DecodeError {
        DecodeError::new(&self.name, problem)
    }
}

/// The name and the kind; the value may be anybody's.
impl fmt::Debug for ReceivedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", Name(&self.name), self.kind)
    }
}

/// A JSON value to be passed on: an object, a list, a number, `true` or `false` with the characters
/// as they came. An object or a list may also have come as text inside of a text; then it is that
/// inner text. Any other text is a JSON string that reads as it was received, though its escapes may
/// be others.
#[derive(Clone, PartialEq, Eq)]
pub struct RawJson(String);

impl RawJson {
    pub(super) fn new(field: &ReceivedField) -> Self {
        match field.kind {
            // The one kind that is not kept in its JSON spelling.
            FieldKind::Text if !is_nested_json(&field.text) => {
                Self(serde_json::Value::from(field.text.as_str()).to_string())
            }
            FieldKind::Text => Self(json::without_byte_order_marks(&field.text).to_owned()),
            _ => Self(field.text.clone()),
        }
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is an object or a list.
fn is_nested_json(text: &str) -> bool {
    let text = json::without_byte_order_marks(text);
    let begins = text.trim_ascii_start().starts_with(['{', '[']);
    begins && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Its length; the text may hold anything.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.0.len())
    }
}

/// A code that this version does not know, as it came. It can be shown and compared, and means
/// nothing: neither success nor failure.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Unrecognized(Box<str>);

impl Unrecognized {
    /// For code made by `#[derive(Code)]`.
    #[doc(hidden)]
    pub fn __received(code: &str) -> Self {
        Self(code.into())
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> String {
        Fields::from_json(&format!("{{\"payParams\": {json} }}")).unwrap().read::<RawJson>("payParams", &[]).unwrap().0
    }

    #[test]
    fn json_keeps_its_characters() {
        for json in [r#"{ "url":"a:\/\/b", "caf\u00e9" : 1.0 }"#, "[ 1, {} ]", "1.0", "true", "false", "{}"] {
            assert_eq!(raw(json), json);
        }
    }

    #[test]
    fn an_object_may_come_as_text() {
        for json in [r#"{ "url":"a:\/\/b", "caf\u00e9" : 1.0 }"#, "[ 1, {} ]", " {} ", "\n[]"] {
            let text = serde_json::Value::from(json).to_string();
            assert_eq!(raw(&text), json);
        }
        let deep = "[".repeat(100_000);
        assert_eq!(raw(&serde_json::Value::from(deep.as_str()).to_string()), format!("\"{deep}\""));
    }

    #[test]
    fn other_text_is_a_string() {
        for text in [r#""a=1&b=2""#, r#""{no JSON""#, r#""{} {}""#, r#""7""#, r#""true""#, r#""a \"b\" é""#] {
            assert_eq!(raw(text), text);
        }
        assert_eq!(raw(r#""\u00e9\/""#), r#""é/""#);
    }

    #[test]
    fn it_does_not_show() {
        let field = ReceivedField::new("payParams".to_owned(), FieldKind::Text, "canary".to_owned());
        assert_eq!(format!("{:?}", RawJson::new(&field)), "RawJson(8 bytes)");
    }
}
