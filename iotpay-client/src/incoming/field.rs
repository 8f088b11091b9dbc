//! A received field.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::decode_error::{DecodeError, DecodeErrorKind};
use super::name_prefix::NamePrefix;
use crate::masking::Name;

/// A received field: its name and its raw value.
#[derive(Clone)]
pub struct ReceivedField {
    /// The message, so that its fields need no memory of their own.
    source: Arc<str>,
    name: Range<usize>,
    /// The beginning of the name, so that most comparisons of names compare one number.
    prefix: NamePrefix,
    text: Range<usize>,
    kind: FieldKind,
}

/// The kind of a received value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Text, decoded.
    Text,
    /// A number, with its digits as received.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// An object, with its characters as received.
    Object,
    /// An array, with its characters as received.
    Array,
}

impl ReceivedField {
    pub(crate) fn new(name: &str, kind: FieldKind, text: &str) -> Self {
        let (end, whole) = (name.len(), name.len() + text.len());
        let prefix = NamePrefix::of(name.as_bytes());
        Self { source: [name, text].concat().into(), name: 0..end, prefix, text: end..whole, kind }
    }

    /// Creates a field whose name and value are parts of a message; `None` if a part does not exist.
    pub(super) fn of_message(
        source: &Arc<str>,
        name: Range<usize>,
        kind: FieldKind,
        text: Range<usize>,
    ) -> Option<Self> {
        let prefix = NamePrefix::of(source.get(name.clone())?.as_bytes());
        source.get(text.clone())?;
        Some(Self { source: Arc::clone(source), name, prefix, text, kind })
    }

    /// Returns the wire name.
    pub fn name(&self) -> &str {
        self.source.get(self.name.clone()).unwrap_or_default()
    }

    fn name_bytes(&self) -> &[u8] {
        self.source.as_bytes().get(self.name.clone()).unwrap_or_default()
    }

    /// Returns `true` if the field has this name.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.has_name(NamePrefix::of(name.as_bytes()), name)
    }

    /// Returns `true` if the field has this name, which begins with this prefix.
    #[inline]
    pub(super) fn has_name(&self, prefix: NamePrefix, name: &str) -> bool {
        self.prefix == prefix && self.name.len() == name.len() && self.name_bytes() == name.as_bytes()
    }

    /// Compares the names by their bytes.
    #[inline]
    pub(crate) fn cmp_name(&self, other: &Self) -> Ordering {
        self.prefix.cmp(&other.prefix).then_with(|| self.name_bytes().cmp(other.name_bytes()))
    }

    /// Returns the kind of the value.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// Returns the value that is signed: decoded text, or the characters as received for any other kind.
    pub fn text(&self) -> &str {
        self.source.get(self.text.clone()).unwrap_or_default()
    }

    /// Returns `true` if the value is an object or an array.
    pub fn is_nested(&self) -> bool {
        matches!(self.kind, FieldKind::Object | FieldKind::Array)
    }

    /// Returns `true` if the value is `null`, or empty or blank text. Such a field counts as absent.
    pub fn is_empty(&self) -> bool {
        self.is_unsigned() || (self.kind == FieldKind::Text && self.text().chars().all(char::is_whitespace))
    }

    /// Returns `true` if the value is never signed: `null` or empty text. Anyone can add such a field to a signed
    /// message. Blank text is signed.
    pub(crate) fn is_unsigned(&self) -> bool {
        self.kind == FieldKind::Null || (self.kind == FieldKind::Text && self.text.is_empty())
    }

    /// Returns `true` if the value is an empty object or array, such as `{}` or `[[]]`.
    pub(crate) fn is_empty_nested(&self) -> bool {
        let ends = |character: char| character.is_whitespace() || "{}[],".contains(character);
        self.is_nested() && self.text().chars().all(ends)
    }

    /// Returns a non-nested value as text: gateways write numbers as text, and text as numbers.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is an object or an array.
    pub fn scalar(&self) -> Result<&str, DecodeError> {
        if self.is_nested() { Err(self.problem(DecodeErrorKind::NotText)) } else { Ok(self.text()) }
    }

    /// Returns a whole number, which may have been received as text. Only the canonical notation is accepted: `7` and
    /// `-7`, but not `+7`, `007`, `-0`, `7.0` or `7e0`.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is nested or not such a number.
    pub fn integer(&self) -> Result<i64, DecodeError> {
        let text = self.scalar()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_canonical = digits.bytes().all(|byte| byte.is_ascii_digit())
            && match digits.as_bytes() {
                [b'0'] => digits.len() == text.len(),
                digits => digits.first().is_some_and(|first| *first != b'0'),
            };
        let number = is_canonical.then(|| text.parse().ok()).flatten();
        number.ok_or_else(|| self.problem(DecodeErrorKind::NotAnInteger))
    }

    /// Returns a value with a known format, such as an id or an enum value. It must not contain `&` or `=`: these
    /// separate fields in the string to sign, so such a value could include another field.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is nested or contains `&` or `=`.
    pub fn word(&self) -> Result<&str, DecodeError> {
        let text = self.scalar()?;
        if text.contains(['&', '=']) { Err(self.problem(DecodeErrorKind::UnexpectedValue)) } else { Ok(text) }
    }

    /// Merges a second field of the same name: the values must be equal, or one of them must be empty.
    pub(super) fn merge(&mut self, other: Self) -> Result<(), DecodeError> {
        if self.is_unsigned() {
            *self = other;
            return Ok(());
        }
        if other.is_unsigned() || self.text() == other.text() {
            Ok(())
        } else {
            Err(self.problem(DecodeErrorKind::Conflict))
        }
    }

    pub(super) fn problem(&self, problem: DecodeErrorKind) -> DecodeError {
        DecodeError::new(self.name(), problem)
    }
}

/// Compares names and values, wherever they are in their messages.
impl PartialEq for ReceivedField {
    fn eq(&self, other: &Self) -> bool {
        (self.name(), self.kind, self.text()) == (other.name(), other.kind, other.text())
    }
}

impl Eq for ReceivedField {}

impl Hash for ReceivedField {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.name(), self.kind, self.text()).hash(state);
    }
}

/// Shows only the name and the kind: the value may be secret.
impl fmt::Debug for ReceivedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", Name(self.name()), self.kind)
    }
}

/// An enum value that is unknown to this version, as received. It means neither success nor failure.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unrecognized(Box<str>);

impl Unrecognized {
    /// For the code of `#[derive(WireEnum)]`.
    #[doc(hidden)]
    pub fn __received(code: &str) -> Self {
        Self(code.into())
    }

    /// Returns the value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Unrecognized {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
