//! The time during which a request may be in progress.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

/// The time during which a request may be in progress.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SendWindow {
    pub(crate) sent_at: SystemTime,
    pub(crate) timeout: Duration,
    /// The same on the clock that never goes back, if the request was sent by this process.
    started: Option<Instant>,
}

impl SendWindow {
    /// A request that was sent at a time of the system's clock.
    pub(crate) fn new(sent_at: SystemTime, timeout: Duration) -> Self {
        Self { sent_at, timeout, started: None }
    }

    /// A request that is being sent now.
    #[cfg(feature = "transport")]
    pub(crate) fn starting_now(timeout: Duration) -> Self {
        Self { started: Some(Instant::now()), ..Self::new(SystemTime::now(), timeout) }
    }

    /// Returns the time after which a query that does not find the request can count. Within a process, the system's
    /// clock is not used: it may be set.
    #[cfg(feature = "transport")]
    pub(crate) fn absent_after(&self, margin: Duration, clock_skew: Duration) -> Duration {
        let window = self.timeout.saturating_add(margin);
        match self.started {
            Some(started) => window.saturating_sub(started.elapsed()),
            // A request that seems to be sent in the future was sent at the latest now: one of the clocks is wrong.
            None => window.saturating_add(clock_skew).saturating_sub(self.sent_at.elapsed().unwrap_or_default()),
        }
    }
}

/// Hides the times, whose digits could look like a secret.
impl fmt::Debug for SendWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendWindow").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
