//! An inbox behind an `Arc` is an inbox.

use std::sync::Arc;
use std::time::Duration;

use super::{Claim, Event, EventKey, Inbox, InboxFuture, InboxLimits, InboxStatus, Recorded};

impl<I: Inbox + ?Sized> Inbox for Arc<I> {
    type Transaction = I::Transaction;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        (**self).record(event)
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        (**self).claim(key, lease)
    }

    fn record_and_claim<'a>(&'a self, event: &'a Event, lease: Duration) -> InboxFuture<'a, (Recorded, Option<Claim>)> {
        (**self).record_and_claim(event, lease)
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        (**self).claim_due(limit, lease)
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        (**self).release(claim, retry_after)
    }

    fn begin(&self) -> InboxFuture<'_, Self::Transaction> {
        (**self).begin()
    }

    fn complete<'a>(&'a self, transaction: &'a mut Self::Transaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        (**self).complete(transaction, claim)
    }

    fn commit(&self, transaction: Self::Transaction) -> InboxFuture<'_, ()> {
        (**self).commit(transaction)
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        (**self).is_outranked(key)
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut Self::Transaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        (**self).is_outranked_in(transaction, key)
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        (**self).status()
    }

    fn limits(&self) -> InboxLimits {
        (**self).limits()
    }
}
