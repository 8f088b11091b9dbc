//! What needs the attention of a person.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::error::InboxError;
use super::event::Event;
use super::step::ProcessingStep;
use crate::incoming::DecodeError;
use crate::journal::JournalError;
use crate::notification::NotificationError;
use crate::value::Cents;

/// Something that needs the attention of a person. If a notification raised it, the notification was not acknowledged.
///
/// It contains no secrets. `Display` states what happened; the error of a storage or of a handler is its
/// [source](StdError::source).
///
/// ```
/// use iotpay_client::inbox::{Alarm, InboxError, ProcessingStep};
///
/// let error = InboxError::storage("the disk is full");
/// let alarm = Alarm::Inbox { event: None, step: ProcessingStep::Claim, error };
/// assert_eq!((alarm.kind(), alarm.event()), ("inbox", None));
/// assert_eq!(alarm.to_string(), "the events that are due could not be claimed; this is tried again");
/// ```
///
/// A shop can wait when a handler fails, because it is called again, and wake somebody for the others:
///
/// ```
/// use iotpay_client::inbox::Alarm;
/// # fn page(text: &str) {}
/// # fn log(text: &str) {}
///
/// fn on_alarm(alarm: &Alarm) {
///     match alarm {
///         Alarm::HandlerFailed { attempts: ..5, .. } | Alarm::LeaseLost { .. } => log(&alarm.to_string()),
///         Alarm::UnknownOrder { event } => page(&format!("not sent by this shop: {}", event.key)),
///         other => page(&other.to_string()),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Alarm {
    /// The journal, or the expectation of the shop, does not know the order or the refund.
    UnknownOrder {
        /// The event, which was not recorded.
        event: Box<Event>,
    },
    /// The amount differs from that of the request.
    WrongAmount {
        /// The event, which was not recorded.
        event: Box<Event>,
        /// The amount of the request.
        expected: Cents,
    },
    /// The currency differs from that of the request.
    WrongCurrency {
        /// The event, which was not recorded.
        event: Box<Event>,
        /// The currency of the request.
        expected: String,
    },
    /// The same outcome was recorded before with another amount, currency or order id.
    Conflict {
        /// The event, which was not recorded.
        event: Box<Event>,
        /// The event that was recorded before.
        recorded: Box<Event>,
    },
    /// A notification is verified, but this version cannot determine whether money moved. Query the order.
    Undetermined {
        /// The name of the API family.
        family: &'static str,
        /// The merchant reference or another id, if the notification contains one.
        reference: Option<String>,
    },
    /// A notification is signed with the merchant key, but is not usable. Query the order.
    NotUsable {
        /// The name of the API family.
        family: &'static str,
        /// The error.
        error: Box<NotificationError>,
    },
    /// A verified notification does not identify an order: a field is missing, or has the wrong type.
    NotIdentified {
        /// The name of the API family.
        family: &'static str,
        /// The error.
        error: DecodeError,
    },
    /// The handler failed, panicked, took too long, or ended or broke its transaction. The event is offered again.
    HandlerFailed {
        /// The event.
        event: Box<Event>,
        /// How often the event was claimed so far, without the claims after which this process did not call the handler.
        attempts: u32,
        /// The error of the handler.
        error: Arc<dyn StdError + Send + Sync>,
    },
    /// The lease expired before the handler was done, or another handler has completed the event. If the event is not
    /// handled, it is offered again.
    LeaseLost {
        /// The event.
        event: Box<Event>,
    },
    /// The inbox could not be read or written.
    Inbox {
        /// The event; `None` if the events that are due could not be claimed.
        event: Option<Box<Event>>,
        /// The step, from which follows whether the event is recorded.
        step: ProcessingStep,
        /// The error of the inbox.
        error: InboxError,
    },
    /// The journal could not be read or written.
    Journal {
        /// The event.
        event: Box<Event>,
        /// The step, from which follows whether the event is recorded.
        step: ProcessingStep,
        /// The error of the journal.
        error: JournalError,
    },
    /// The expectation of the shop could not be determined.
    Expectation {
        /// The event, which was not recorded.
        event: Box<Event>,
        /// The error of the expectation.
        error: Arc<dyn StdError + Send + Sync>,
    },
}

