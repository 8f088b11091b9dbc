//! The inbox: each final outcome is handled once, in the transaction in which the shop books it.
//!
//! The gateway sends a notification until it is acknowledged: twice, late, to two servers at once. A process can crash at
//! any time. So an outcome is recorded as an [`Event`] first, and offered again until it is handled:
//!
//! 1. [`record`](Inbox::record) writes the event. Its key is derived from verified content, so that the same outcome is
//!    the same event, whether a notification or a query reported it.
//! 2. [`claim`](Inbox::claim) reserves it for one handler, for a limited time: the lease.
//! 3. The handler books the outcome in a transaction, and [`complete`](Inbox::complete) marks the event as handled in the
//!    same transaction. Both are committed, or neither is.
//!
//! A [`Processor`] does all of this, and returns the HTTP response to a notification. [`JournalWithInbox`] records the
//! outcomes that queries find.
//!
//! [`MemoryInbox`] lasts as long as the process. To survive a crash, use the package `iotpay-store`, which has an inbox in
//! SQLite and PostgreSQL, or implement [`Inbox`] over your database. The module `contract` (feature `test-util`) tests an
//! implementation.
// An inbox has no I/O of its own, so it is available without the feature `transport`.

#[cfg(feature = "actix")]
mod actix_route;
mod alarm;
mod attempt;
#[cfg(feature = "axum")]
mod axum_route;
mod claim;
#[cfg(feature = "test-util")]
pub mod contract;
mod error;
mod event;
mod expectation;
mod handler;
mod incoming;
mod journaled;
mod key;
mod limits;
mod memory;
mod notified;
mod panics;
mod policy;
mod processor;
mod received;
mod receiver;
mod reply;
mod shared;
mod slots;
mod step;
mod time_limit;
mod worker;

use std::pin::Pin;
use std::time::Duration;

pub use alarm::{Alarm, Alarms};
pub use claim::{Claim, InboxStatus, Recorded};
pub use error::InboxError;
pub use event::{Event, EventSource, ParseEventSourceError};
pub use expectation::{Expectation, ExpectationFuture, Expected};
pub use handler::{Handler, HandlerError, HandlerFunction};
pub use incoming::IncomingNotification;
pub use journaled::JournalWithInbox;
pub use key::{EventKey, EventOutcome, ParseEventOutcomeError};
pub use limits::InboxLimits;
pub use memory::{MemoryInbox, MemoryTransaction};
pub use policy::ProcessingPolicy;
pub use processor::Processor;
pub use received::{ProcessedNotification, ProcessingResult};
pub use receiver::Receiver;
pub use reply::Reply;
pub use step::ProcessingStep;
pub use worker::ProcessingReport;

/// The future that a method of [`Inbox`] returns.
///
/// ```
/// use iotpay_client::inbox::{Inbox, InboxFuture, InboxStatus};
///
/// /// What the monitoring of the shop needs, for any inbox.
/// trait Backlog: Send + Sync {
///     fn backlog(&self) -> InboxFuture<'_, u64>;
/// }
///
/// impl<I: Inbox> Backlog for I {
///     fn backlog(&self) -> InboxFuture<'_, u64> {
///         Box::pin(async move { Ok(self.status().await?.pending) })
///     }
/// }
/// ```
pub type InboxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, InboxError>> + Send + 'a>>;

/// An inbox of events, each of which is handled once.
///
/// Several processes can share one inbox. These rules make it correct, and the module `contract` (feature `test-util`)
/// tests them:
///
/// - [`record`](Self::record) and [`commit`](Self::commit) are durable when they return `Ok`.
/// - Of several claims of an event at the same time, at most one succeeds. Each claim of an event has a higher
///   [token](Claim::token) than the ones before it.
/// - A lease expires by time, never because a process has ended. If the inbox has a clock, such as that of a database,
///   it uses this clock.
/// - The transactions of at most one claim of an event are committed, even if a lease has expired. Until then, the event
///   is offered again.
/// - A method returns an error instead of waiting forever.
///
/// A [`Processor`] calls the methods. Without it, a shop calls them in this order:
///
/// ```
/// # use std::time::Duration;
/// use iotpay_client::inbox::{Event, Inbox, InboxError, Recorded};
///
/// /// Returns `true` if a notification of the event may be acknowledged.
/// async fn handle<I: Inbox>(inbox: &I, event: &Event) -> Result<bool, InboxError> {
///     if inbox.record(event).await? == Recorded::Handled {
///         return Ok(true);
///     }
///     let Some(claim) = inbox.claim(&event.key, Duration::from_secs(30)).await? else { return Ok(false) };
///     let mut transaction = inbox.begin().await?;
///     // Book `claim.event` in the transaction here.
///     inbox.complete(&mut transaction, &claim).await?;
///     inbox.commit(transaction).await?;
///     Ok(true)
/// }
/// ```
pub trait Inbox: Send + Sync {
    /// The transaction in which the shop books an event and the event is completed, such as
    /// `sqlx::Transaction<'static, Postgres>`. A transaction that is dropped is rolled back.
    type Transaction: Send;

