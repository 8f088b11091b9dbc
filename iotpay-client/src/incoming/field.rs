//! A received field.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::decode_error::{DecodeError, DecodeErrorKind};
use super::name_prefix::NamePrefix;
use crate::masking::Name;

/// A received field: its name and its raw value. Both are parts of the message.
///
/// ```
/// use iotpay_client::incoming::Fields;
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"amount":"2865","buyer":{"name":"Ada"}}"#)?;
/// let amount = fields.get("amount").unwrap();
/// assert_eq!((amount.text(), amount.integer()?), ("2865", 2865));
/// assert!(fields.get("buyer").unwrap().is_nested());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct ReceivedField<'a> {
    name: &'a str,
    /// The beginning of the name, so that most comparisons of names compare one number.
    prefix: NamePrefix,
    text: &'a str,
    kind: FieldKind,
}

/// The kind of a received value.
///
/// ```
/// use iotpay_client::incoming::{FieldKind, Fields};
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"amount":2865,"note":null}"#)?;
/// let kinds: Vec<_> = fields.iter().map(|field| field.kind()).collect();
/// assert_eq!(kinds, [FieldKind::Number, FieldKind::Null]);
/// # Ok(())
/// # }
/// ```
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

impl<'a> ReceivedField<'a> {
    #[cfg(any(test, feature = "serde"))]
    pub(crate) fn new(name: &'a str, kind: FieldKind, text: &'a str) -> Self {
        Self::with_prefix(name, NamePrefix::of(name.as_bytes()), kind, text)
    }

    #[inline]
    pub(super) fn with_prefix(name: &'a str, prefix: NamePrefix, kind: FieldKind, text: &'a str) -> Self {
        Self { name, prefix, text, kind }
    }

    /// Returns the wire name.
    #[inline]
    pub fn name(self) -> &'a str {
        self.name
    }

    /// Compares the names by their bytes.
    #[inline]
    pub(crate) fn cmp_name(&self, other: &Self) -> Ordering {
        self.prefix.cmp(&other.prefix).then_with(|| self.name.cmp(other.name))
    }

    /// Returns the kind of the value.
    #[inline]
    pub fn kind(self) -> FieldKind {
        self.kind
    }

    /// Returns the value that is signed: decoded text, or the characters as received for any other kind.
    #[inline]
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Returns `true` if the value is an object or an array.
    #[inline]
    pub fn is_nested(self) -> bool {
        matches!(self.kind, FieldKind::Object | FieldKind::Array)
    }

    /// Returns `true` if the value is `null`, or empty or blank text. Such a field counts as absent.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.is_unsigned() || (self.kind == FieldKind::Text && self.text.chars().all(char::is_whitespace))
    }

    /// Returns `true` if the value is never signed: `null` or empty text. Anyone can add such a field to a signed
    /// message. Blank text is signed.
    #[inline]
    pub(crate) fn is_unsigned(self) -> bool {
        self.kind == FieldKind::Null || (self.kind == FieldKind::Text && self.text.is_empty())
    }

    /// Returns `true` if the value is an empty object or array, such as `{}` or `[[]]`.
    pub(crate) fn is_empty_nested(self) -> bool {
        let ends = |character: char| character.is_whitespace() || "{}[],".contains(character);
        self.is_nested() && self.text.chars().all(ends)
    }

    /// Returns a non-nested value as text: gateways write numbers as text, and text as numbers.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is an object or an array.
    #[inline]
    pub fn scalar(self) -> Result<&'a str, DecodeError> {
        if self.is_nested() { Err(self.problem(DecodeErrorKind::NotText)) } else { Ok(self.text) }
    }

    /// Returns a whole number, which may have been received as text. Only the canonical notation is accepted: `7` and
    /// `-7`, but not `+7`, `007`, `-0`, `7.0` or `7e0`.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is nested or not such a number.
    pub fn integer(self) -> Result<i64, DecodeError> {
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
    #[inline]
    pub fn word(self) -> Result<&'a str, DecodeError> {
        let text = self.scalar()?;
        if text.contains(['&', '=']) { Err(self.problem(DecodeErrorKind::UnexpectedValue)) } else { Ok(text) }
    }

    pub(super) fn problem(&self, problem: DecodeErrorKind) -> DecodeError {
        DecodeError::new(self.name, problem)
    }
}

/// Compares names and values, wherever they are in their messages.
impl PartialEq for ReceivedField<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.kind, self.text) == (other.name, other.kind, other.text)
    }
}

impl Eq for ReceivedField<'_> {}

impl Hash for ReceivedField<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.name, self.kind, self.text).hash(state);
    }
}

/// Shows only the name and the kind: the value may be secret.
impl fmt::Debug for ReceivedField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", Name(self.name), self.kind)
    }
}

/// An enum value that is unknown to this version, as received. It means neither success nor failure.
///
/// ```
/// use iotpay_client::shared::Currency;
///
/// /// Returns a line for the log if this version does not know a currency.
/// fn warning(currency: &Currency) -> Option<String> {
///     match currency {
///         Currency::Other(code) => Some(format!("unknown currency {code}; update the client")),
///         _ => None,
///     }
/// }
/// ```
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
