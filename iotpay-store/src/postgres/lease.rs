//! The limits of a session or a transaction, which follow from the lease of its handlers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::statement::LIMIT;

/// The lease for which the sessions of the store's own pools have limits, and the shortest limit of a statement.
pub(super) const OF_SESSIONS: Duration = Duration::from_secs(30);

/// Returns statements that set the limits. No statement runs longer than a handler may. A transaction whose program no
/// longer does anything is rolled back, so that it does not keep its locks: a handler is stopped before its lease
/// expires, and then a call of the store takes at most its own limit.
pub(super) fn limits(set: &str, lease: Duration) -> String {
    let limit = |shortest| lease.max(shortest).as_millis().min(i32::MAX as u128);
    let (statement, idle) = (limit(OF_SESSIONS), limit(LIMIT));
    format!("{set} statement_timeout = {statement}; {set} idle_in_transaction_session_timeout = {idle}")
}

/// The longest lease that was asked for, for sessions with the limits of [one lease](OF_SESSIONS). Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct LongestLease {
    milliseconds: Arc<AtomicU64>,
}

impl LongestLease {
    /// Notes the lease of a claim.
    pub(super) fn note(&self, lease: Duration) {
        let lease = u64::try_from(lease.as_millis()).unwrap_or(u64::MAX);
        self.milliseconds.fetch_max(lease, Ordering::Relaxed);
    }

    /// Returns the lease if a claim had one, and its limits are not those of the session.
    pub(super) fn unlike_session(&self) -> Option<Duration> {
        let lease = Duration::from_millis(self.milliseconds.load(Ordering::Relaxed));
        (!lease.is_zero() && lease != OF_SESSIONS).then_some(lease)
    }
}
