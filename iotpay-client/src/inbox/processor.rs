//! Passes events to the handler of the shop, once each.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use super::Inbox;
use super::alarm::{Alarm, Alarms};
use super::claim::{Claim, Recorded};
use super::error::InboxError;
use super::event::Event;
use super::expectation::{Expectation, Source};
use super::handler::Handler;
use super::policy::ProcessingPolicy;
use super::slots::{Slot, Slots};
use super::step::ProcessingStep;
use super::time_limit::responding;
use crate::clock::Clock;
use crate::journal::Journal;
use crate::observe;

/// Passes each event to the handler of the shop, once, and acknowledges a notification only after that:
///
/// 1. [`receive`](Self::receive) verifies a notification and compares its amount and currency with the journal.
/// 2. It records and claims the event in the inbox, and records the outcome in the journal.
/// 3. It begins a transaction, calls the handler, completes the event and commits.
/// 4. Only then does it acknowledge the notification.
///
/// If any step fails, nothing is booked, and the gateway resends the notification. [`process_due`](Self::process_due)
/// also passes events to the handler that were left over, and those that a sweep has found; call
/// `run` in a task of its own, in every process.
///
/// ```
/// use std::sync::Arc;
///
/// use iotpay_client::inbox::{Event, HandlerError, MemoryInbox, MemoryTransaction, Processor};
/// use iotpay_client::journal::MemoryJournal;
/// # use iotpay_client::{Credentials, NotificationRequest, general};
///
/// async fn book(event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
///     let key = event.key.clone();
///     transaction.on_commit(move || println!("{key}"));
///     Ok(())
/// }
///
/// let journal = Arc::new(MemoryJournal::new()); // also that of the client
/// let processor = Processor::with_journal(MemoryInbox::new(), journal, book)
///     .alarms(Arc::new(|alarm: &iotpay_client::inbox::Alarm| eprintln!("{alarm}")));
/// # let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
/// # let receiver = general::NotificationReceiver::new(credentials);
/// # let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: b"" };
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// // In the handler of the HTTP request:
/// let processed = processor.receive::<general::OrderNotification>(&receiver, incoming).await;
/// assert_eq!(processed.reply.status, 400, "this one is not signed");
/// # });
/// ```
pub struct Processor<I, H> {
    pub(super) inbox: I,
    pub(super) handler: H,
    pub(super) slots: Slots,
    pub(super) source: Source,
    pub(super) policy: ProcessingPolicy,
    alarms: Option<Arc<dyn Alarms>>,
    pub(super) browser_text: Cow<'static, str>,
    clock: Clock,
}

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Creates a processor that compares events with the client's journal.
    pub fn with_journal(inbox: I, journal: Arc<dyn Journal>, handler: H) -> Self {
        Self::new(inbox, Source::Journal(journal), handler)
    }

    /// Creates a processor that compares events with what the shop expects, for shops without a journal.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use iotpay_client::inbox::{Event, Expectation, HandlerError, MemoryTransaction};
    /// use iotpay_client::inbox::{MemoryInbox, Processor};
    ///
    /// # async fn book(_: &Event, _: &mut MemoryTransaction) -> Result<(), HandlerError> { Ok(()) }
    /// # fn example(orders: impl Expectation + 'static) {
    /// // `orders` implements `Expectation` with the orders of the shop.
    /// let processor = Processor::with_expectation(MemoryInbox::new(), Arc::new(orders), book);
    /// # }
    /// ```
    pub fn with_expectation(inbox: I, expectation: Arc<dyn Expectation>, handler: H) -> Self {
        Self::new(inbox, Source::Shop(expectation), handler)
    }

    fn new(inbox: I, source: Source, handler: H) -> Self {
        Self {
            inbox,
            handler,
            slots: Slots::default(),
            source,
            policy: ProcessingPolicy::new(),
            alarms: None,
            browser_text: Cow::Borrowed("Thank you. You can close this page."),
            clock: Clock::default(),
        }
    }

    /// Sets the policy.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use std::time::Duration;
    /// # use iotpay_client::inbox::{Event, HandlerError, MemoryInbox, MemoryTransaction, ProcessingPolicy, Processor};
    /// # use iotpay_client::journal::MemoryJournal;
    /// # async fn book(_: &Event, _: &mut MemoryTransaction) -> Result<(), HandlerError> { Ok(()) }
    /// # let (inbox, journal) = (MemoryInbox::new(), Arc::new(MemoryJournal::new()));
    /// let policy = ProcessingPolicy::new().lease(Duration::from_secs(60)).concurrency(8);
    /// let processor = Processor::with_journal(inbox, journal, book).policy(policy);
    /// ```
    #[must_use]
    pub fn policy(mut self, policy: ProcessingPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets the hook that is called for each alarm.
    #[must_use]
    pub fn alarms(mut self, alarms: Arc<dyn Alarms>) -> Self {
        self.alarms = Some(alarms);
        self
    }

    /// Sets the text for the customer's browser, if it is redirected to the URL for notifications.
    #[must_use]
    pub fn browser_text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.browser_text = text.into();
        self
    }

    /// Sets the clock for the times at which notifications were received.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Returns the inbox.
    pub fn inbox(&self) -> &I {
        &self.inbox
    }

    pub(super) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    pub(super) fn report(&self, alarm: &Alarm) {
        observe::inbox_alarm(alarm, self.alarms.as_deref());
    }

    /// Takes a slot for an event, if the policy and the inbox allow another one now.
    pub(super) fn slot(&self) -> Option<Slot<'_>> {
        self.slots.take(self.concurrency())
    }

    /// Takes a slot for an event that is due. One slot is left to notifications, if there are several.
    pub(super) fn worker_slot(&self) -> Option<Slot<'_>> {
        self.slots.take_for_worker(self.concurrency())
    }

    fn concurrency(&self) -> usize {
        self.inbox.limits().handlers.map_or(self.policy.concurrency, |most| most.min(self.policy.concurrency))
    }

    /// Ends the claim of an event whose handler was not called. Such claims do not prolong the pause after a failure.
    pub(super) async fn release_unattempted(&self, claim: &Claim) {
        self.slots.note_unattempted(&claim.event.key);
        self.release(claim, self.policy.soon()).await;
    }

    /// Limits the time of a call of the inbox.
    pub(super) async fn inbox_call<T>(
        &self,
        call: impl Future<Output = Result<T, InboxError>>,
    ) -> Result<T, InboxError> {
        responding(self.policy.storage_limit, call, InboxError::storage).await
    }

    /// Records an event; `Err` is the alarm.
    pub(super) async fn record(&self, event: &Event) -> Result<Recorded, Alarm> {
        let recorded = self.inbox_call(self.inbox.record(event)).await;
        no_conflict(event, recorded.map_err(|error| not_recorded(event, error))?)
    }

    /// Records an event and claims it, if possible; `Err` is the alarm.
    pub(super) async fn record_and_claim(&self, event: &Event) -> Result<(Recorded, Option<Claim>), Alarm> {
        let recorded = self.inbox_call(self.inbox.record_and_claim(event, self.policy.lease)).await;
        let (recorded, claim) = recorded.map_err(|error| not_recorded(event, error))?;
        Ok((no_conflict(event, recorded)?, claim))
    }
}

fn no_conflict(event: &Event, recorded: Recorded) -> Result<Recorded, Alarm> {
    match recorded {
        Recorded::Conflict(recorded) => Err(Alarm::Conflict { event: Box::new(event.clone()), recorded }),
        recorded => Ok(recorded),
    }
}

fn not_recorded(event: &Event, error: InboxError) -> Alarm {
    Alarm::Inbox { event: Some(Box::new(event.clone())), step: ProcessingStep::Record, error }
}

impl<I: fmt::Debug, H> fmt::Debug for Processor<I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Processor").field("inbox", &self.inbox).field("policy", &self.policy).finish_non_exhaustive()
    }
}
