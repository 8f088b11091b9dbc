//! The end of the time for a request.

use std::time::{Duration, SystemTime};

// Tokio's clock can be paused in tests. Without a runtime, it is the clock of `std`.
#[cfg(not(feature = "transport"))]
pub(crate) use std::time::Instant;
#[cfg(feature = "transport")]
pub(crate) use tokio::time::Instant;

/// The time from which on nothing of a request may be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    /// The same on the clock of the system, for a request that moves money. It also goes on while the machine sleeps, and
    /// other processes use it to decide that a request is over.
    of_system: Option<SystemTime>,
}

impl Deadline {
    /// A deadline some time after the beginning.
    pub(super) fn from(began: Instant, time: Duration, moves_money: bool) -> Self {
        let left = time.saturating_sub(began.elapsed());
        let of_system = moves_money.then(SystemTime::now).and_then(|now| now.checked_add(left));
        Self { at: began + time, of_system }
    }

    /// Returns the earlier of this deadline and another time.
    pub(super) fn min(self, at: Instant) -> Self {
        Self { at: self.at.min(at), ..self }
    }

    pub(crate) fn instant(self) -> Instant {
        self.at
    }

    /// Returns the time until the deadline.
    pub(crate) fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    pub(crate) fn has_passed(self) -> bool {
        Instant::now() >= self.at || self.of_system.is_some_and(|end| SystemTime::now() >= end)
    }

    /// The same deadline, as if the machine had slept until after it.
    #[cfg(test)]
    pub(crate) fn slept_through(self) -> Self {
        Self { of_system: Some(SystemTime::UNIX_EPOCH), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_clock_ends_the_time_of_a_request_that_moves_money() {
        let hour = Duration::from_secs(3600);
        let deadline = Deadline::from(Instant::now(), hour, true);
        assert!(!deadline.has_passed() && deadline.min(Instant::now()).has_passed());
        assert!(deadline.slept_through().has_passed());
        // Setting the clock does not end a query.
        assert_eq!(Deadline::from(Instant::now(), hour, false).of_system, None);
    }
}
