//! The limits of a session or a transaction, which follow from the lease of its handlers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The shortest lease for which limits are set.
pub(super) const SHORTEST: Duration = Duration::from_secs(30);

/// Returns statements that set the limits. No statement runs longer than a handler may. A transaction whose program no
/// longer does anything is rolled back, so that it does not keep its locks.
pub(super) fn limits(set: &str, lease: Duration) -> String {
    let lease = lease.max(SHORTEST).as_millis().min(i32::MAX as u128 / 2);
    format!("{set} statement_timeout = {lease}; {set} idle_in_transaction_session_timeout = {}", lease * 2)
}

/// The longest lease that was asked for, for sessions with the limits of the [shortest one](SHORTEST). Clones share it.
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

    /// Returns the lease if the limits of the session are too short for it.
    pub(super) fn beyond_session(&self) -> Option<Duration> {
        let lease = Duration::from_millis(self.milliseconds.load(Ordering::Relaxed));
        (lease > SHORTEST).then_some(lease)
    }
}