impl Alarm {
    /// Returns the kind as a short name, for example as a label of a metric.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::UnknownOrder { .. } => "unknown_order",
            Self::WrongAmount { .. } => "wrong_amount",
            Self::WrongCurrency { .. } => "wrong_currency",
            Self::Conflict { .. } => "conflict",
            Self::Undetermined { .. } => "undetermined",
            Self::NotUsable { .. } => "not_usable",
            Self::NotIdentified { .. } => "not_identified",
            Self::HandlerFailed { .. } => "handler_failed",
            Self::LeaseLost { .. } => "lease_lost",
            Self::Inbox { .. } => "inbox",
            Self::Journal { .. } => "journal",
            Self::Expectation { .. } => "expectation",
        }
    }

    /// Returns the event, if there is one.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::UnknownOrder { event }
            | Self::WrongAmount { event, .. }
            | Self::WrongCurrency { event, .. }
            | Self::Conflict { event, .. }
            | Self::HandlerFailed { event, .. }
            | Self::LeaseLost { event }
            | Self::Journal { event, .. }
            | Self::Expectation { event, .. } => Some(event),
            Self::Inbox { event, .. } => event.as_deref(),
            Self::Undetermined { .. } | Self::NotUsable { .. } | Self::NotIdentified { .. } => None,
        }
    }

    /// Returns the step at which a storage failed.
    pub const fn step(&self) -> Option<ProcessingStep> {
        match self {
            Self::Inbox { step, .. } | Self::Journal { step, .. } => Some(*step),
            Self::Expectation { .. } => Some(ProcessingStep::Compare),
            _ => None,
        }
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOrder { event } => {
                write!(f, "{}: the journal does not know this request; query it", event.key)
            }
            Self::WrongAmount { event, expected } => {
                write!(f, "{}: the amount is ", event.key)?;
                match event.amount {
                    Some(amount) => write!(f, "{amount}")?,
                    None => f.write_str("missing")?,
                }
                write!(f, "; expected {expected}")
            }
            Self::WrongCurrency { event, expected } => {
                let found = event.currency.as_deref().unwrap_or("missing");
                write!(f, "{}: the currency is {found}; expected {expected}", event.key)
            }
            Self::Conflict { event, .. } => {
                write!(f, "{}: recorded before with another amount, currency or order id; query the order", event.key)
            }
            Self::Undetermined { family, reference } => {
                write!(f, "a verified notification of {family} is not understood; query the order")?;
                reference.as_ref().map_or(Ok(()), |reference| write!(f, " {reference}"))
            }
            Self::NotUsable { family, error } => write!(f, "{family}: {error}"),
            Self::NotIdentified { family, error } => {
                write!(f, "a verified notification of {family} does not identify an order: {error}")
            }
            Self::HandlerFailed { event, attempts, .. } => {
                write!(f, "{}: the handler failed (attempt {attempts}); it is called again", event.key)
            }
            Self::LeaseLost { event } => {
                write!(f, "{}: the handler was slower than the lease, or another one was faster", event.key)
            }
            Self::Inbox { event: None, .. } => {
                f.write_str("the events that are due could not be claimed; this is tried again")
            }
            Self::Inbox { event: Some(event), step, .. } | Self::Journal { event, step, .. } => {
                write!(f, "{}: {}", event.key, step.text())
            }
            Self::Expectation { event, .. } => write!(f, "{}: {}", event.key, ProcessingStep::Compare.text()),
        }
    }
}

impl StdError for Alarm {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::HandlerFailed { error, .. } | Self::Expectation { error, .. } => Some(&**error),
            Self::Inbox { error, .. } => Some(error),
            Self::Journal { error, .. } => Some(error),
            Self::UnknownOrder { .. }
            | Self::WrongAmount { .. }
            | Self::WrongCurrency { .. }
            | Self::Conflict { .. }
            | Self::Undetermined { .. }
            | Self::NotUsable { .. }
            | Self::NotIdentified { .. }
            | Self::LeaseLost { .. } => None,
        }
    }
}

/// The hook that is called for each [`Alarm`]. It must not block: send a copy to a channel. If it panics, the event is
/// processed nevertheless. It is implemented for functions:
///
/// ```
/// use std::sync::mpsc;
///
/// use iotpay_client::inbox::{Alarm, Alarms};
///
/// let (sender, receiver) = mpsc::sync_channel::<Alarm>(100);
/// let alarms = move |alarm: &Alarm| drop(sender.try_send(alarm.clone()));
/// # fn check(alarms: &impl Alarms) {}
/// # check(&alarms);
/// ```
pub trait Alarms: Send + Sync {
    /// Reports an alarm.
    fn alarm(&self, alarm: &Alarm);
}

impl<F: Fn(&Alarm) + Send + Sync> Alarms for F {
    fn alarm(&self, alarm: &Alarm) {
        self(alarm);
    }
}
