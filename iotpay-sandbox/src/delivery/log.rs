//! Every attempt to send a notification.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32};

use serde::Serialize;

/// An attempt to send a notification, and the merchant's response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// The number of the attempt in [`Gateway::deliveries`](crate::Gateway::deliveries), from 0.
    pub number: usize,
    /// The IOTPay id of the order, refund or contract.
    pub subject: String,
    /// The number of the attempt for this notification, from 1.
    pub attempt: u32,
    /// The time of the attempt, in milliseconds since 1970, by the clock of the sandbox.
    pub sent_at: u64,
    /// The URL, including the query.
    pub url: String,
    /// The request body.
    pub body: String,
    /// The HTTP status of the response; `None` without a response.
    pub status: Option<u16>,
    /// The response body.
    pub response_body: String,
    /// Whether the merchant acknowledged the notification, so that the payment counts as notified.
    pub acknowledged: bool,
}

/// The reason why no notification was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undelivered {
    NoNotification,
    NoNotifyUrl,
    NotAllowed,
    UnknownField,
    Stopped,
}

impl Undelivered {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NoNotification => "the spec has no notification for this event",
            Self::NoNotifyUrl => "the request has no notification URL",
            Self::NotAllowed => "the notification URL is not an allowed address",
            Self::Stopped => "the sandbox was stopped before the notification was sent",
            Self::UnknownField => "the notification has no field with the name in the edit",
        }
    }
}

/// A notification that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The id of the order, refund or contract.
    pub(crate) subject: String,
    pub(crate) url: String,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// The text that acknowledges it.
    pub(crate) acknowledgement: String,
    /// Whether it reports a payment, which counts as notified when it is acknowledged.
    pub(crate) is_payment: bool,
    /// The number of attempts.
    pub(crate) attempts: AtomicU32,
    /// Whether the merchant has acknowledged an attempt.
    pub(crate) is_acknowledged: AtomicBool,
}

/// Every attempt, and what it sent.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    pub(crate) log: Vec<Delivery>,
    pub(super) prepared: Vec<Arc<Prepared>>,
}

impl Deliveries {
    pub(super) fn record(&mut self, mut delivery: Delivery, prepared: Arc<Prepared>) -> Delivery {
        delivery.number = self.log.len();
        self.log.push(delivery.clone());
        self.prepared.push(prepared);
        delivery
    }
}
