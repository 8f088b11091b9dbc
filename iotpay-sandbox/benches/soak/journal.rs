//! A journal that forgets an entry as soon as its outcome is known, so that it hardly grows.

use std::collections::BTreeMap;
use std::future::ready;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalError, JournalFuture, JournalKey, JournalOutcome,
};

/// The number of entries above which further ones are forgotten.
const MOST: usize = 500;

/// The entries whose outcome is unknown, up to a number.
#[derive(Default)]
pub struct OpenEntries {
    entries: Mutex<BTreeMap<JournalKey, JournalEntry>>,
}

impl OpenEntries {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<JournalKey, JournalEntry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for OpenEntries {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        let earlier = self.lock().insert(intent.key.clone(), JournalEntry::new(intent.clone(), None));
        Box::pin(ready(match earlier {
            Some(earlier) => Err(JournalError::ReferenceUsed(Box::new(earlier))),
            None => Ok(()),
        }))
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        let mut entries = self.lock();
        let Some(mut entry) = entries.remove(key).filter(|entry| entry.intent.id == id) else {
            return Box::pin(ready(Err(JournalError::NoSuchIntent)));
        };
        entry.outcome = Some(*outcome);
        // An accepted order waits for the customer; here, it counts as known.
        if entry.is_open() && *outcome != JournalOutcome::Accepted && entries.len() < MOST {
            entries.insert(key.clone(), entry.clone());
        }
        Box::pin(ready(Ok(entry)))
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        Box::pin(ready(Ok(self.lock().get(key).cloned())))
    }

    fn open<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        let entries = self.lock();
        let later = entries.range((after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded));
        Box::pin(ready(Ok(later.take(limit).map(|(_, entry)| entry.clone()).collect())))
    }
}
