//! Which entries the sweeps of a client have asked about, so that entries that stay open do not delay newer ones.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::report::{SweepResult, SweptEntry};
use crate::journal::{IntentId, JournalEntry, JournalOutcome};

/// The maximum number of entries that are remembered.
const MOST: usize = 10_000;

/// A pending order is asked about again after its age, divided by this.
const SHARE_OF_AGE: u32 = 10;

/// The longest time after which a pending order is asked about again.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 60 * 60);

/// The last time that a sweep has asked about an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastAsked {
    pub(super) at: Instant,
    /// Whether the gateway has responded that the order waits for the customer.
    was_pending: bool,
}

impl LastAsked {
    /// Returns `true` if it is too early to ask again, because the order waited for the customer a short time ago. The
    /// older it is, the less likely is it that the customer still pays.
    pub(super) fn is_enough(self, entry: &JournalEntry, now: SystemTime) -> bool {
        let age = now.duration_since(entry.intent.created_at).unwrap_or_default();
        let pause = (age / SHARE_OF_AGE).min(LONGEST_PAUSE);
        self.was_pending && entry.outcome == Some(JournalOutcome::Accepted) && self.at.elapsed() < pause
    }
}

/// When the sweeps of a client last asked about the entries that are still open. It is not stored: after a restart, the
/// first sweep asks in the order of the keys.
#[derive(Default)]
pub(in crate::client) struct Asked(Mutex<HashMap<IntentId, LastAsked>>);

impl Asked {
    /// Returns when a sweep last asked about an entry.
    pub(super) fn last(&self, id: IntentId) -> Option<LastAsked> {
        self.locked().get(&id).copied()
    }

    /// Notes what a sweep has found out.
    pub(super) fn note(&self, swept: &SweptEntry) {
        let id = swept.entry.intent.id;
        let mut asked = self.locked();
        match swept.result {
            SweepResult::Pending | SweepResult::StillUnknown { .. } | SweepResult::Mismatch(_) => {
                // Other processes may have resolved many of them.
                if asked.len() >= MOST {
                    asked.clear();
                }
                let was_pending = matches!(swept.result, SweepResult::Pending);
                asked.insert(id, LastAsked { at: Instant::now(), was_pending });
            }
            // An outcome that could not be recorded must be recorded by the next sweep.
            SweepResult::Settled(_)
            | SweepResult::NeverArrived
            | SweepResult::InProgress
            | SweepResult::NotResolvable
            | SweepResult::NotRecorded(_) => {
                asked.remove(&id);
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<IntentId, LastAsked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Intent, JournalKey};

    fn swept(id: IntentId, result: SweepResult) -> SweptEntry {
        let now = SystemTime::now();
        let mut intent = Intent::new(JournalKey::new("1", "general", "mchOrderNo", "m1"), "create_order", now, now);
        intent.id = id;
        SweptEntry::new(JournalEntry::new(intent, None), result)
    }

    #[test]
    fn open_entries_are_remembered_up_to_a_limit() {
        let asked = Asked::default();
        let id = IntentId::random();
        asked.note(&swept(id, SweepResult::Pending));
        assert!(asked.last(id).is_some() && asked.last(IntentId::random()).is_none());
        asked.note(&swept(id, SweepResult::NeverArrived));
        assert!(asked.last(id).is_none());
        for _ in 0..=MOST {
            asked.note(&swept(IntentId::random(), SweepResult::Pending));
        }
        assert_eq!(asked.locked().len(), 1);
    }
    #[test]
    fn pending_orders_are_asked_about_again_after_a_tenth_of_their_age() {
        let now = SystemTime::now();
        let minutes = |count: u64| Duration::from_secs(60 * count);
        let entry = |age: Duration, outcome| {
            let at = now - age;
            let intent = Intent::new(JournalKey::new("1", "general", "mchOrderNo", "m1"), "create_order", at, at);
            JournalEntry::new(intent, outcome)
        };
        let accepted = |age| entry(age, Some(JournalOutcome::Accepted));
        let is_enough = |ago: Duration, entry: &JournalEntry, now| {
            let at = Instant::now().checked_sub(ago).unwrap_or_else(Instant::now);
            LastAsked { at, was_pending: true }.is_enough(entry, now)
        };
        let second = Duration::from_secs(1);
        assert!(is_enough(Duration::ZERO, &accepted(minutes(60)), now));
        assert!(is_enough(second, &accepted(15 * second), now));
        assert!(!is_enough(second, &accepted(9 * second), now));
        // A clock that was corrected.
        assert!(!is_enough(Duration::ZERO, &accepted(Duration::ZERO), now - minutes(1)));
        assert!(!is_enough(Duration::ZERO, &entry(minutes(60), None), now));
        let unanswered = LastAsked { at: Instant::now(), was_pending: false };
        assert!(!unanswered.is_enough(&accepted(minutes(60)), now));
    }
}
