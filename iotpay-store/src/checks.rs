//! When to look for rows that something else has left in a wrong state.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The checks of a store. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Checks {
    /// For rows that were written while the clock was wrong. It reads the whole table, which is small.
    pub(crate) inbox_clock: Check,
    pub(crate) outbox_clock: Check,
    /// For events that nothing offers. It reads the events since yesterday.
    pub(crate) lost_events: Check,
}

/// When this process last looked for something.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    interval: Duration,
    last: Arc<Mutex<Option<Instant>>>,
}

impl Default for Checks {
    fn default() -> Self {
        let every = |minutes| Check { interval: Duration::from_mins(minutes), last: Arc::default() };
        Self { inbox_clock: every(1), outbox_clock: every(1), lost_events: every(10) }
    }
}

impl Check {
    /// Returns `true` at first, and then once per interval.
    pub(crate) fn is_due(&self) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= self.interval);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}
