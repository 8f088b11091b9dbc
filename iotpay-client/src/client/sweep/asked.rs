//! Which entries the sweeps of a client have asked about, so that entries that stay open do not delay newer ones.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::report::{SweepResult, SweptEntry};
use crate::journal::IntentId;

/// The maximum number of entries that are remembered.
const MOST: usize = 10_000;

/// When the sweeps of a client last asked about the entries that are still open. It is not stored: after a restart, the
/// first sweep asks in the order of the keys.
#[derive(Default)]
pub(in crate::client) struct Asked(Mutex<HashMap<IntentId, Instant>>);

impl Asked {
    /// Returns when a sweep last asked about an entry.
    pub(super) fn at(&self, id: IntentId) -> Option<Instant> {
        self.locked().get(&id).copied()
    }

    /// Notes what a sweep has found out.
    pub(super) fn note(&self, swept: &SweptEntry) {
        let id = swept.entry.intent.id;
        let mut asked = self.locked();
        match swept.result {
            SweepResult::Pending
            | SweepResult::StillUnknown { .. }
            | SweepResult::Mismatch(_)
            | SweepResult::NotRecorded(_) => {
                // Other processes may have resolved many of them.
                if asked.len() >= MOST {
                    asked.clear();
                }
                asked.insert(id, Instant::now());
            }
            SweepResult::Settled(_)
            | SweepResult::NeverArrived
            | SweepResult::InProgress
            | SweepResult::NotResolvable => {
                asked.remove(&id);
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<IntentId, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::journal::{Intent, JournalEntry, JournalKey};

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
        assert!(asked.at(id).is_some() && asked.at(IntentId::random()).is_none());
        asked.note(&swept(id, SweepResult::NeverArrived));
        assert_eq!(asked.at(id), None);
        for _ in 0..=MOST {
            asked.note(&swept(IntentId::random(), SweepResult::Pending));
        }
        assert_eq!(asked.locked().len(), 1);
    }
}
