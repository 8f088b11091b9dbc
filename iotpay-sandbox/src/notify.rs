//! Notifications, as each family sends them.

use std::fmt;
use std::time::Duration;

use iotpay_client::{JsonObject, Signer, Value};
use iotpay_gen::model::{Field, Notification, NotificationBody, Outcome};
use url::{Host, Url};

use crate::answer::Known;
use crate::effect::{facts, is_integer, status};
use crate::gateway::Shared;
use crate::ledger::Order;

/// A notification that was sent, and what the merchant answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Where it went, query included.
    pub url: String,
    /// The body.
    pub body: String,
    /// The HTTP status of the answer; nothing when there was no answer.
    pub status: Option<u16>,
    /// The body of the answer.
    pub answer: String,
    /// Whether the merchant acknowledged it, so that the order now counts as notified.
    pub acknowledged: bool,
}

/// Why an order cannot be paid or notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayError {
    /// There is no such order.
    NoSuchOrder,
    /// The order is paid, and the spec has no notification for its family.
    NoNotification,
    /// The order is paid, and its notification URL is not on this machine: the gateway sends
    /// nothing elsewhere.
    NotLoopback,
}

impl fmt::Display for PayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchOrder => "there is no such order",
            Self::NoNotification => "the order is paid; the spec has no notification for its family",
            Self::NotLoopback => "the order is paid; its notification URL is not a loopback address",
        })
    }
}

impl std::error::Error for PayError {}

/// The client that sends notifications, with the time-outs of the gateway family.
pub(crate) fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(30))
        .timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Sends an order's notification once.
pub(crate) async fn notify(shared: &Shared, order: &Order) -> Result<Delivery, PayError> {
    let model = &shared.model;
    let family_id = model.families.iter().position(|family| family.name == order.family);
    let page = model.pages.iter().find(|page| Some(page.family) == family_id && !page.notifications.is_empty());
    let notification = page.and_then(|page| page.notifications.first()).ok_or(PayError::NoNotification)?;
    let family = &model.families[page.map_or(0, |page| page.family)];
    let habits = family.notifications.as_ref().ok_or(PayError::NoNotification)?;
    let notify_url = order.fields.get("notifyUrl").map_or("", String::as_str);
    if !is_loopback(notify_url) {
        return Err(PayError::NotLoopback);
    }
    let message = Message::new(shared, notification, order);
    let (url, content_type, body) = match habits.body {
        // The wallet family appends all fields to the URL; the body is empty.
        NotificationBody::Form | NotificationBody::Any => {
            (format!("{notify_url}?{}", message.query()), "application/x-www-form-urlencoded", String::new())
        }
        NotificationBody::Json => (notify_url.to_owned(), "application/json;charset=UTF-8", message.json()),
    };
    let sent = shared.http.post(&url).header("Content-Type", content_type).body(body.clone()).send().await;
    let mut delivery = Delivery { url, body, status: None, answer: String::new(), acknowledged: false };
    if let Ok(response) = sent {
        let code = response.status().as_u16();
        delivery.status = Some(code);
        delivery.answer = response.text().await.unwrap_or_default();
        let is_yes = delivery.answer.trim().eq_ignore_ascii_case(&habits.acknowledgement);
        delivery.acknowledged = is_yes && code < 400;
    }
    if delivery.acknowledged {
        let notified = status(model, family, Outcome::Success, 1);
        if let Some(order) = shared.ledger().by_pay_order_id(&order.family, &order.pay_order_id) {
            order.status = notified;
        }
    }
    Ok(delivery)
}

/// A notification's fields in the page's order, and its signature.
struct Message<'a> {
    fields: Vec<(&'a Field, String)>,
    sign_field: &'a str,
    sign: String,
}

impl<'a> Message<'a> {
    fn new(shared: &'a Shared, notification: &'a Notification, order: &Order) -> Self {
        let mut known: Known = facts(order);
        known.insert("refundable".into(), (order.amount - order.refunded).to_string());
        known.insert("payType".into(), "pay".into());
        if let Some((field, browser)) = &notification.browser_return {
            // The other value than that of a browser's return.
            let other = other_value(shared, notification, field, browser);
            known.insert(field.clone(), other);
        }
        let fields: Vec<_> = notification
            .fields
            .iter()
            .map(|field| (field, known.get(&field.wire).cloned().unwrap_or_default()))
            .collect();
        let mut sorted: Vec<_> = fields.iter().collect();
        sorted.sort_by(|(a, _), (b, _)| a.wire.cmp(&b.wire));
        let mut signer = Signer::new();
        for (field, value) in sorted {
            signer.field(&field.wire, Value::Text(value));
        }
        let sign = signer.finish(&shared.merchant.key).to_string();
        Self { fields, sign_field: &shared.model.signing.field, sign }
    }

    /// All fields, the empty ones too: the family sends them, and signs them not.
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (field, value) in &self.fields {
            query.append_pair(&field.wire, value);
        }
        query.append_pair(self.sign_field, &self.sign).finish()
    }

    fn json(&self) -> String {
        let mut object = JsonObject::new();
        for (field, value) in self.fields.iter().filter(|(_, value)| !value.is_empty()) {
            let integer = is_integer(&field.ty).then(|| value.parse().ok()).flatten();
            object.member(&field.wire, integer.map_or(Value::Text(value), Value::Integer));
        }
        object.member(self.sign_field, Value::Text(&self.sign));
        object.finish()
    }
}

fn other_value(shared: &Shared, notification: &Notification, field: &str, browser: &str) -> String {
    let ty = notification.fields.iter().find(|known| known.wire == field).map(|known| &known.ty);
    let enumeration = match ty {
        Some(iotpay_gen::model::Type::Choice(choice)) => shared.model.enumerations.get(choice.enumeration),
        _ => None,
    };
    let others = enumeration.into_iter().flat_map(|it| &it.values).filter(|value| value.wire != browser);
    others.map(|value| value.wire.clone()).next().unwrap_or_default()
}

fn is_loopback(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
