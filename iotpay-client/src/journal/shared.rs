//! A journal behind an `Arc` is a journal.

use std::sync::Arc;

use super::{Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome};

impl<J: Journal + ?Sized> Journal for Arc<J> {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        (**self).begin(intent)
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        (**self).record(key, id, outcome)
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        (**self).entry(key)
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        (**self).open(mch_id, family, after, limit)
    }
}
