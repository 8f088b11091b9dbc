//! Checks the fields of a request together.

use std::fmt;

use crate::request::Request;
use crate::spec::DocPage;
use crate::value::ValueError;

/// A field that breaks its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    /// The field's name on the wire.
    pub field: &'static str,
    /// The rule that it breaks.
    pub error: ValueError,
    /// The vendor's page with the rule.
    pub page: Option<&'static DocPage>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.field, self.error)?;
        match self.page {
            Some(page) => write!(f, " ({page})"),
            None => Ok(()),
        }
    }
}

/// A request that was never sent, since fields of it break their rules. All of them are here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

impl ValidationError {
    pub(crate) fn new(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Each field that breaks its rule.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request is invalid and was not sent: ")?;
        for (at, violation) in self.violations.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

/// Collects the violations of a request while its fields are made.
#[derive(Debug)]
pub struct Validator {
    page: &'static DocPage,
    violations: Vec<Violation>,
}

impl Validator {
    /// Begins a check against the rules of a page.
    pub fn new(page: &'static DocPage) -> Self {
        Self { page, violations: Vec::new() }
    }

    /// Begins a check against the rules of a request's page.
    pub fn for_request<R: Request>() -> Self {
        Self::new(R::endpoint().page)
    }

    /// Keeps a value, or notes what is wrong with the field.
    pub fn field<T>(&mut self, field: &'static str, value: Result<T, ValueError>) -> Option<T> {
        value.map_err(|error| self.violations.push(Violation { field, error, page: Some(self.page) })).ok()
    }

    /// Keeps a part that was checked by itself, or notes its violations.
    pub fn nested<T>(&mut self, part: Result<T, ValidationError>) -> Option<T> {
        part.map_err(|invalid| self.violations.extend(invalid.violations)).ok()
    }

    /// Ends a check that failed.
    pub fn into_error(self) -> ValidationError {
        ValidationError::new(self.violations)
    }

    /// Checks one field.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] with this field.
    pub fn validate_field<T>(
        page: &'static DocPage,
        field: &'static str,
        value: Result<T, ValueError>,
    ) -> Result<T, ValidationError> {
        value.map_err(|error| ValidationError::new(vec![Violation { field, error, page: Some(page) }]))
    }
}
