//! The event that a verified notification reports.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::event::{Event, EventSource};
use super::key::EventKey;
use crate::incoming::{DecodeError, DecodeErrorKind, FieldKind, Fields, FromField, ReceivedField};
use crate::journal::JournalKey;
use crate::masking::Secrets;
use crate::notification::{Notification, Verified};
use crate::observe::Redaction;
use crate::spec::Family;
use crate::value::Cents;

impl<N: Notification> Verified<N> {
    /// Returns the event that the notification reports, for an [inbox](crate::inbox). Returns `None` if its status is
    /// not final, and for a browser return, which is never recorded.
    ///
    /// ```
    /// # #[cfg(feature = "general")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::time::SystemTime;
    /// # use iotpay_client::notification::ReceivedNotification;
    /// # use iotpay_client::{Credentials, NotificationRequest, general};
    /// # let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build()?;
    /// # let receiver = general::NotificationReceiver::new(credentials);
    /// # let incoming = NotificationRequest {
    /// #     method: "POST",
    /// #     query: "payOrderId=P1&mchId=10000701&mchOrderNo=m1&currency=CAD&amount=100&status=2\
    /// #             &backType=2&param2=&sign=F9E9FDC4C5F35AFA5616841C42B38F36",
    /// #     content_type: None,
    /// #     body: b"",
    /// # };
    /// if let ReceivedNotification::Server(notification) = receiver.receive::<general::OrderNotification>(incoming)? {
    ///     let event = notification.event(SystemTime::now())?.ok_or("not final")?;
    ///     assert_eq!(event.key.to_string(), "settled-paid: mchOrderNo m1 (general, merchant 10000701)");
    /// }
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "general"))]
    /// # fn main() {}
    /// ```
    ///
    /// This does not compile for a type of notification that contains no merchant reference.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the merchant reference is missing, or a field cannot be decoded.
    pub fn event(&self, received_at: SystemTime) -> Result<Option<Event>, DecodeError> {
        const {
            assert!(
                N::EVENT.is_some(),
                "this type of notification contains no merchant reference, so it has no events"
            );
        }
        let (Some(names), Some(outcome)) = (N::EVENT, self.event_outcome()) else { return Ok(None) };
        let fields = self.received().fields();
        if is_browser_return::<N>(fields) {
            return Ok(None);
        }
        let missing = || DecodeError::whole(DecodeErrorKind::Missing);
        let reference = if outcome.is_of_refund() { names.refund } else { names.order }.ok_or_else(missing)?;
        let text: Option<String> = read(fields, reference.names)?;
        let text = text.ok_or_else(|| match reference.names {
            [name, ..] => DecodeError::new(name, DecodeErrorKind::Missing),
            [] => missing(),
        })?;
        let outcome = outcome.at(latest_time(fields, names.times)?);
        let key = JournalKey::new(self.mch_id(), <N::Family as Family>::SPEC.name, reference.request_field, text);
        let event = Event::new(EventKey::new(key, outcome), EventSource::Notification, received_at)
            .with_amount(read::<Cents>(fields, names.amount)?)
            .with_currency(read(fields, names.currency)?)
            .with_order_id(read(fields, names.id)?);
        Ok(Some(event.with_content(content::<N>(fields))))
    }
}

fn is_browser_return<N: Notification>(fields: &Fields) -> bool {
    N::BROWSER_MARKER.is_some_and(|(name, value)| fields.filled(name).is_some_and(|field| field.text() == value))
}

/// Reads the field with one of these names. A value of the wrong type is an error: without an amount, nothing would be
/// compared.
fn read<T: FromField>(fields: &Fields, names: &[&str]) -> Result<Option<T>, DecodeError> {
    names.iter().find_map(|name| fields.filled(name)).map(|field| T::from_field(&field)).transpose()
}

/// Returns the latest of the times that a message states. A state that has not begun has the time 0.
fn latest_time(fields: &Fields, names: &[&str]) -> Result<Option<u64>, DecodeError> {
    let mut latest = None;
    for name in names {
        latest = latest
            .max(read::<i64>(fields, &[name])?.and_then(|time| u64::try_from(time).ok()).filter(|time| *time > 0));
    }
    Ok(latest)
}

/// The fields as a JSON object with sorted names, without the signature and the values of secret fields.
fn content<N: Notification>(fields: &Fields) -> String {
    let signature = <N::Family as Family>::SPEC.signing.field;
    let redaction = Redaction {
        secrets: &Secrets::none(),
        signature,
        secret_fields: N::SECRET_FIELDS,
        id_fields: N::ID_FIELDS,
        only: None,
    };
    let mut members: Vec<_> = fields.iter().filter(|field| field.name() != signature).collect();
    members.sort_unstable_by_key(|field| field.name());
    let object: Map<String, Value> =
        members.into_iter().map(|field| (field.name().to_owned(), value(&field))).collect();
    redaction.object(object).to_string()
}

/// The value of a field as JSON. A number that JSON libraries would round is text.
fn value(field: &ReceivedField) -> Value {
    let text = field.text();
    let as_text = || Value::String(text.to_owned());
    match field.kind() {
        FieldKind::Text => as_text(),
        FieldKind::Number => {
            let number = serde_json::from_str::<Value>(text).ok().filter(|number| Value::to_string(number) == text);
            number.unwrap_or_else(as_text)
        }
        FieldKind::Bool | FieldKind::Null | FieldKind::Object | FieldKind::Array => {
            serde_json::from_str(text).unwrap_or_else(|_| as_text())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_digits() {
        let fields =
            Fields::from_json(r#"{"a":1.50,"b":123456789012345678901234567890,"c":7,"d":[true,null]}"#).unwrap();
        let values: Vec<_> = fields.iter().map(|field| value(&field).to_string()).collect();
        assert_eq!(values, [r#""1.50""#, r#""123456789012345678901234567890""#, "7", "[true,null]"]);
    }
}
