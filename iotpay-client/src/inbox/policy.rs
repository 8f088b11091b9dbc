//! How long a handler may take, and when it is called again.

use std::time::Duration;

/// The longest pause of an event that was claimed and whose handler was not called.
const SOON: Duration = Duration::from_secs(1);

/// How long a handler may take, and when it is called again.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::inbox::ProcessingPolicy;
///
/// let policy = ProcessingPolicy::new().lease(Duration::from_secs(60)).retry(Duration::from_secs(5), Duration::from_secs(600));
/// assert_eq!(policy.retry_after(1), Duration::from_secs(5));
/// assert_eq!(policy.retry_after(3), Duration::from_secs(20));
/// assert_eq!(policy.retry_after(100), Duration::from_secs(600));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessingPolicy {
    pub(super) lease: Duration,
    first_retry: Duration,
    longest_retry: Duration,
    pub(super) concurrency: usize,
    pub(super) batch: usize,
    pub(super) storage_limit: Duration,
}

impl ProcessingPolicy {
    /// Creates the default policy: a lease of 30 seconds; after a failure, 2 seconds until the next attempt, then twice
    /// as long each time, up to 15 minutes; 4 events at the same time; 100 events in a call of `process_due`; 5 seconds
    /// for each call of the inbox or the journal.
    pub const fn new() -> Self {
        Self {
            lease: Duration::from_secs(30),
            first_retry: Duration::from_secs(2),
            longest_retry: Duration::from_secs(15 * 60),
            concurrency: 4,
            batch: 100,
            storage_limit: Duration::from_secs(5),
        }
    }

    /// Sets the lease: the time after which an event is offered again if the process that handles it has ended. A handler
    /// is stopped after three quarters of it, or earlier if the [inbox](super::InboxLimits) needs it.
    #[must_use]
    pub const fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// Sets the pause after the first failure, and the longest pause. Each pause is twice as long as the one before.
    #[must_use]
    pub const fn retry(mut self, first: Duration, longest: Duration) -> Self {
        self.first_retry = first;
        self.longest_retry = longest;
        self
    }

    /// Sets how many events a processor handles at the same time, at least 1: those of `receive` and of `process_due`
    /// together. `process_due` leaves one of them to notifications, unless it is the only one. If there are more
    /// notifications, they are recorded, and handled by `process_due` or when they are sent again. The
    /// [inbox](super::InboxLimits) may allow fewer.
    #[must_use]
    pub const fn concurrency(mut self, events: usize) -> Self {
        self.concurrency = if events == 0 { 1 } else { events };
        self
    }

    /// Sets how many events a call of `process_due` handles, at least 1. It may handle a few more.
    #[must_use]
    pub const fn batch(mut self, events: usize) -> Self {
        self.batch = if events == 0 { 1 } else { events };
        self
    }

    /// Sets how long a call of the inbox, the journal or the expectation may take. After it, the notification fails, so
    /// that requests do not pile up behind an unresponsive database. This needs a timer: one of the features `transport`,
    /// `axum` and `actix`.
    #[must_use]
    pub const fn storage_limit(mut self, limit: Duration) -> Self {
        self.storage_limit = limit;
        self
    }

    /// Returns the pause after a failed attempt; the first one is 1.
    pub fn retry_after(&self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first_retry.saturating_mul(factor).min(self.longest_retry)
    }

    /// The pause of an event that was claimed and whose handler was not called: nothing has failed that needs time.
    pub(super) fn soon(&self) -> Duration {
        self.first_retry.min(SOON)
    }

    /// The time that a handler may take, from before the claim.
    pub(super) fn handler_time(&self) -> Duration {
        self.lease.saturating_mul(3) / 4
    }
}

impl Default for ProcessingPolicy {
    fn default() -> Self {
        Self::new()
    }
}
