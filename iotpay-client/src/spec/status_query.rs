//! The queries that find out what happened to a request.

use std::fmt;

use super::Endpoint;
use crate::outcome::PaymentOutcome;
use crate::setters::setters;

/// A query that finds out what happened to a request, by its merchant reference: how to ask, and where the response
/// states the outcome.
///
/// Each family lists its queries in [`FamilySpec::status_queries`](super::FamilySpec::status_queries).
///
/// A path such as `retData.status` is a member of an object. If a field may contain the whole response (`nested_in` of
/// the endpoint), the paths begin in that field.
///
/// ```
/// # #[cfg(feature = "general")]
/// # fn main() {
/// use iotpay_client::general::order_query::QUERY_ORDER_STATUS;
///
/// assert!(QUERY_ORDER_STATUS.outcome("2").is_paid());
/// assert!(QUERY_ORDER_STATUS.outcome("a new status").is_unknown());
/// assert_eq!(QUERY_ORDER_STATUS.reference, "mchOrderNo");
/// # }
/// # #[cfg(not(feature = "general"))]
/// # fn main() {}
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StatusQuery {
    /// The name, which is unique in the family. It is the name of the endpoint, unless the endpoint has several uses.
    pub name: &'static str,
    /// The name of the family; `None` allows clients of any family to use the query.
    pub family: Option<&'static str>,
    /// The endpoint.
    pub endpoint: &'static Endpoint,
    /// The field of the request that takes the merchant reference.
    pub reference: &'static str,
    /// The path of the status.
    pub status: Option<&'static str>,
    /// The known values of the status, and what each means: for a refund, `Success` means that the money was refunded.
    pub statuses: &'static [(&'static str, PaymentOutcome)],
    /// The field that distinguishes payments from refunds.
    pub kinds: Option<TransactionKinds>,
    /// The path of the amount in cents.
    pub amount: Option<&'static str>,
    /// The path of the currency.
    pub currency: Option<&'static str>,
    /// The path of the id of the payment or the refund.
    pub id: Option<&'static str>,
    /// Whether the query finds refunds and voids instead of payments. A response about the other kind is about another
    /// transaction with the same merchant reference.
    pub finds_refunds: bool,
    /// Whether the vendor documents that the query finds the request. If not, a query that does not find it proves
    /// nothing.
    pub proves_absence: bool,
}

/// The field of a response that distinguishes payments from refunds.
///
/// ```
/// use iotpay_client::spec::StatusQuery;
///
/// /// Returns `true` if the value of the field stands for a refund.
/// fn is_refund(query: &StatusQuery, value: &str) -> bool {
///     query.kinds.is_some_and(|kinds| kinds.refunds.contains(&value))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TransactionKinds {
    /// The path of the field.
    pub path: &'static str,
    /// The values for payments.
    pub payments: &'static [&'static str],
    /// The values for refunds and voids.
    pub refunds: &'static [&'static str],
}

impl StatusQuery {
    /// Creates a query of payments from its name, its endpoint, and the request field that takes the merchant
    /// reference. The endpoint must list this field in `echoed`: a response that does not repeat the reference could be
    /// about any order, so it proves nothing.
    pub const fn new(name: &'static str, endpoint: &'static Endpoint, reference: &'static str) -> Self {
        Self {
            name,
            family: None,
            endpoint,
            reference,
            status: None,
            statuses: &[],
            kinds: None,
            amount: None,
            currency: None,
            id: None,
            finds_refunds: false,
            proves_absence: true,
        }
    }

    /// Sets the path of the status, and the meanings of its values.
    #[must_use]
    pub const fn status(mut self, path: &'static str, statuses: &'static [(&'static str, PaymentOutcome)]) -> Self {
        self.status = Some(path);
        self.statuses = statuses;
        self
    }

    /// Sets the path of the field that distinguishes payments from refunds, and its values for each.
    #[must_use]
    pub const fn kinds(
        mut self,
        path: &'static str,
        payments: &'static [&'static str],
        refunds: &'static [&'static str],
    ) -> Self {
        self.kinds = Some(TransactionKinds { path, payments, refunds });
        self
    }

    setters! {
        /// Sets the name of the family. A client of another family does not use the query.
        family(name: &'static str) => Some,
        /// Sets the path of the amount.
        amount(path: &'static str) => Some,
        /// Sets the path of the currency.
        currency(path: &'static str) => Some,
        /// Sets the path of the id of the payment or the refund.
        id(path: &'static str) => Some,
    }

    /// Makes it a query of refunds and voids.
    #[must_use]
    pub const fn of_refunds(mut self) -> Self {
        self.finds_refunds = true;
        self
    }

    /// States that it is not documented that the query finds the request: a query that does not find it proves nothing.
    #[must_use]
    pub const fn inferred(mut self) -> Self {
        self.proves_absence = false;
        self
    }

    /// Returns the meaning of a status; [`Unknown`](PaymentOutcome::Unknown) if it is not listed.
    pub fn outcome(&self, status: &str) -> PaymentOutcome {
        let known = self.statuses.iter().find(|(value, _)| *value == status);
        known.map_or(PaymentOutcome::Unknown, |(_, outcome)| *outcome)
    }
}

/// Shows the names only: the endpoints of a family would fill pages.
impl fmt::Debug for StatusQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusQuery")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint.name)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}
