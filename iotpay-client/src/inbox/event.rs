//! What an event contains.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use super::key::EventKey;
use crate::clock::in_milliseconds;
use crate::value::Cents;

/// A final outcome, from a verified notification or from a query. It contains no secrets.
///
/// ```
/// use std::time::SystemTime;
///
/// use iotpay_client::Cents;
/// use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource};
/// use iotpay_client::journal::{JournalKey, Settlement};
///
/// let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
/// let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
/// let event = Event::new(key, EventSource::Query, SystemTime::now())
///     .with_amount(Cents::from_decimal("28.65")?)
///     .with_currency("CAD".to_owned());
/// assert_eq!(event.amount, Some(Cents::new(2865)?));
/// # Ok::<(), iotpay_client::value::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Event {
    /// The key.
    pub key: EventKey,
    /// The amount, if the message contains it.
    pub amount: Option<Cents>,
    /// The currency as received, if the message contains it.
    pub currency: Option<String>,
    /// The IOTPay id of the order or the refund, if the message contains it.
    pub order_id: Option<String>,
    /// The message that reported the outcome first.
    pub source: EventSource,
    /// The time at which the message was received, in whole milliseconds.
    pub received_at: SystemTime,
    /// The verified fields as a JSON object with sorted names, without the signature and the values of secret fields.
    /// Empty if the source is a query.
    pub content: String,
}

/// The kind of message that reported an outcome.
///
/// `Display` and `FromStr` use the same stable text:
///
/// ```
/// use iotpay_client::inbox::EventSource;
///
/// assert_eq!("notification".parse(), Ok(EventSource::Notification));
/// assert_eq!(EventSource::Query.to_string(), "query");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventSource {
    /// A verified notification.
    Notification,
    /// The verified response of a query, for example during a sweep.
    Query,
}

impl Event {
    /// Creates an event without amount, currency, order id and content. The time is rounded down to milliseconds,
    /// because databases store no more.
    pub fn new(key: EventKey, source: EventSource, received_at: SystemTime) -> Self {
        Self {
            key,
            amount: None,
            currency: None,
            order_id: None,
            source,
            received_at: in_milliseconds(received_at),
            content: String::new(),
        }
    }

    /// Sets the amount.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Option<Cents>>) -> Self {
        self.amount = amount.into();
        self
    }

    /// Sets the currency.
    #[must_use]
    pub fn with_currency(mut self, currency: impl Into<Option<String>>) -> Self {
        self.currency = currency.into();
        self
    }

    /// Sets the IOTPay id of the order or the refund.
    #[must_use]
    pub fn with_order_id(mut self, order_id: impl Into<Option<String>>) -> Self {
        self.order_id = order_id.into();
        self
    }

    /// Sets the content.
    #[must_use]
    pub fn with_content(mut self, content: impl Into<String>) -> Self {
        self.content = content.into();
        self
    }

    /// Returns `true` if the other event has the same key and reports the same amount, currency and order id. What one
    /// of the events does not contain is not compared.
    ///
    /// ```
    /// # use std::time::SystemTime;
    /// # use iotpay_client::Cents;
    /// # use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource};
    /// # use iotpay_client::journal::{JournalKey, Settlement};
    /// # let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
    /// # let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    /// let event = Event::new(key, EventSource::Query, SystemTime::now());
    /// let with = |amount| event.clone().with_amount(Cents::new(amount).ok());
    /// assert!(event.agrees_with(&with(2865)) && with(2865).agrees_with(&with(2865)));
    /// assert!(!with(2865).agrees_with(&with(2866)));
    /// ```
    pub fn agrees_with(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        self.key == other.key
            && agree(self.amount.as_ref(), other.amount.as_ref())
            && agree(self.currency.as_ref(), other.currency.as_ref())
            && agree(self.order_id.as_ref(), other.order_id.as_ref())
    }
}

impl fmt::Display for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Notification => "notification",
            Self::Query => "query",
        })
    }
}

impl FromStr for EventSource {
    type Err = ParseEventSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "notification" => Ok(Self::Notification),
            "query" => Ok(Self::Query),
            _ => Err(ParseEventSourceError(())),
        }
    }
}

/// The error of parsing the source of an event: a newer version of the client may have recorded it.
///
/// ```
/// use iotpay_client::inbox::{EventSource, InboxError};
///
/// /// Reads a column of the database.
/// fn source(column: &str) -> Result<EventSource, InboxError> {
///     column.parse().map_err(InboxError::storage)
/// }
/// assert!(source("query").is_ok() && source("telephone").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParseEventSourceError(());

impl fmt::Display for ParseEventSourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown source of an event; expected `notification` or `query`")
    }
}

impl std::error::Error for ParseEventSourceError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_parsed_from_their_texts() {
        for source in [EventSource::Notification, EventSource::Query] {
            assert_eq!(source.to_string().parse(), Ok(source));
        }
        assert!("".parse::<EventSource>().is_err() && "Query".parse::<EventSource>().is_err());
    }
}
