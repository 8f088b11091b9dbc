//! The validation of requests, which reports all violations together.

use std::fmt;

use crate::request::Request;
use crate::spec::DocPage;
use crate::value::ValueError;

/// An invalid field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Violation {
    /// The wire name of the field. Empty if the value does not belong to a field yet, such as the value passed to
    /// `Cents::new`.
    pub field: &'static str,
    /// The violated rule.
    pub error: ValueError,
    /// The vendor page with the rule.
    pub page: Option<&'static DocPage>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "the value {}", self.error)?;
        } else {
            write!(f, "`{}` {}", self.field, self.error)?;
        }
        match self.page {
            Some(page) => write!(f, " ({page})"),
            None => Ok(()),
        }
    }
}

/// The error for an invalid request or for invalid credentials, with all violations. Nothing was sent. A
/// [`ValueError`] converts to this error, as a single violation that does not name a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ValidationError {
    summary: &'static str,
    violations: Vec<Violation>,
}

impl ValidationError {
    pub(crate) fn new(violations: Vec<Violation>) -> Self {
        Self { summary: "the request is invalid and was not sent", violations }
    }

    pub(crate) fn for_credentials(violations: Vec<Violation>) -> Self {
        Self { summary: "the credentials are invalid", violations }
    }

    /// Returns the violations of both errors, each once.
    #[must_use]
    pub(crate) fn and(mut self, others: Self) -> Self {
        for violation in others.violations {
            if !self.violations.contains(&violation) {
                self.violations.push(violation);
            }
        }
        self
    }

    /// Returns all violations.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl From<ValueError> for ValidationError {
    fn from(error: ValueError) -> Self {
        Self { summary: "nothing was sent", violations: vec![Violation { field: "", error, page: None }] }
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.summary)?;
        for (at, violation) in self.violations.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

/// Collects the violations of a request while its fields are built.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Validator {
    page: &'static DocPage,
    violations: Vec<Violation>,
}

impl Validator {
    /// Creates a validator for the rules of a page.
    pub fn new(page: &'static DocPage) -> Self {
        Self { page, violations: Vec::new() }
    }

    /// Creates a validator for the rules of a request's page.
    pub fn for_request<R: Request>() -> Self {
        Self::new(R::endpoint().page)
    }

    /// Returns the value, or records the violation of the field.
    pub fn field<T>(&mut self, field: &'static str, value: Result<T, ValueError>) -> Option<T> {
        value.map_err(|error| self.violations.push(Violation { field, error, page: Some(self.page) })).ok()
    }

    /// Returns a part that was validated separately, or records its violations.
    pub fn nested<T>(&mut self, part: Result<T, ValidationError>) -> Option<T> {
        part.map_err(|invalid| self.violations.extend(invalid.violations)).ok()
    }

    /// Returns `true` if no violation was recorded.
    pub(crate) fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }

    /// Returns an error if a violation was recorded.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] with all recorded violations.
    pub fn finish(self) -> Result<(), ValidationError> {
        if self.is_valid() { Ok(()) } else { Err(self.into_error()) }
    }

    /// Returns the error with all recorded violations.
    pub fn into_error(self) -> ValidationError {
        ValidationError::new(self.violations)
    }

    /// Validates a single field.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if the field is invalid.
    pub fn validate_field<T>(
        page: &'static DocPage,
        field: &'static str,
        value: Result<T, ValueError>,
    ) -> Result<T, ValidationError> {
        value.map_err(|error| ValidationError::new(vec![Violation { field, error, page: Some(page) }]))
    }
}

#[cfg(test)]
mod tests {
    use crate::error::Error;
    use crate::value::{Cents, OrderId};

    #[test]
    fn an_error_of_a_value_has_a_sentence_of_its_own() {
        let amount = || -> Result<Cents, Error> { Ok(Cents::from_decimal("0.00")?) };
        assert_eq!(amount().unwrap_err().to_string(), "nothing was sent: the value is 0; at least 1 cent is required");
        let id = || -> Result<OrderId, Error> { Ok(OrderId::new("")?) };
        assert!(
            matches!(id(), Err(Error::Invalid(invalid)) if invalid.violations().iter().all(|it| it.field.is_empty()))
        );
    }
}
