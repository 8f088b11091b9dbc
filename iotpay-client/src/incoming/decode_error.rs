//! Errors from decoding a received message.

use std::fmt;

use crate::masking::Name;

/// An error from decoding a received message or field. It never contains a received value.
///
/// ```
/// use iotpay_client::incoming::{DecodeErrorKind, Fields};
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"amount":"28.65"}"#)?;
/// let error = fields.read::<i64>("amount", &[]).unwrap_err();
/// assert_eq!((error.field.as_str(), error.kind), ("amount", DecodeErrorKind::NotAnInteger));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DecodeError {
    /// The path of the field, such as `retData.secureId` or `items[0].name`. Empty for the whole message.
    pub field: String,
    /// The kind of error.
    pub kind: DecodeErrorKind,
}

/// The kind of a [`DecodeError`].
///
/// ```
/// use iotpay_client::incoming::{DecodeErrorKind, Fields};
///
/// let error = Fields::from_json("<html>").unwrap_err();
/// assert_eq!(error.kind, DecodeErrorKind::NotJson);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The field is missing or empty.
    Missing,
    /// Expected text or a number, found an object or an array.
    NotText,
    /// Expected a whole number.
    NotAnInteger,
    /// Expected an object.
    NotAnObject,
    /// Expected an array.
    NotAnArray,
    /// The name occurs twice.
    Duplicate,
    /// The name occurs twice with different values, in the query, in the body or in both.
    Conflict,
    /// The value is not allowed.
    UnexpectedValue,
    /// The response refers to a different order.
    OtherOrder,
    /// The message is not UTF-8.
    NotUtf8,
    /// The message is not a JSON object.
    NotJson,
    /// The message is larger than the limit.
    TooLarge,
}

impl DecodeError {
    pub(crate) fn new(field: &str, problem: DecodeErrorKind) -> Self {
        Self { field: field.to_owned(), kind: problem }
    }

    pub(crate) fn whole(problem: DecodeErrorKind) -> Self {
        Self::new("", problem)
    }

    /// Returns the same error for a field inside an object.
    #[must_use]
    pub fn within(mut self, object: &str) -> Self {
        self.field = if self.field.is_empty() { object.to_owned() } else { format!("{object}.{}", self.field) };
        self
    }
}

/// The name is chosen by the sender: it is shown only if it looks like a field name.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError").field("field", &Name(&self.field)).field("kind", &self.kind).finish()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str("the message ")?;
        } else {
            write!(f, "the field `{}` ", Name(&self.field))?;
        }
        f.write_str(match self.kind {
            DecodeErrorKind::Missing => "is missing",
            DecodeErrorKind::NotText => "is an object or array; expected text",
            DecodeErrorKind::NotAnInteger => "is not a whole number",
            DecodeErrorKind::NotAnObject => "is not an object",
            DecodeErrorKind::NotAnArray => "is not an array",
            DecodeErrorKind::Duplicate => "occurs twice",
            DecodeErrorKind::Conflict => "has two different values",
            DecodeErrorKind::UnexpectedValue => "has an unexpected value",
            DecodeErrorKind::OtherOrder => "refers to a different order",
            DecodeErrorKind::NotUtf8 => "is not UTF-8",
            DecodeErrorKind::NotJson => "is not a JSON object",
            DecodeErrorKind::TooLarge => "is too large",
        })
    }
}

impl std::error::Error for DecodeError {}
