//! Decodes received fields into Rust types.

use super::{DecodeError, DecodeErrorKind, Fields, RawJson, ReceivedField};
use crate::value::{OrderId, RefundId, SecretText};

/// A struct that is decoded from received fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded from a response",
    note = "add `#[derive(FromFields)]` to `{Self}`"
)]
pub trait FromFields: Sized {
    /// Decodes the struct. Unknown fields are ignored.
    fn from_fields(fields: &Fields) -> Result<Self, DecodeError>;
}

/// A type of a field in a response or a notification.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a response",
    label = "cannot be decoded",
    note = "use `String`, `i64`, `RawJson`, an open `WireEnum`, a struct with `#[derive(FromFields)]`, or an `Option` of these"
)]
pub trait FromField: Sized {
    /// Decodes a field that is present and not empty.
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError>;

    /// Returns the value of an absent field, if the field is optional.
    fn absent(name: &str) -> Result<Self, DecodeError> {
        Err(DecodeError::new(name, DecodeErrorKind::Missing))
    }
}

impl FromField for String {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        field.scalar().map(str::to_owned)
    }
}

impl FromField for i64 {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        field.integer()
    }
}

impl<const MAX: u32, const SHOWN: usize> FromField for SecretText<MAX, SHOWN> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.scalar()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl FromField for OrderId {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.word()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl FromField for RefundId {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.word()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl FromField for RawJson {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Ok(Self::new(field))
    }
}

/// An optional field with the wrong type is `None`, so that a payment is not lost because of it. The raw value remains
/// in the received fields.
impl<T: FromField> FromField for Option<T> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Ok(T::from_field(field).ok())
    }

    fn absent(_: &str) -> Result<Self, DecodeError> {
        Ok(None)
    }
}
