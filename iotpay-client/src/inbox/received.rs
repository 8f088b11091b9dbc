//! Processes a notification: from its HTTP request to the response.

use std::time::Instant;

use super::Inbox;
use super::alarm::Alarm;
use super::attempt::Attempt;
use super::claim::Recorded;
use super::event::Event;
use super::handler::Handler;
use super::processor::Processor;
use super::receiver::Receiver;
use super::reply::Reply;
use super::slots::{Order, Slot};
use crate::notification::{Notification, NotificationError, NotificationRequest, ReceivedNotification};
use crate::spec::Family;

/// A notification that was processed.
///
/// ```
/// use iotpay_client::inbox::{ProcessedNotification, ProcessingResult};
///
/// /// Returns a line for the log of the shop.
/// fn line<N>(processed: &ProcessedNotification<N>) -> String {
///     match (&processed.notification, &processed.result) {
///         (Err(error), _) => format!("not accepted: {error}"),
///         (Ok(_), ProcessingResult::Alarm(alarm)) => format!("{}: {alarm}", processed.reply.status),
///         (Ok(_), result) => format!("{}: {result:?}", processed.reply.status),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "send its reply: the gateway resends notifications that are not acknowledged"]
pub struct ProcessedNotification<N> {
    /// The HTTP response to send.
    pub reply: Reply,
    /// What became of the notification.
    pub result: ProcessingResult,
    /// The notification, or why it is not accepted.
    pub notification: Result<ReceivedNotification<N>, NotificationError>,
}

