//! What to do about a request that may have taken effect, in words.

use std::fmt;

use crate::spec::Endpoint;

/// The merchant reference of an order, a refund or a card.
///
/// ```
/// use iotpay_client::error::{MerchantReference, Rejected};
///
/// /// Returns the reference to query by.
/// fn reference(rejected: &Rejected) -> Option<&str> {
///     rejected.reference.as_ref().map(|reference| reference.value.as_str())
/// }
/// let reference = MerchantReference { field: "mchOrderNo", value: "m1".to_owned() };
/// assert_eq!(reference.to_string(), "mchOrderNo m1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MerchantReference {
    /// The wire name of the field.
    pub field: &'static str,
    /// The reference.
    pub value: String,
}

impl fmt::Display for MerchantReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.value)
    }
}

pub(crate) fn write_remedy(
    f: &mut fmt::Formatter<'_>,
    endpoint: &Endpoint,
    reference: Option<&MerchantReference>,
) -> fmt::Result {
    if endpoint.idempotent {
        return f.write_str("; send the query again");
    }
    f.write_str("; do not retry; ")?;
    write_resolution(f, endpoint, reference)
}

/// Writes how to find out the outcome.
pub(crate) fn write_resolution(
    f: &mut fmt::Formatter<'_>,
    endpoint: &Endpoint,
    reference: Option<&MerchantReference>,
) -> fmt::Result {
    let by = reference.map_or_else(String::new, |reference| format!(" with {reference}"));
    match endpoint.resolved_by {
        Some(query) => {
            write!(f, "call {}", query.endpoint.name)?;
            if let Some(reference) = reference {
                write!(f, " with {} {}", query.reference, reference.value)?;
            }
            f.write_str(", for example with `Client::resolve`")
        }
        None => write!(f, "no endpoint returns the outcome, so ask IOTPay about the request{by}"),
    }
}
