//! A journal and an inbox that pause at each step.

use std::sync::Arc;
use std::time::Duration;

use iotpay_client::inbox::{Claim, Event, EventKey, Inbox, InboxFuture, InboxLimits, InboxStatus, Recorded};
use iotpay_client::journal::{Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome};

use crate::pauses::Pauses;

/// A store that pauses before and after it is used.
#[derive(Debug, Clone)]
pub struct Watched<S> {
    store: S,
    pauses: Arc<Pauses>,
}

impl<S> Watched<S> {
    pub fn new(store: S, pauses: Arc<Pauses>) -> Self {
        Self { store, pauses }
    }
}

impl<S: Journal> Journal for Watched<S> {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            self.store.begin(intent).await?;
            self.pauses.at("intent").await;
            Ok(())
        })
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        Box::pin(async move {
            self.pauses.at("response").await;
            let entry = self.store.record(key, id, outcome).await?;
            self.pauses.at("outcome").await;
            Ok(entry)
        })
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        self.store.entry(key)
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        self.store.open(mch_id, family, after, limit)
    }
}

impl<S: Inbox> Inbox for Watched<S> {
    type Transaction = S::Transaction;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        Box::pin(async move {
            let recorded = self.store.record(event).await?;
            self.pauses.at("recorded").await;
            Ok(recorded)
        })
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        Box::pin(async move {
            let claim = self.store.claim(key, lease).await?;
            self.pauses.at("claimed").await;
            Ok(claim)
        })
    }

    fn record_and_claim<'a>(&'a self, event: &'a Event, lease: Duration) -> InboxFuture<'a, (Recorded, Option<Claim>)> {
        Box::pin(async move {
            let (recorded, claim) = self.store.record_and_claim(event, lease).await?;
            self.pauses.at("recorded").await;
            if claim.is_some() {
                self.pauses.at("claimed").await;
            }
            Ok((recorded, claim))
        })
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        Box::pin(async move {
            let claims = self.store.claim_due(limit, lease).await?;
            if !claims.is_empty() {
                self.pauses.at("claimed").await;
            }
            Ok(claims)
        })
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        self.store.release(claim, retry_after)
    }

    fn begin(&self) -> InboxFuture<'_, Self::Transaction> {
        Box::pin(async move {
            let transaction = self.store.begin().await?;
            self.pauses.at("begun").await;
            Ok(transaction)
        })
    }

    fn complete<'a>(&'a self, transaction: &'a mut Self::Transaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        Box::pin(async move {
            self.store.complete(transaction, claim).await?;
            self.pauses.at("completed").await;
            Ok(())
        })
    }

    fn commit(&self, transaction: Self::Transaction) -> InboxFuture<'_, ()> {
        Box::pin(async move {
            self.store.commit(transaction).await?;
            self.pauses.at("committed").await;
            Ok(())
        })
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        self.store.is_outranked(key)
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut Self::Transaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        self.store.is_outranked_in(transaction, key)
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        self.store.status()
    }

    fn limits(&self) -> InboxLimits {
        self.store.limits()
    }
}
