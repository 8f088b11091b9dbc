//! The queries of one resolution: what to ask, and what the answers mean, without time and without a network.

use std::time::{Duration, SystemTime};

#[cfg(feature = "transport")]
use super::OrderState;
use super::{ASK_AGAIN_AFTER, Evidence, Inquiry, Intended, Machine, Plan, Resolution, Step, StillUnknownReason};
use crate::error::Error;
use crate::protocol::{Protocol, ReferenceQuery};
use crate::spec::Family;

/// The queries of one resolution. A client waits and sends; everything else is decided here.
pub(crate) struct Questions {
    query: ReferenceQuery,
    machine: Machine,
    intended: Intended,
}

impl Questions {
    /// Returns the queries and the first step, or the resolution if there is nothing to ask.
    pub(crate) fn new<F: Family>(
        protocol: &Protocol<F>,
        inquiry: &Inquiry,
        plan: Plan,
    ) -> Result<(Self, Step), Resolution> {
        let started_at = SystemTime::now();
        let unknown = |reason| Resolution::StillUnknown { ask_again_at: started_at, last: None, reason };
        if inquiry.had_no_effect() {
            return Err(Resolution::NoEffect);
        }
        let Some(query) = inquiry.query() else { return Err(unknown(StillUnknownReason::NoQuery)) };
        if query.family.is_some_and(|family| family != F::SPEC.name) {
            return Err(unknown(StillUnknownReason::OtherFamily));
        }
        if !inquiry.is_of_merchant(protocol.credentials().account().mch_id) {
            return Err(unknown(StillUnknownReason::OtherMerchant));
        }
        let Some(reference) = inquiry.reference() else { return Err(unknown(StillUnknownReason::NoReference)) };
        let query = ReferenceQuery { query, reference: reference.to_owned() };
        if let Err(invalid) = protocol.prepare_query(&query) {
            return Err(unknown(StillUnknownReason::Unanswered(Some(Box::new(Error::Invalid(invalid))))));
        }
        let mut machine = Machine::new(plan, started_at);
        let first = machine.start();
        Ok((Self { query, machine, intended: inquiry.intended().clone() }, first))
    }

    /// Returns the query to send.
    pub(crate) fn query(&self) -> &ReferenceQuery {
        &self.query
    }

    /// Returns the step after a query. The times at which it was sent and answered count from the beginning.
    pub(crate) fn answered(&mut self, sent: Duration, answered: Duration, evidence: Evidence) -> Step {
        match evidence {
            Evidence::State(state) if !self.intended.matches(self.query.query, &state) => {
                let (ask_again_at, reason) = (SystemTime::now() + ASK_AGAIN_AFTER, StillUnknownReason::Mismatch);
                Step::Done(Resolution::StillUnknown { ask_again_at, last: Some(state), reason })
            }
            evidence => self.machine.next(sent, answered, evidence, fastrand::f64()),
        }
    }

    /// The order is known to exist, so a query that does not find it proves nothing.
    #[cfg(feature = "transport")]
    pub(crate) fn order_exists(&mut self) {
        self.machine.exists();
    }

    /// Returns the last known state that is not final.
    #[cfg(feature = "transport")]
    pub(crate) fn last(&self) -> Option<&OrderState> {
        self.machine.last()
    }
}