    /// Records an event, unless its key is known. A new event can be claimed at once.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the event may not have been recorded.
    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded>;

    /// Claims one event now. Returns `None` if the event is not known, is handled, or has a claim whose lease has not
    /// expired. A released event can be claimed before its pause has ended.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the inbox could not be read or written. The event may then be claimed until
    /// the lease expires.
    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>>;

    /// Records an event like [`record`](Self::record) and, if it is new or pending, claims it like
    /// [`claim`](Self::claim). By default, this calls both; an inbox in a database can do it at once.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the event may not have been recorded. If it was, it may be claimed until the
    /// lease expires.
    fn record_and_claim<'a>(&'a self, event: &'a Event, lease: Duration) -> InboxFuture<'a, (Recorded, Option<Claim>)> {
        Box::pin(async move {
            let recorded = self.record(event).await?;
            let claim = match recorded {
                Recorded::New | Recorded::Pending => self.claim(&event.key, lease).await?,
                Recorded::Handled | Recorded::Conflict(_) => None,
            };
            Ok((recorded, claim))
        })
    }

    /// Claims at most `limit` of the events that are due: those that are not handled, have no claim whose lease has not
    /// expired, and whose pause after a [release](Self::release) has ended. Those that have been due for longest come
    /// first.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the inbox could not be read or written. Events may then be claimed until the
    /// lease expires.
    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>>;

    /// Ends a claim without completing the event. [`claim_due`](Self::claim_due) returns the event again after the
    /// pause `retry_after`. Does nothing if the claim has ended or another claim has replaced it. If the event was
    /// handled under another claim, it is not offered again.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the inbox could not be written. The claim then ends when its lease expires.
    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()>;

    /// Begins a transaction.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if no transaction could be begun.
    fn begin(&self) -> InboxFuture<'_, Self::Transaction>;

    /// Marks the event as handled, as part of the transaction. One transaction can complete several events.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::LeaseLost`] if the claim was released or replaced by another one, or if the event is
    /// handled, [`InboxError::BrokenTransaction`] if the transaction has ended or can only be rolled back, and
    /// [`InboxError::Storage`] if the inbox could not be written. The caller must then drop the transaction.
    fn complete<'a>(&'a self, transaction: &'a mut Self::Transaction, claim: &'a Claim) -> InboxFuture<'a, ()>;

    /// Commits a transaction.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::LeaseLost`] if a claim was lost after [`complete`](Self::complete); nothing is then
    /// committed. Returns [`InboxError::Storage`] if the transaction may not have been committed. The event is then
    /// either handled, or offered again after the lease has expired.
    fn commit(&self, transaction: Self::Transaction) -> InboxFuture<'_, ()>;

    /// Returns `true` if an event of the same order is handled that [outranks](EventOutcome::outranks) this one.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the inbox could not be read.
    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool>;

    /// Returns the same as [`is_outranked`](Self::is_outranked) as part of the transaction, so that no other connection
    /// is needed. It sees what was committed after the transaction began.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::BrokenTransaction`] if the transaction can only be rolled back, and
    /// [`InboxError::Storage`] if the inbox could not be read.
    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut Self::Transaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool>;

    /// Returns how many events are not handled, for monitoring.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::Storage`] if the inbox could not be read.
    fn status(&self) -> InboxFuture<'_, InboxStatus>;

    /// Returns what the inbox can bear. By default, this does not limit anything.
    fn limits(&self) -> InboxLimits {
        InboxLimits::new()
    }
}
