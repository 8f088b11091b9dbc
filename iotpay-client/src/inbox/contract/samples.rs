//! Events for the tests.

use std::time::{Duration, SystemTime};

use crate::inbox::{Event, EventKey, EventOutcome, EventSource};
use crate::journal::{IntentId, JournalKey, Settlement};
use crate::value::Cents;

/// References that are easily confused. Ids may contain any visible characters except `&` and `=`.
pub(super) const REFERENCES: [&str; 8] = ["-", "1", "10", "A'--", "a", "a%", "a_", "茶-1"];

/// Returns a new reference.
pub(super) fn new_reference() -> String {
    IntentId::random().to_string()
}

/// Returns the key of a paid order.
pub(super) fn key(reference: &str) -> EventKey {
    let order = JournalKey::new("10000701", "general", "mchOrderNo", reference);
    EventKey::new(order, EventOutcome::Settled(Settlement::Paid))
}

/// Returns an event without optional parts.
pub(super) fn event(reference: &str) -> Event {
    Event::new(key(reference), EventSource::Query, SystemTime::UNIX_EPOCH + Duration::from_millis(1_777_777_777_123))
}

/// Returns an event with every part.
pub(super) fn full_event(reference: &str) -> Event {
    let event = Event { source: EventSource::Notification, ..event(reference) };
    let event = event.with_amount(Cents::MAX).with_currency("CAD".to_owned()).with_order_id("P1".to_owned());
    event.with_content(r#"{"mchOrderNo":"茶","subject":"O'Neill \"tea\" \\ 100 % \u0000"}"#)
}
