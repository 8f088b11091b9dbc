//! Why a received message cannot be read.

use std::fmt;

use crate::masking::Name;

/// Why a received message, or a field of it, cannot be read. It never holds a value.
#[derive(Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The field, with its objects: `retData.secureId`. Empty for the whole message.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a received message or field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
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
    Unexpected,
    /// It names another order than the request.
    OfAnother,
    /// The message is not UTF-8.
    NotUtf8,
    /// The message is not a JSON object.
    NotJson,
    /// The message is larger than the limit.
    TooLarge,
}

impl Unreadable {
    pub(crate) fn new(field: &str, problem: Problem) -> Self {
        Self { field: field.to_owned(), problem }
    }

    pub(crate) fn whole(problem: Problem) -> Self {
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
impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreadable").field("field", &Name(&self.field)).field("problem", &self.problem).finish()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str("the message ")?;
        } else {
            write!(f, "the field `{}` ", Name(&self.field))?;
        }
        f.write_str(match self.problem {
            Problem::Missing => "is missing",
            Problem::NotText => "is an object or a list where text belongs",
            Problem::NotAnInteger => "is not a whole number",
            Problem::NotAnObject => "is not an object",
            Problem::Duplicate => "stands twice",
            Problem::Conflict => "has two different values",
            Problem::Unexpected => "has an unexpected value",
            Problem::OfAnother => "names another order than the request",
            Problem::NotUtf8 => "is not UTF-8",
            Problem::NotJson => "is not a JSON object",
            Problem::TooLarge => "is too large",
        })
    }
}

impl std::error::Error for Unreadable {}
