//! The error of a request that the journal did not accept.

use std::fmt;

use crate::journal::JournalError;
use crate::spec::Endpoint;

/// The journal did not accept the request, so it was not sent.
///
/// ```
/// use iotpay_client::error::NotJournaled;
///
/// /// Returns what the shop does next.
/// fn next_step(error: &NotJournaled) -> &'static str {
///     if error.is_reference_used() {
///         "the order was sent before: pass the error to `resolve`"
///     } else {
///         "nothing was sent: try again when the journal can be written"
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NotJournaled {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The journal's error. If the merchant reference was used before, it contains the earlier entry.
    pub cause: JournalError,
}

impl NotJournaled {
    /// Returns `true` if the merchant reference was used before, and the earlier request may have had an effect.
    pub fn is_reference_used(&self) -> bool {
        matches!(self.cause, JournalError::ReferenceUsed(_))
    }
}

impl fmt::Display for NotJournaled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was not sent: {}", self.endpoint.name, self.cause)?;
        match self.endpoint.resolved_by {
            Some(query) if self.is_reference_used() => {
                write!(f, "; do not use another reference before you have called {} with this one", query.endpoint.name)
            }
            _ => Ok(()),
        }
    }
}
