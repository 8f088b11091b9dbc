//! The validation of requests, which reports all violations together.

use std::fmt;

use crate::request::Request;
use crate::spec::DocPage;
use crate::value::ValueError;

/// An invalid field.
///
/// ```
/// use iotpay_client::ValidationError;
///
/// /// Returns the messages of a form, each with the field that it belongs to.
/// fn messages(error: &ValidationError) -> Vec<(String, String)> {
///     error.violations().iter().map(|violation| (violation.path(), violation.error.to_string())).collect()
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Violation {
    /// The wire name of the field, or the path to a member: `buyer.name`, and `items[].name` for a member of each item.
    /// Empty if the value does not belong to a field yet, such as the value passed to `Cents::new`.
    pub field: &'static str,
    /// The items of arrays that contain the value.
    pub items: ItemIndices,
    /// The violated rule.
    pub error: ValueError,
    /// The vendor page with the rule.
    pub page: Option<&'static DocPage>,
}

impl Violation {
    pub(crate) fn new(field: &'static str, error: ValueError, page: Option<&'static DocPage>) -> Self {
        Self { field, items: ItemIndices::default(), error, page }
    }

    /// Returns the path to the value with the indices of items: `items[2].name`.
    pub fn path(&self) -> String {
        let mut parts = self.field.split("[]");
        let mut path = parts.next().unwrap_or_default().to_owned();
        let mut indices = self.items.as_slice().iter();
        for part in parts {
            let index = indices.next().map_or_else(String::new, ToString::to_string);
            path.extend(["[", &index, "]", part]);
        }
        path
    }
}

/// The indices of the items that contain an invalid value, the outermost first. Only the first four are kept.
///
/// ```
/// use iotpay_client::spec::DocPage;
/// use iotpay_client::validation::Validator;
/// use iotpay_client::value::Text;
///
/// static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
/// let mut validator = Validator::new(&PAGE);
/// validator.list("items[].name", ["tea", ""], Text::<30>::new);
/// let error = validator.into_error();
/// assert_eq!(error.violations()[0].items.as_slice(), [1]);
/// assert_eq!(error.violations()[0].path(), "items[1].name");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ItemIndices {
    indices: [usize; Self::MOST],
    depth: usize,
}

impl ItemIndices {
    const MOST: usize = 4;

    /// Returns the indices.
    pub fn as_slice(&self) -> &[usize] {
        self.indices.get(..self.depth).unwrap_or(&self.indices)
    }

    fn push(&mut self, index: usize) {
        if let Some(place) = self.indices.get_mut(self.depth) {
            *place = index;
        }
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

impl fmt::Debug for ItemIndices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "the value {}", self.error)?;
        } else {
            write!(f, "`{}` {}", self.path(), self.error)?;
        }
        match self.page {
            Some(page) => write!(f, " ({page})"),
            None => Ok(()),
        }
    }
}

/// The error for an invalid request or for invalid credentials, with all violations. Nothing was sent. A [`ValueError`]
/// can be converted into this error. The result has a single violation, which does not name a field.
///
/// ```
/// use iotpay_client::{OrderId, general, request};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (order, number, amount) = (OrderId::new("P1")?, String::from("r 1"), 0_u64); // from a form
/// let result = request!(general::RefundOrder {
///     pay_order_id: &order,
///     mch_refund_no: number,
///     refund_amount: amount,
///     client_ip: "203.0.113.7"
/// });
/// let invalid: Vec<_> = result.unwrap_err().violations().iter().map(|violation| violation.field).collect();
/// assert_eq!(invalid, ["mchRefundNo", "refundAmount"]);
/// # Ok(())
/// # }
/// ```
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
        Self { summary: "nothing was sent", violations: vec![Violation::new("", error, None)] }
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
///
/// ```
/// use iotpay_client::spec::DocPage;
/// use iotpay_client::validation::Validator;
/// use iotpay_client::value::{Cents, Text};
///
/// static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
/// let mut validator = Validator::new(&PAGE);
/// let subject = validator.field("subject", Text::<30>::new(""));
/// let amount = validator.field("amount", Cents::from_decimal("28.65"));
/// assert!(subject.is_none() && amount.is_some());
/// assert_eq!(validator.finish().unwrap_err().violations()[0].field, "subject");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Validator {
    page: &'static DocPage,
    /// The items that are being validated.
    items: ItemIndices,
    violations: Vec<Violation>,
}

impl Validator {
    /// Creates a validator for the rules of a page.
    pub fn new(page: &'static DocPage) -> Self {
        Self { page, items: ItemIndices::default(), violations: Vec::new() }
    }

    /// Creates a validator for the rules of a request's page.
    pub fn for_request<R: Request>() -> Self {
        Self::new(R::endpoint().page)
    }

    /// Returns the value, or records the violation of the field.
    pub fn field<T>(&mut self, field: &'static str, value: Result<T, ValueError>) -> Option<T> {
        let violation = |error| Violation { items: self.items, ..Violation::new(field, error, Some(self.page)) };
        value.map_err(|error| self.violations.push(violation(error))).ok()
    }

    /// Borrows the validator, to validate a part of the request.
    pub fn by_ref(&mut self) -> &mut Self {
        self
    }

    /// Begins the validation of an item of an array: its violations have this index.
    pub fn enter_item(&mut self, index: usize) {
        self.items.push(index);
    }

    /// Ends the validation of an item.
    pub fn leave_item(&mut self) {
        self.items.pop();
    }

    /// Returns the items of an array, or records the violations of all items.
    pub fn list<I: IntoIterator, T>(
        &mut self,
        field: &'static str,
        items: I,
        mut convert: impl FnMut(I::Item) -> Result<T, ValueError>,
    ) -> Option<Vec<T>> {
        let mut found = Some(Vec::new());
        for (index, item) in items.into_iter().enumerate() {
            self.enter_item(index);
            let value = self.field(field, convert(item));
            self.leave_item();
            found = found.zip(value).map(|(mut found, value)| {
                found.push(value);
                found
            });
        }
        found
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
        value.map_err(|error| ValidationError::new(vec![Violation::new(field, error, Some(page))]))
    }
}

#[cfg(test)]
mod tests {
    use super::Validator;
    use crate::error::Error;
    use crate::spec::DocPage;
    use crate::value::{Cents, OrderId, Text};

    #[test]
    fn violations_in_arrays_have_the_index_of_the_item() {
        static PAGE: DocPage = DocPage::new("Orders", "/orders.html");
        let mut check = Validator::new(&PAGE);
        check.enter_item(3);
        assert_eq!(check.list("items[].tags[]", ["ab", "abc", "", "c"], Text::<2>::new), None);
        check.leave_item();
        assert!(check.list("names[]", ["a"], Text::<2>::new).is_some());
        let error = check.into_error();
        let paths: Vec<_> = error.violations().iter().map(super::Violation::path).collect();
        assert_eq!(paths, ["items[3].tags[1]", "items[3].tags[2]"]);
        assert!(error.to_string().contains("`items[3].tags[1]` has 3 characters"), "{error}");
    }

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
