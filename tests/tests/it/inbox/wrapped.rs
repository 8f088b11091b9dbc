//! An inbox in memory that can be interrupted, and can fail.

use std::sync::Arc;
use std::time::Duration;

use iotpay_client::inbox::{
    Claim, Event, EventKey, Inbox, InboxError, InboxFuture, InboxLimits, InboxStatus, MemoryInbox, MemoryTransaction,
    Recorded,
};

/// Waits before and after each call, so that a future that uses it can be dropped there.
pub struct Interruptible(pub Arc<MemoryInbox>);

/// Yields before and after a future.
fn interruptible<'a, T: Send + 'a>(call: impl FnOnce() -> InboxFuture<'a, T> + Send + 'a) -> InboxFuture<'a, T> {
    Box::pin(async move {
        tokio::task::yield_now().await;
        let result = call().await;
        tokio::task::yield_now().await;
        result
    })
}

impl Inbox for Interruptible {
    type Transaction = MemoryTransaction;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        interruptible(move || self.0.record(event))
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        interruptible(move || self.0.claim(key, lease))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        interruptible(move || self.0.claim_due(limit, lease))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        interruptible(move || self.0.release(claim, retry_after))
    }

    fn begin(&self) -> InboxFuture<'_, MemoryTransaction> {
        interruptible(|| self.0.begin())
    }

    fn complete<'a>(&'a self, transaction: &'a mut MemoryTransaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        interruptible(move || self.0.complete(transaction, claim))
    }

    fn commit(&self, transaction: MemoryTransaction) -> InboxFuture<'_, ()> {
        interruptible(move || self.0.commit(transaction))
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        interruptible(move || self.0.is_outranked(key))
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut MemoryTransaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        interruptible(move || self.0.is_outranked_in(transaction, key))
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        interruptible(|| self.0.status())
    }
}

/// Cannot be written.
pub struct Full;

fn full<'a, T: Send + 'a>() -> InboxFuture<'a, T> {
    Box::pin(std::future::ready(Err(InboxError::storage("the disk is full"))))
}

impl Inbox for Full {
    type Transaction = MemoryTransaction;

    fn record<'a>(&'a self, _event: &'a Event) -> InboxFuture<'a, Recorded> {
        full()
    }

    fn claim<'a>(&'a self, _key: &'a EventKey, _lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        full()
    }

    fn claim_due(&self, _limit: usize, _lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        full()
    }

    fn release<'a>(&'a self, _claim: &'a Claim, _retry_after: Duration) -> InboxFuture<'a, ()> {
        full()
    }

    fn begin(&self) -> InboxFuture<'_, MemoryTransaction> {
        full()
    }

    fn complete<'a>(&'a self, _transaction: &'a mut MemoryTransaction, _claim: &'a Claim) -> InboxFuture<'a, ()> {
        full()
    }

    fn commit(&self, _transaction: MemoryTransaction) -> InboxFuture<'_, ()> {
        full()
    }

    fn is_outranked<'a>(&'a self, _key: &'a EventKey) -> InboxFuture<'a, bool> {
        full()
    }

    fn is_outranked_in<'a>(
        &'a self,
        _transaction: &'a mut MemoryTransaction,
        _key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        full()
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        full()
    }
}

/// Never returns from one of its calls.
pub struct Hanging {
    pub inbox: Arc<MemoryInbox>,
    /// The name of the call.
    pub at: &'static str,
    pub limits: InboxLimits,
}

impl Hanging {
    fn call<'a, T: Send + 'a>(&self, name: &str, call: impl FnOnce() -> InboxFuture<'a, T>) -> InboxFuture<'a, T> {
        if name == self.at { Box::pin(std::future::pending()) } else { call() }
    }
}

impl Inbox for Hanging {
    type Transaction = MemoryTransaction;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        self.call("record", || self.inbox.record(event))
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        self.call("claim", || self.inbox.claim(key, lease))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        let name = if limit == 1 { "claim_next" } else { "claim_due" };
        self.call(name, || self.inbox.claim_due(limit, lease))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        self.call("release", || self.inbox.release(claim, retry_after))
    }

    fn begin(&self) -> InboxFuture<'_, MemoryTransaction> {
        self.call("begin", || self.inbox.begin())
    }

    fn complete<'a>(&'a self, transaction: &'a mut MemoryTransaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        self.call("complete", || self.inbox.complete(transaction, claim))
    }

    fn commit(&self, transaction: MemoryTransaction) -> InboxFuture<'_, ()> {
        self.call("commit", || self.inbox.commit(transaction))
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        self.call("is_outranked", || self.inbox.is_outranked(key))
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut MemoryTransaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        self.call("is_outranked_in", || self.inbox.is_outranked_in(transaction, key))
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        self.inbox.status()
    }

    fn limits(&self) -> InboxLimits {
        self.limits
    }
}
