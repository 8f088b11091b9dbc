//! When to look for rows that something else has left in a wrong state.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The checks of a store. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Checks {
    /// For rows that were written while the clock was wrong. It reads the whole table, which is small.
    pub(crate) inbox_clock: Check,
    pub(crate) outbox_clock: Check,
    /// For events that nothing offers. It reads the events since yesterday, which may take long: its failure is not one
    /// of the call in which it runs.
    pub(crate) lost_events: Check,
}

/// The pause after a check that did not succeed.
const RETRY: Duration = Duration::from_mins(1);

/// How long a call waits for a check.
pub(crate) const CHECK_LIMIT: Duration = Duration::from_secs(2);

/// When this process looks for something again.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    interval: Duration,
    retry: Duration,
    next: Arc<Mutex<Option<Instant>>>,
}

impl Default for Checks {
    fn default() -> Self {
        let every = |minutes| Check { interval: Duration::from_mins(minutes), retry: RETRY, next: Arc::default() };
        Self { inbox_clock: every(1), outbox_clock: every(1), lost_events: every(10) }
    }
}

impl Check {
    /// Returns `true` if the check is due. Unless it [succeeds](Self::has_succeeded), it is due again after a minute, so
    /// that a slow database is not asked by each call.
    pub(crate) fn is_due(&self) -> bool {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_due = next.is_none_or(|next| next <= now);
        if is_due {
            *next = now.checked_add(self.retry);
        }
        is_due
    }

    /// Notes that the check has succeeded. It is due again after the interval.
    pub(crate) fn has_succeeded(&self) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now().checked_add(self.interval);
    }
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;

    use super::*;

    #[test]
    fn a_check_that_has_not_succeeded_is_repeated_earlier() {
        let (retry, hour) = (Duration::from_millis(20), Duration::from_hours(1));
        let check = Check { interval: hour, retry, next: Arc::default() };
        for _ in 0..2 {
            assert!(check.is_due() && !check.clone().is_due());
            sleep(retry);
        }
        assert!(check.is_due());
        check.has_succeeded();
        sleep(retry);
        assert!(!check.is_due());
    }
}