/// What became of a notification.
///
/// ```
/// use iotpay_client::inbox::ProcessingResult;
///
/// /// Returns `true` if the gateway resends the notification.
/// fn comes_again(result: &ProcessingResult) -> bool {
///     use ProcessingResult::{BrowserReturn, Handled, HandledBefore, NotFinal, Superseded};
///     !matches!(result, Handled | HandledBefore | Superseded | NotFinal | BrowserReturn)
/// }
/// assert!(comes_again(&ProcessingResult::Busy));
/// assert!(!comes_again(&ProcessingResult::Handled));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProcessingResult {
    /// The handler has booked the event. The notification is acknowledged.
    Handled,
    /// The event was handled before. The notification is acknowledged.
    HandledBefore,
    /// The journal, or the inbox if there is no journal, knows an outcome that outranks the event, such as a payment after
    /// a failure, so the handler was not called. The notification is acknowledged.
    Superseded,
    /// The status is not final, so there is nothing to book. The notification is acknowledged.
    NotFinal,
    /// A request from the customer's browser. Nothing was recorded.
    BrowserReturn,
    /// Another handler has claimed the event, or handles another event of the order. The gateway resends the notification.
    InProgress,
    /// The process handles as many events as the policy and the inbox allow. The event is recorded: it is handled by
    /// `process_due`, or when the gateway resends the notification.
    Busy,
    /// The handler failed. The event is offered again, and the gateway resends the notification.
    Failed,
    /// The notification needs the attention of a person. It is not acknowledged, so the gateway resends it.
    Alarm(Alarm),
    /// The notification is not accepted.
    NotAccepted,
}

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Receives a notification, passes its event to the handler, and returns the response to send.
    ///
    /// | Notification | Status | Body |
    /// |---|---|---|
    /// | handled now or before, superseded, or its status is not final | 200 | the acknowledgement |
    /// | from the customer's browser | 200 | the [text](Self::browser_text) |
    /// | forged, altered or invalid | 400 | `fail` |
    /// | not handled, or an alarm | 500 | `fail` |
    /// | another handler has claimed the event, or too many events are being handled | 503 | `fail` |
    ///
    /// If the future is dropped, for example because the gateway has closed the connection, the transaction is rolled
    /// back. The event is then offered again when the lease has expired.
    ///
    /// The type of the notification must contain a merchant reference; other types do not compile.
    ///
    /// ```
    /// # #[cfg(feature = "general")]
    /// # mod example {
    /// use iotpay_client::general::{NotificationReceiver, OrderNotification};
    /// use iotpay_client::inbox::{Handler, IncomingNotification, MemoryInbox, Processor};
    ///
    /// /// Returns the status and the body of the response, for a web framework that is not supported.
    /// async fn respond<H: Handler<MemoryInbox>>(
    ///     processor: &Processor<MemoryInbox, H>,
    ///     receiver: &NotificationReceiver,
    ///     incoming: &IncomingNotification,
    /// ) -> (u16, String) {
    ///     let reply = processor.receive::<OrderNotification>(receiver, incoming.request()).await.reply;
    ///     (reply.status, reply.body.into_owned())
    /// }
    /// # }
    /// ```
    pub async fn receive<N: Notification>(
        &self,
        receiver: &(impl Receiver<N> + ?Sized),
        incoming: NotificationRequest<'_>,
    ) -> ProcessedNotification<N> {
        let notification = receiver.receive(incoming);
        let family = <N::Family as Family>::SPEC;
        let checked = self.checked(&notification);
        let result = match checked {
            Checked::Done(result) => result,
            Checked::Event(event) => {
                let has_amount = N::EVENT.is_some_and(|fields| !fields.amount.is_empty());
                self.process(&event, has_amount).await.unwrap_or_else(ProcessingResult::Alarm)
            }
        };
        if let ProcessingResult::Alarm(alarm) = &result {
            self.report(alarm);
        }
        let reply = match &result {
            ProcessingResult::Handled
            | ProcessingResult::HandledBefore
            | ProcessingResult::Superseded
            | ProcessingResult::NotFinal => Reply::new(200, family.acknowledgement),
            ProcessingResult::BrowserReturn => Reply::new(200, self.browser_text.clone()),
            ProcessingResult::InProgress | ProcessingResult::Busy => Reply::fail(503),
            ProcessingResult::Failed | ProcessingResult::Alarm(_) => Reply::fail(500),
            ProcessingResult::NotAccepted => Reply::fail(400),
        };
        ProcessedNotification { reply, result, notification }
    }

    /// Returns the event of a notification, or the result if there is nothing to handle.
    fn checked<N: Notification>(&self, notification: &Result<ReceivedNotification<N>, NotificationError>) -> Checked {
        let family = <N::Family as Family>::SPEC.name;
        let result = match notification {
            Ok(ReceivedNotification::Server(verified)) => match verified.event(self.now()) {
                Ok(Some(event)) => return Checked::Event(event),
                Ok(None) => ProcessingResult::NotFinal,
                Err(error) => ProcessingResult::Alarm(Alarm::NotIdentified { family, error }),
            },
            Ok(ReceivedNotification::BrowserReturn(_)) => ProcessingResult::BrowserReturn,
            Ok(ReceivedNotification::Undetermined(undetermined)) => {
                let fields = undetermined.received().fields();
                let reference = N::ID_FIELDS.iter().find_map(|name| Some(fields.filled(name)?.text().to_owned()));
                ProcessingResult::Alarm(Alarm::Undetermined { family, reference })
            }
            // Signed with the merchant key, so money may have moved.
            Err(
                error @ (NotificationError::Ambiguous(_)
                | NotificationError::WrongKind(_)
                | NotificationError::NotPost(_)
                | NotificationError::InvalidContent { .. }),
            ) => ProcessingResult::Alarm(Alarm::NotUsable { family, error: Box::new(error.clone()) }),
            Err(_) => ProcessingResult::NotAccepted,
        };
        Checked::Done(result)
    }

    async fn process(&self, event: &Event, has_amount: bool) -> Result<ProcessingResult, Alarm> {
        let entry = self.source.compare(event, has_amount, self.policy.storage_limit).await?;
        let began = Instant::now();
        let place = self.place(event);
        // An event that cannot be handled now is recorded all the same.
        let (recorded, claim) = match place {
            Ok(_) => self.record_and_claim(event).await?,
            Err(_) => (self.record(event).await?, None),
        };
        if let Some(entry) = entry
            && let Err(alarm) = entry.settle(event, self.policy.storage_limit).await
        {
            if let Some(claim) = claim {
                self.release_unattempted(&claim).await;
            }
            return Err(alarm);
        }
        if recorded == Recorded::Handled {
            return Ok(ProcessingResult::HandledBefore);
        }
        let _place = match place {
            Ok(place) => place,
            Err(result) => return Ok(result),
        };
        let Some(claim) = claim else {
            // It may have been handled since it was recorded.
            let is_handled = self.record(event).await? == Recorded::Handled;
            return Ok(if is_handled { ProcessingResult::HandledBefore } else { ProcessingResult::InProgress });
        };
        Ok(match self.attempt_counted(claim, began).await {
            Attempt::Handled => ProcessingResult::Handled,
            Attempt::HandledElsewhere => ProcessingResult::HandledBefore,
            Attempt::Superseded => ProcessingResult::Superseded,
            Attempt::Failed => ProcessingResult::Failed,
        })
    }

    /// Takes a slot and reserves the order, so that the event can be handled now.
    fn place(&self, event: &Event) -> Result<(Slot<'_>, Order<'_>), ProcessingResult> {
        let slot = self.slot().ok_or(ProcessingResult::Busy)?;
        let order = self.slots.order(event.key.journal_key()).ok_or(ProcessingResult::InProgress)?;
        Ok((slot, order))
    }
}

/// A notification that was checked.
enum Checked {
    /// It reports an event.
    Event(Event),
    /// There is nothing to handle.
    Done(ProcessingResult),
}
