//! When to look for rows that were written while the clock was wrong.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often to look. It reads the whole table, which is small.
const INTERVAL: Duration = Duration::from_mins(1);

/// The checks of both tables with times in the future.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClockChecks {
    pub(crate) inbox: ClockCheck,
    pub(crate) outbox: ClockCheck,
}

/// When a table was last checked by this process. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClockCheck(Arc<Mutex<Option<Instant>>>);

impl ClockCheck {
    /// Returns `true` at first, and then once per minute.
    pub(crate) fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= INTERVAL);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}
