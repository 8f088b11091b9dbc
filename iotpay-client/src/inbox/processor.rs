//! Passes events to the handler of the shop, once each.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::alarm::{Alarm, Alarms};
use super::claim::{Claim, Recorded};
use super::error::InboxError;
use super::event::Event;
use super::expectation::{Expectation, Source};
use super::handler::Handler;
use super::panics::caught;
use super::policy::ProcessingPolicy;
use super::time_limit::within;
use super::{Inbox, handler};
use crate::clock::Clock;
use crate::journal::Journal;
use crate::observe;

/// Passes each event to the handler of the shop, once, and acknowledges a notification only after that:
///
/// 1. [`receive`](Self::receive) verifies a notification and compares its amount and currency with the journal.
/// 2. It records the event in the inbox, and the outcome in the journal.
/// 3. It claims the event, begins a transaction, calls the handler, completes the event and commits.
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
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// // In the handler of the HTTP request:
/// let processed = processor.receive::<general::OrderNotification>(&receiver, incoming).await;
/// assert_eq!(processed.reply.status, 400, "this one is not signed");
/// # });
/// ```
pub struct Processor<I, H> {
    pub(super) inbox: I,
    handler: H,
    pub(super) source: Source,
    pub(super) policy: ProcessingPolicy,
    alarms: Option<Arc<dyn Alarms>>,
    pub(super) browser_text: Cow<'static, str>,
    clock: Clock,
}

/// How the attempt to handle an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    Handled,
    /// Another handler has completed the event.
    HandledElsewhere,
    Failed,
}

/// Why an event was not handled.
enum Failure {
    Handler(handler::HandlerError),
    Inbox(InboxError),
}

impl From<InboxError> for Failure {
    fn from(error: InboxError) -> Self {
        Self::Inbox(error)
    }
}

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Creates a processor that compares events with the client's journal.
    pub fn with_journal(inbox: I, journal: Arc<dyn Journal>, handler: H) -> Self {
        Self::new(inbox, Source::Journal(journal), handler)
    }

    /// Creates a processor that compares events with what the shop expects, for shops without a journal.
    pub fn with_expectation(inbox: I, expectation: Arc<dyn Expectation>, handler: H) -> Self {
        Self::new(inbox, Source::Shop(expectation), handler)
    }

    fn new(inbox: I, source: Source, handler: H) -> Self {
        Self {
            inbox,
            handler,
            source,
            policy: ProcessingPolicy::new(),
            alarms: None,
            browser_text: Cow::Borrowed("Thank you. You can close this page."),
            clock: Clock::default(),
        }
    }

    /// Sets the policy.
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

    /// Handles a claimed event. `began` is a time before the claim.
    pub(super) async fn attempt(&self, claim: &Claim, began: Instant) -> Attempt {
        let event = || Box::new(claim.event.clone());
        let time = self.policy.handler_time().saturating_sub(began.elapsed());
        let result = match within(time, caught(self.handle(claim))).await {
            Ok(Ok(result)) => result,
            Ok(Err(panicked)) => Err(Failure::Handler(Box::new(panicked))),
            Err(too_slow) => Err(Failure::Handler(Box::new(too_slow))),
        };
        let attempt = match result {
            Ok(()) => Attempt::Handled,
            Err(Failure::Inbox(InboxError::LeaseLost)) => {
                let attempt = self.after_loss(claim).await;
                if attempt == Attempt::Failed {
                    self.report(&Alarm::LeaseLost { event: event() });
                }
                attempt
            }
            Err(Failure::Inbox(error)) => {
                self.report(&Alarm::Inbox(error));
                self.release(claim, self.policy.retry_after(claim.attempts)).await;
                Attempt::Failed
            }
            Err(Failure::Handler(error)) => {
                let (attempts, error) = (claim.attempts, Arc::from(error));
                self.report(&Alarm::HandlerFailed { event: event(), attempts, error });
                self.release(claim, self.policy.retry_after(claim.attempts)).await;
                Attempt::Failed
            }
        };
        observe::inbox_event(&claim.event, attempt.name(), began.elapsed());
        attempt
    }

    /// Books an event and completes it. If this future is dropped, the transaction is rolled back.
    async fn handle(&self, claim: &Claim) -> Result<(), Failure> {
        let mut transaction = self.inbox.begin().await?;
        self.handler.handle(&claim.event, &mut transaction).await.map_err(Failure::Handler)?;
        self.inbox.complete(&mut transaction, claim).await?;
        Ok(self.inbox.commit(transaction).await?)
    }

    /// Finds out whether another handler has completed the event.
    async fn after_loss(&self, claim: &Claim) -> Attempt {
        self.release(claim, self.policy.retry_after(claim.attempts)).await;
        match self.inbox.record(&claim.event).await {
            Ok(Recorded::Handled) => Attempt::HandledElsewhere,
            _ => Attempt::Failed,
        }
    }

    async fn release(&self, claim: &Claim, retry_after: Duration) {
        // If this fails, the event is offered again when its lease has expired.
        if let Err(error) = self.inbox.release(claim, retry_after).await {
            self.report(&Alarm::Inbox(error));
        }
    }

    /// Records an event; `Err` is the alarm.
    pub(super) async fn record(&self, event: &Event) -> Result<Recorded, Alarm> {
        match self.inbox.record(event).await {
            Ok(Recorded::Conflict(recorded)) => Err(Alarm::Conflict { event: Box::new(event.clone()), recorded }),
            Ok(recorded) => Ok(recorded),
            Err(error) => Err(Alarm::Inbox(error)),
        }
    }
}

impl Attempt {
    const fn name(self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::HandledElsewhere => "handled_elsewhere",
            Self::Failed => "failed",
        }
    }
}

impl<I: fmt::Debug, H> fmt::Debug for Processor<I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Processor").field("inbox", &self.inbox).field("policy", &self.policy).finish_non_exhaustive()
    }
}
