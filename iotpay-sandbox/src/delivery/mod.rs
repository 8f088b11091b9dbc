//! Sends notifications, again until the merchant acknowledges them, and records each attempt.

mod edit;
mod message;
mod schedule;
mod target;

use std::sync::Arc;
use std::time::Duration;

use iotpay_gen::model::Outcome;
use serde::Serialize;

pub use self::edit::{NotificationEdit, SignatureEdit};
pub(crate) use self::message::Event;
use self::message::{Prepared, prepare};
pub use self::schedule::NotificationSchedule;
pub(crate) use self::target::Targets;
use crate::effect::status;
use crate::history::EventKind;
use crate::state::Shared;

/// The largest response of a merchant that is kept, in bytes.
const LONGEST_RESPONSE: usize = 64 * 1024;

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
}

impl Undelivered {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NoNotification => "the operation succeeded, but the spec has no notification for it",
            Self::NoNotifyUrl => "the operation succeeded, but the request has no notification URL",
            Self::NotAllowed => "the operation succeeded, but the notification URL is not an allowed address",
            Self::UnknownField => "the notification has no field with the name in the edit",
        }
    }
}

/// The HTTP client for notifications, with the timeouts of the gateway family. It never uses a proxy, since
/// notifications are sent only to loopback addresses and to hosts that the caller names.
pub(crate) fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(30))
        .timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
}

/// Sends a notification, and returns the first attempt. If it is not acknowledged, the schedule continues.
pub(crate) async fn notify(
    shared: &Arc<Shared>,
    event: &Event<'_>,
    edit: &NotificationEdit,
) -> Result<Delivery, Undelivered> {
    let prepared = Arc::new(prepare(shared, event, edit)?);
    let first = send(shared, &prepared, 1).await;
    shared.spawn(schedule::follow_up(Arc::clone(shared), prepared, first.clone()));
    Ok(first)
}

/// Sends the notification of an earlier attempt again, unchanged.
pub(crate) async fn resend(shared: &Shared, number: usize) -> Option<Delivery> {
    let prepared = shared.deliveries().prepared.get(number).cloned()?;
    let attempt = shared.deliveries().log.iter().filter(|sent| sent.subject == prepared.subject).count();
    Some(send(shared, &prepared, u32::try_from(attempt).unwrap_or(u32::MAX).saturating_add(1)).await)
}

/// Sends a notification once, and records the attempt.
async fn send(shared: &Shared, prepared: &Arc<Prepared>, attempt: u32) -> Delivery {
    let mut delivery = Delivery {
        number: 0,
        subject: prepared.subject.clone(),
        attempt,
        sent_at: shared.clock.now(),
        url: prepared.url.clone(),
        body: prepared.body.clone(),
        status: None,
        response_body: String::new(),
        acknowledged: false,
    };
    let request = shared.http.post(&prepared.url).header("Content-Type", prepared.content_type);
    if let Ok(mut response) = request.body(prepared.body.clone()).send().await {
        let code = response.status().as_u16();
        delivery.status = Some(code);
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_RESPONSE {
                body.truncate(LONGEST_RESPONSE);
                break;
            }
        }
        delivery.response_body = String::from_utf8_lossy(&body).into_owned();
        let is_yes = delivery.response_body.trim().eq_ignore_ascii_case(&prepared.acknowledgement);
        delivery.acknowledged = is_yes && code < 400;
    }
    if delivery.acknowledged && prepared.is_payment {
        mark_notified(shared, &prepared.subject);
    }
    let delivery = shared.deliveries().record(delivery, Arc::clone(prepared));
    shared.record(EventKind::Notification { delivery: delivery.clone() });
    delivery
}

/// A payment whose notification is acknowledged has the second status of a paid order, if there is one.
fn mark_notified(shared: &Shared, pay_order_id: &str) {
    let mut ledger = shared.ledger();
    let Some(order) = ledger.orders.with_id_mut(pay_order_id) else { return };
    if let Some(family) = shared.model.families.iter().find(|family| family.name == order.family) {
        order.status = status(&shared.model, family, Outcome::Success, 1);
    }
}

/// Every attempt, and what it sent.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    pub(crate) log: Vec<Delivery>,
    prepared: Vec<Arc<Prepared>>,
}

impl Deliveries {
    fn record(&mut self, mut delivery: Delivery, prepared: Arc<Prepared>) -> Delivery {
        delivery.number = self.log.len();
        self.log.push(delivery.clone());
        self.prepared.push(prepared);
        delivery
    }
}
