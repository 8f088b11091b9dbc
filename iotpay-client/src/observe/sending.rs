//! What the loops of the clients report about an operation.

use super::operation::{Observed, Operation};
use super::trace::Scope;
use super::{facts, meter};
use crate::error::Error;

impl Operation {
    /// Returns the span of the operation, in which its future runs.
    pub(crate) fn scope(&self) -> Scope {
        self.with(|observed| observed.span.scope()).unwrap_or_else(Scope::none)
    }

    /// Begins an attempt to send the request.
    pub(crate) fn begin_attempt(&self) {
        self.with(Observed::begin_attempt);
    }

    /// Reports that the request will be sent again.
    pub(crate) fn retrying(&self, error: &Error) {
        self.with(|observed| {
            // If the future is dropped in the pause, the operation was canceled.
            observed.result = None;
            let error_type = facts::error_type(error);
            observed.span.retrying(&error_type);
            meter::retry(observed.family.name, observed.operation, &error_type);
        });
    }

    /// Reports that the outcome could not be written to the journal.
    #[cfg(feature = "transport")]
    pub(crate) fn unrecorded(&self) {
        self.with(|observed| {
            observed.span.unrecorded();
            meter::unrecorded(observed.family.name, observed.operation);
        });
    }

    /// Reports that the request would be sent again if the budget for retries were not exhausted.
    pub(crate) fn budget_exhausted(&self) {
        self.with(|observed| {
            observed.span.budget_exhausted();
            meter::budget_exhausted(observed.family.name, observed.operation);
        });
    }

    /// Reports that the request would be sent again if there were time.
    pub(crate) fn no_time_left(&self) {
        self.with(|observed| observed.span.no_time_left());
    }
}
