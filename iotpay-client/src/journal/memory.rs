//! A journal in memory.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::entry::{Intent, JournalEntry};
use super::error::JournalError;
use super::key::{IntentId, JournalKey};
use super::outcome::JournalOutcome;
use super::{Journal, JournalFuture};

/// A journal in memory. It prevents that a reference is used twice, and [sweeps](super) resolve its open entries, as long
/// as the process runs. It is lost with the process, so it does not help after a crash.
///
/// ```
/// use std::sync::Arc;
///
/// use iotpay_client::journal::MemoryJournal;
///
/// let journal = Arc::new(MemoryJournal::new());
/// assert!(journal.entries().is_empty());
/// ```
#[derive(Debug, Default)]
pub struct MemoryJournal {
    entries: Mutex<BTreeMap<JournalKey, JournalEntry>>,
}

impl MemoryJournal {
    /// Creates an empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns all entries, ordered by key.
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<JournalKey, JournalEntry>> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        let mut entries = self.lock();
        let result = match entries.get(&intent.key) {
            Some(earlier) if !earlier.had_no_effect() => Err(JournalError::ReferenceUsed(Box::new(earlier.clone()))),
            _ => {
                entries.insert(intent.key.clone(), JournalEntry::new(intent.clone(), None));
                Ok(())
            }
        };
        ready(result)
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        let mut entries = self.lock();
        let result = match entries.get_mut(key).filter(|entry| entry.intent.id == id) {
            Some(entry) => {
                if outcome.replaces(entry.outcome.as_ref()) {
                    entry.outcome = Some(*outcome);
                }
                Ok(entry.clone())
            }
            None => Err(JournalError::NoSuchIntent),
        };
        ready(result)
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        ready(Ok(self.lock().get(key).cloned()))
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        let entries = self.lock();
        let later = entries.range((after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded));
        let is_open = |entry: &&JournalEntry| {
            entry.intent.key.mch_id == mch_id && entry.intent.key.family == family && entry.is_open()
        };
        ready(Ok(later.map(|(_, entry)| entry).filter(is_open).take(limit).cloned().collect()))
    }
}

fn ready<'a, T: Send + 'a>(result: Result<T, JournalError>) -> JournalFuture<'a, T> {
    Box::pin(std::future::ready(result))
}
