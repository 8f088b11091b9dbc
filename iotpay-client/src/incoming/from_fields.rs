//! Received fields to Rust types.

use super::{DecodeError, DecodeErrorKind, Fields, RawJson, ReceivedField};
use crate::value::{OrderId, RefundId, SecretText};

/// A struct that is read out of received fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a response",
    note = "add `#[derive(FromFields)]` to `{Self}`"
)]
pub trait FromFields: Sized {
    /// Reads the struct. Fields that it does not know are left alone.
    fn from_fields(fields: &Fields) -> Result<Self, DecodeError>;
}

/// A type of a response's or a notification's field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a response",
    label = "cannot be read",
    note = "use `String`, `i64`, `Option` of them, `RawJson`, an open `Code` enum or a struct with `#[derive(FromFields)]`"
)]
pub trait FromField: Sized {
    /// Reads a field that is there and not empty.
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError>;

    /// Stands for a field that is absent, if that is allowed.
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

/// A field that one can do without is `None` also where it has another shape than expected: a
/// payment shall not be lost over it. What came stays among the received fields.
impl<T: FromField> FromField for Option<T> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Ok(T::from_field(field).ok())
    }

    fn absent(_: &str) -> Result<Self, DecodeError> {
        Ok(None)
    }
}
