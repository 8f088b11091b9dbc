//! An event that is handled.

use std::time::SystemTime;

use iotpay_client::inbox::Event;
use serde_json::{Map, Value, json};

use crate::time::milliseconds;

/// An event that is handled, for a [`Sink`](super::Sink). It contains no secrets.
///
/// ```
/// use iotpay_client::inbox::EventOutcome;
/// use iotpay_client::journal::Settlement;
/// use iotpay_store::outbox::{HandledEvent, Sink, SinkError};
///
/// /// Passes on only payments.
/// struct Payments<S>(S);
///
/// impl<S: Sink> Sink for Payments<S> {
///     async fn deliver(&self, handled: &HandledEvent) -> Result<(), SinkError> {
///         let is_payment = handled.event.key.outcome == EventOutcome::Settled(Settlement::Paid);
///         if is_payment { self.0.deliver(handled).await } else { Ok(()) }
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct HandledEvent {
    /// The event.
    pub event: Event,
    /// The time at which it was handled, by the clock of the database.
    pub handled_at: SystemTime,
}

impl HandledEvent {
    /// Creates a handled event, for example to test a sink.
    pub fn new(event: Event, handled_at: SystemTime) -> Self {
        Self { event, handled_at }
    }

    /// Returns a text that is the same each time the event is delivered, and different for each event:
    /// `<merchant id>/<family>/<field>/<reference>/<outcome>`. Use it to recognize duplicates.
    ///
    /// ```
    /// # use std::time::SystemTime;
    /// # use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource};
    /// # use iotpay_client::journal::{JournalKey, Settlement};
    /// use iotpay_store::outbox::HandledEvent;
    ///
    /// let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
    /// let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    /// let now = SystemTime::now();
    /// let handled = HandledEvent::new(Event::new(key, EventSource::Query, now), now);
    /// assert_eq!(handled.id(), "10000701/general/mchOrderNo/20260427-0001/settled-paid");
    /// ```
    pub fn id(&self) -> String {
        let key = &self.event.key;
        // Only the reference can contain a slash: the others are numbers and names, and outcomes of states are the last
        // part.
        format!("{}/{}/{}/{}/{}", key.mch_id, key.family, key.field, key.reference, key.outcome)
    }

    /// Returns the event as a JSON object. Amounts are in cents, and times in milliseconds since 1970. `content`
    /// contains the verified fields without secrets; it is `null` if the outcome is from a query.
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # use iotpay_client::Cents;
    /// # use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource};
    /// # use iotpay_client::journal::{JournalKey, Settlement};
    /// # use iotpay_store::outbox::HandledEvent;
    /// let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
    /// let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    /// let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_777_777_777);
    /// let event = Event::new(key, EventSource::Query, time).with_amount(Cents::from_decimal("28.65")?);
    /// let json = HandledEvent::new(event, time).to_json();
    /// assert!(json.contains(r#""amount":2865"#) && json.contains(r#""outcome":"settled-paid""#));
    /// # Ok::<(), iotpay_client::value::ValueError>(())
    /// ```
    pub fn to_json(&self) -> String {
        let Event { key, amount, currency, order_id, source, received_at, content, .. } = &self.event;
        let content = serde_json::from_str::<Map<String, Value>>(content).map_or(Value::Null, Value::Object);
        json!({
            "id": self.id(),
            "mch_id": key.mch_id,
            "family": key.family,
            "field": key.field,
            "reference": key.reference,
            "outcome": key.outcome.to_string(),
            "amount": amount.map(iotpay_client::Cents::get),
            "currency": currency,
            "order_id": order_id,
            "source": source.to_string(),
            "received_at": milliseconds(*received_at),
            "handled_at": milliseconds(self.handled_at),
            "content": content,
        })
        .to_string()
    }
}
