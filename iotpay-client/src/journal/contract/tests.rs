//! The contract accepts the journal in memory, and finds each mistake that an implementation can make.

use std::future::ready;

use super::check;
use crate::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalError, JournalFuture, JournalKey, JournalOutcome, MemoryJournal,
};

/// A mistake in an implementation.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Bug {
    ForgetsTheAmount,
    IgnoresTheField,
    IgnoresCase,
    BeginsAgain,
    BeginsAgainAfterNothing,
    OverwritesOutcomes,
    IgnoresTheId,
    OpenReturnsAll,
    OpenIgnoresTheFamily,
    OpenIgnoresTheCursor,
}

struct Buggy(MemoryJournal, Bug);

impl Buggy {
    fn key(&self, key: &JournalKey) -> JournalKey {
        let mut key = key.clone();
        match self.1 {
            Bug::IgnoresTheField => key.field = String::new(),
            Bug::IgnoresCase => key.reference = key.reference.to_lowercase(),
            _ => {}
        }
        key
    }
}

impl Journal for Buggy {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            let mut intent = Intent { key: self.key(&intent.key), ..intent.clone() };
            if self.1 == Bug::ForgetsTheAmount {
                intent.amount = None;
            }
            match (self.1, self.0.begin(&intent).await) {
                (Bug::BeginsAgain, Err(JournalError::ReferenceUsed(_))) => Ok(()),
                (Bug::BeginsAgainAfterNothing, Err(JournalError::ReferenceUsed(earlier)))
                    if earlier.outcome.is_none() =>
                {
                    Ok(())
                }
                (_, result) => result,
            }
        })
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        Box::pin(async move {
            let key = self.key(key);
            let current = self.0.entry(&key).await?.map(|entry| entry.intent);
            let id = match (self.1, &current) {
                (Bug::IgnoresTheId, Some(current)) => current.id,
                _ => id,
            };
            let recorded = self.0.record(&key, id, outcome).await?;
            if self.1 == Bug::OverwritesOutcomes && recorded.outcome != Some(*outcome) {
                return Ok(JournalEntry { outcome: Some(*outcome), ..recorded });
            }
            Ok(recorded)
        })
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        Box::pin(async move { self.0.entry(&self.key(key)).await })
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        let is_of = |entry: &JournalEntry| entry.intent.key.mch_id == mch_id;
        match self.1 {
            Bug::OpenReturnsAll | Bug::OpenIgnoresTheFamily => {
                let later = self.0.entries().into_iter().filter(is_of);
                let later = later.filter(|entry| after.is_none_or(|after| entry.intent.key > *after));
                let open = later.filter(|entry| if self.1 == Bug::OpenReturnsAll { true } else { entry.is_open() });
                Box::pin(ready(Ok(open.take(limit).collect())))
            }
            Bug::OpenIgnoresTheCursor => self.0.open(mch_id, family, None, limit),
            _ => self.0.open(mch_id, family, after, limit),
        }
    }
}

#[tokio::test]
async fn the_journal_in_memory_keeps_the_contract() {
    assert_eq!(check(&MemoryJournal::new()).await, Ok(()));
}

#[tokio::test]
async fn finds_each_mistake() {
    for bug in [
        Bug::ForgetsTheAmount,
        Bug::IgnoresTheField,
        Bug::IgnoresCase,
        Bug::BeginsAgain,
        Bug::BeginsAgainAfterNothing,
        Bug::OverwritesOutcomes,
        Bug::IgnoresTheId,
        Bug::OpenReturnsAll,
        Bug::OpenIgnoresTheFamily,
        Bug::OpenIgnoresTheCursor,
    ] {
        let broken = check(&Buggy(MemoryJournal::new(), bug)).await.expect_err(&format!("{bug:?}"));
        assert!(!broken.broken_rules().is_empty(), "{bug:?}");
    }
}
