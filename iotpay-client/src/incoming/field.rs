//! A received field.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::decode_error::{DecodeError, DecodeErrorKind};
use super::entry::Entry;
#[cfg(any(test, feature = "serde"))]
use super::entry::Place;
use super::kind::FieldKind;
use super::scan::{Separator, find};
use crate::masking::Name;

/// A received field: its name and its raw value. Both are parts of the text of the message.
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
    source: &'a str,
    entry: &'a Entry,
}

#[cfg(any(test, feature = "serde"))]
impl ReceivedField<'_> {
    /// Calls a function with a text that has no name.
    pub(crate) fn of_text<T>(text: &str, call: impl FnOnce(&ReceivedField<'_>) -> T) -> T {
        let entry = Entry { name: Place::from(0..0), text: Place::from(0..text.len()), kind: FieldKind::Text };
        call(&ReceivedField { source: text, entry: &entry })
    }
}

impl<'a> ReceivedField<'a> {
    #[inline]
    pub(super) fn in_text(source: &'a str, entry: &'a Entry) -> Self {
        Self { source, entry }
    }

    /// Returns the wire name.
    #[inline]
    pub fn name(self) -> &'a str {
        self.entry.name.text_in(self.source)
    }

    /// Returns the bytes of the wire name, which is cheaper.
    #[inline]
    pub(crate) fn name_bytes(self) -> &'a [u8] {
        self.entry.name.bytes_in(self.source)
    }

    /// Returns the kind of the value.
    #[inline]
    pub fn kind(self) -> FieldKind {
        self.entry.kind
    }

    /// Returns the value that is signed: decoded text, or the characters as received for any other kind.
    #[inline]
    pub fn text(self) -> &'a str {
        self.entry.text.text_in(self.source)
    }

    /// Returns the bytes of the value that is signed, which is cheaper.
    #[inline]
    pub(crate) fn text_bytes(self) -> &'a [u8] {
        self.entry.text.bytes_in(self.source)
    }

    /// Returns `true` if the value is an object or an array.
    #[inline]
    pub fn is_nested(self) -> bool {
        self.kind().is_nested()
    }

    /// Returns `true` if the value is `null`, or empty or blank text. Such a field counts as absent.
    #[inline]
    pub fn is_empty(self) -> bool {
        match self.kind() {
            FieldKind::Null => true,
            FieldKind::Text => !self.text_bytes().first().is_some_and(u8::is_ascii_graphic) && self.is_blank(),
            FieldKind::Number | FieldKind::Bool | FieldKind::Object | FieldKind::Array => false,
        }
    }

    #[cold]
    fn is_blank(self) -> bool {
        self.text().chars().all(char::is_whitespace)
    }

    /// Returns `true` if the value is never signed: `null` or empty text. Anyone can add such a field to a signed
    /// message. Blank text is signed.
    #[inline]
    pub(crate) fn is_unsigned(self) -> bool {
        self.kind() == FieldKind::Null || (self.kind() == FieldKind::Text && self.entry.text.is_empty())
    }

    /// Returns `true` if the value is an empty object or array, such as `{}` or `[[]]`.
    pub(crate) fn is_empty_nested(self) -> bool {
        let ends = |character: char| character.is_whitespace() || "{}[],".contains(character);
        self.is_nested() && self.text().chars().all(ends)
    }

    /// Returns a non-nested value as text: gateways write numbers as text, and text as numbers.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is an object or an array.
    #[inline]
    pub fn scalar(self) -> Result<&'a str, DecodeError> {
        if self.is_nested() { Err(self.problem(DecodeErrorKind::NotText)) } else { Ok(self.text()) }
    }

    /// Returns a whole number, which may have been received as text. Only the canonical notation is accepted: `7` and
    /// `-7`, but not `+7`, `007`, `-0`, `7.0` or `7e0`.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is nested or not such a number.
    pub fn integer(self) -> Result<i64, DecodeError> {
        integer(self.scalar()?.as_bytes()).ok_or_else(|| self.problem(DecodeErrorKind::NotAnInteger))
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
        let has_separator = find::<Separator>(text.as_bytes(), 0) < text.len();
        if has_separator { Err(self.problem(DecodeErrorKind::UnexpectedValue)) } else { Ok(text) }
    }

    pub(super) fn problem(&self, problem: DecodeErrorKind) -> DecodeError {
        DecodeError::new(self.name(), problem)
    }
}

/// Parses a whole number in canonical notation.
fn integer(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let is_negative = digits.len() < text.len();
    match digits {
        [] => return None,
        [b'0'] if is_negative => return None,
        [b'0', _, ..] => return None,
        _ => {}
    }
    // Below zero, because the smallest number has no positive counterpart.
    let negated = digits.iter().try_fold(0_i64, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number.checked_mul(10)?.checked_sub(digit.into())
    })?;
    if is_negative { Some(negated) } else { negated.checked_neg() }
}

/// Compares names and values, wherever they are in their messages.
impl PartialEq for ReceivedField<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.name(), self.kind(), self.text()) == (other.name(), other.kind(), other.text())
    }
}

impl Eq for ReceivedField<'_> {}

impl Hash for ReceivedField<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.name(), self.kind(), self.text()).hash(state);
    }
}

/// Shows only the name and the kind: the value may be secret.
impl fmt::Debug for ReceivedField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", Name(self.name()), self.kind())
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

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn only_canonical_integers_are_integers() {
        for number in [0, 1, 9, 10, 2865, -1, -10, i64::MAX, i64::MIN] {
            assert_eq!(integer(number.to_string().as_bytes()), Some(number));
        }
        for text in [
            "",
            "-",
            "+7",
            "007",
            "00",
            "-0",
            "-07",
            "7.0",
            "7e0",
            " 7",
            "7 ",
            "7-",
            "--7",
            "7a",
            "７",
            "/",
            ":",
            "9223372036854775808",
            "-9223372036854775809",
            "92233720368547758070",
        ] {
            assert_eq!(integer(text.as_bytes()), None, "{text:?}");
        }
    }
}
