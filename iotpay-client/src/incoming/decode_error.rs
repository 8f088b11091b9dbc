//! Why a received message cannot be read.

use std::fmt;

use crate::masking::Name;

/// Why a received message, or a field of it, cannot be read. It never holds a value.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The field, with its objects: `retData.secureId`. Empty for the whole message.
    pub field: String,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// What is wrong with a received message or field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The field is not there, or is empty.
    Missing,
    /// It should be text or a number, and is an object or a list.
    NotText,
    /// It should be a whole number.
    NotAnInteger,
    /// It should be an object.
    NotAnObject,
    /// The name stands twice.
    Duplicate,
    /// The name stands twice, in the query, in the body or in both, with different values.
    Conflict,
    /// It has a value that it cannot have.
    UnexpectedValue,
    /// It names another order than the request.
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

    /// The same problem, in a field of an object.
    #[must_use]
    pub fn within(mut self, object: &str) -> Self {
        self.field = if self.field.is_empty() { object.to_owned() } else { format!("{object}.{}", self.field) };
        self
    }
}

/// The name is the sender's choice: it shows only where it looks like one.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreadable").field("field", &Name(&self.field)).field("problem", &self.kind).finish()
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
            DecodeErrorKind::NotText => "is an object or a list where text belongs",
            DecodeErrorKind::NotAnInteger => "is not a whole number",
            DecodeErrorKind::NotAnObject => "is not an object",
            DecodeErrorKind::Duplicate => "stands twice",
            DecodeErrorKind::Conflict => "has two different values",
            DecodeErrorKind::UnexpectedValue => "has an unexpected value",
            DecodeErrorKind::OtherOrder => "names another order than the request",
            DecodeErrorKind::NotUtf8 => "is not UTF-8",
            DecodeErrorKind::NotJson => "is not a JSON object",
            DecodeErrorKind::TooLarge => "is too large",
        })
    }
}

impl std::error::Error for DecodeError {}
