//! A request that was sent: when, what it intends, and its id in the journal.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

#[cfg(any(feature = "transport", feature = "blocking"))]
use crate::error::Error;
use crate::journal::IntentId;
#[cfg(any(feature = "transport", feature = "blocking"))]
use crate::protocol::UntypedExchange;
use crate::resolution::Intended;

/// A request that was sent.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct SentRequest {
    pub(crate) sent_at: SystemTime,
    pub(crate) timeout: Duration,
    /// The same on the clock that never goes back, if the request was sent by this process.
    started: Option<Instant>,
    pub(crate) intended: Intended,
    /// The id in the journal, if it is known.
    pub(crate) intent_id: Option<IntentId>,
}

impl SentRequest {
    /// A request that was sent at a time of the system's clock.
    pub(crate) fn new(sent_at: SystemTime, timeout: Duration) -> Self {
        Self { sent_at, timeout, started: None, intended: Intended::default(), intent_id: None }
    }

    /// Sets the id in the journal.
    pub(crate) fn with_id(mut self, id: IntentId) -> Self {
        self.intent_id = Some(id);
        self
    }

    /// A request that is being sent now.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn starting_now(exchange: &UntypedExchange<'_>, timeout: Duration) -> Self {
        let mut intended = Intended::default();
        exchange.visit(&mut |name, value| intended.visit(exchange.endpoint(), name, &value));
        let (started, intent_id) = (Some(Instant::now()), Some(IntentId::random()));
        Self { started, intended, intent_id, ..Self::new(SystemTime::now(), timeout) }
    }

    /// Adds the request to an error after which it may have taken effect.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn add_to(self, mut error: Error) -> Error {
        match &mut error {
            Error::OutcomeUnknown(unknown) => unknown.sent = Some(self),
            Error::SignatureMismatch(mismatch) => mismatch.sent = Some(self),
            Error::Rejected(rejected) => rejected.sent = Some(self),
            Error::Invalid(_) | Error::Unreachable(_) | Error::NotJournaled(_) => {}
        }
        error
    }

    /// Returns the time after which a query that does not find the request can count. Within a process, the system's
    /// clock is not used: it may be set.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn absent_after(&self, margin: Duration, clock_skew: Duration) -> Duration {
        let window = self.timeout.saturating_add(margin);
        match self.started {
            Some(started) => window.saturating_sub(started.elapsed()),
            // A request that seems to be sent in the future was sent at the latest now: one of the clocks is wrong.
            None => window.saturating_add(clock_skew).saturating_sub(self.sent_at.elapsed().unwrap_or_default()),
        }
    }
}

/// Hides the times, the amount and the id, whose digits could look like a secret.
impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
