//! The function of the shop that books an event.

use std::error::Error as StdError;
use std::sync::Arc;

use super::Inbox;
use super::event::Event;

/// The error of a [`Handler`]. The transaction is rolled back, and the event is offered again.
///
/// ```
/// use iotpay_client::inbox::{Event, HandlerError, MemoryTransaction};
///
/// async fn book(event: &Event, _transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
///     // `?` converts any error, and text can be an error, too.
///     let number: u64 = event.key.reference.rsplit('-').next().unwrap_or_default().parse()?;
///     if number == 0 {
///         return Err("the reference of the order has no number".into());
///     }
///     Ok(())
/// }
/// ```
pub type HandlerError = Box<dyn StdError + Send + Sync>;

/// Books events: in the transaction, which also marks the event as handled. So each event is booked once.
///
/// The transaction is committed by the caller; effects outside it, such as an email, can happen again. A handler that
/// takes too long is stopped. An event can also be a failed payment or refund, so match its outcome.
///
/// If money has moved, a failure of the same order does not reach the handler: the
/// [journal](super::Processor::with_journal) or the inbox knows it. Both are asked again before the transaction is
/// committed. Write the row of the order in each handler: in several processes, it makes the second handler wait for the
/// first.
///
/// The trait is implemented for functions, and for an `Arc` of a handler:
///
/// ```
/// use iotpay_client::inbox::{Event, EventOutcome, Handler, HandlerError, MemoryInbox, MemoryTransaction};
/// use iotpay_client::journal::Settlement;
///
/// async fn book(event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
///     if event.key.outcome == EventOutcome::Settled(Settlement::Paid) {
///         let reference = event.key.reference.clone();
///         transaction.on_commit(move || println!("{reference} is paid"));
///     }
///     Ok(())
/// }
///
/// fn check(handler: impl Handler<MemoryInbox>) {}
/// check(book);
/// ```
///
/// Implement it for a type that has state, with an `async fn`:
///
/// ```
/// # use iotpay_client::inbox::{Event, Handler, HandlerError, MemoryInbox, MemoryTransaction};
/// struct Shop {
///     warehouse: String,
/// }
///
/// impl Handler<MemoryInbox> for Shop {
///     async fn handle(&self, event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
///         let (warehouse, reference) = (self.warehouse.clone(), event.key.reference.clone());
///         transaction.on_commit(move || println!("{warehouse} ships {reference}"));
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle events of `{I}`",
    label = "expected an `async fn(&Event, &mut Transaction) -> Result<(), HandlerError>`, or a type that implements `Handler`",
    note = "the transaction must be that of the inbox: `<{I} as Inbox>::Transaction`",
    note = "a closure cannot be used, because its future borrows the transaction: write a function"
)]
pub trait Handler<I: Inbox>: Send + Sync {
    /// Books an event.
    fn handle(
        &self,
        event: &Event,
        transaction: &mut I::Transaction,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// A function that returns the future of a handler.
///
/// It is implemented for every function that is a [`Handler`]. Use it as a bound to accept such a function:
///
/// ```
/// use iotpay_client::inbox::{Event, HandlerError, HandlerFunction, MemoryTransaction};
///
/// async fn book(_event: &Event, _transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
///     Ok(())
/// }
///
/// /// Calls a handler in a test, without an inbox.
/// async fn call<F>(handler: F, event: &Event) -> Result<(), HandlerError>
/// where
///     F: for<'a> HandlerFunction<'a, MemoryTransaction>,
/// {
///     handler(event, &mut MemoryTransaction::default()).await
/// }
/// # let _ = |event: Event| async move { call(book, &event).await };
/// ```
pub trait HandlerFunction<'a, T: 'a>: Fn(&'a Event, &'a mut T) -> <Self as HandlerFunction<'a, T>>::Future {
    /// The future.
    type Future: Future<Output = Result<(), HandlerError>> + Send + 'a;
}

impl<'a, T: 'a, F, R> HandlerFunction<'a, T> for F
where
    F: Fn(&'a Event, &'a mut T) -> R,
    R: Future<Output = Result<(), HandlerError>> + Send + 'a,
{
    type Future = R;
}

#[diagnostic::do_not_recommend]
impl<I, F> Handler<I> for F
where
    I: Inbox,
    F: for<'a> HandlerFunction<'a, I::Transaction> + Send + Sync,
{
    async fn handle(&self, event: &Event, transaction: &mut I::Transaction) -> Result<(), HandlerError> {
        self(event, transaction).await
    }
}

/// A handler that several processors share.
#[diagnostic::do_not_recommend]
impl<I: Inbox, H: Handler<I> + ?Sized> Handler<I> for Arc<H> {
    async fn handle(&self, event: &Event, transaction: &mut I::Transaction) -> Result<(), HandlerError> {
        (**self).handle(event, transaction).await
    }
}
