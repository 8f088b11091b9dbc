//! What is recorded about a request: the intent before it is sent, and the outcome after it.

use std::time::SystemTime;

use super::key::{IntentId, JournalKey};
use super::outcome::JournalOutcome;
use crate::clock::in_milliseconds;
use crate::value::Cents;

/// What a request intends, recorded before it is sent. It contains no secrets.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use iotpay_client::Cents;
/// use iotpay_client::journal::{Intent, JournalKey};
///
/// let key = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
/// let now = SystemTime::now();
/// let intent = Intent::new(key, "create_order", now, now + Duration::from_secs(60))
///     .with_amount(Cents::from_decimal("28.65")?)
///     .with_currency("CAD");
/// assert_eq!(intent.amount, Some(Cents::new(2865)?));
/// # Ok::<(), iotpay_client::value::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Intent {
    /// The key.
    pub key: JournalKey,
    /// The id of this intent.
    pub id: IntentId,
    /// The name of the endpoint.
    pub operation: String,
    /// The amount, if the request has one. The request for a void or a full refund may have none.
    pub amount: Option<Cents>,
    /// The currency as it is sent, if the request has one.
    pub currency: Option<String>,
    /// The IOTPay order id, if the request is about an earlier order.
    pub order_id: Option<String>,
    /// The name of the query that finds out what happened to the request; `None` if no endpoint returns it.
    pub status_query: Option<String>,
    /// The time at which the intent was recorded, in whole milliseconds.
    pub created_at: SystemTime,
    /// The time until which the client may still be sending the request or waiting for the response, in whole
    /// milliseconds. Until then, nothing but the client itself determines the outcome. If several machines share the
    /// journal, their clocks must differ by less than a few seconds.
    pub in_progress_until: SystemTime,
}

impl Intent {
    /// Creates an intent with a new id. The times are rounded down to milliseconds, because databases store no more.
    pub fn new(
        key: JournalKey,
        operation: impl Into<String>,
        created_at: SystemTime,
        in_progress_until: SystemTime,
    ) -> Self {
        Self {
            key,
            id: IntentId::random(),
            operation: operation.into(),
            amount: None,
            currency: None,
            order_id: None,
            status_query: None,
            created_at: in_milliseconds(created_at),
            in_progress_until: in_milliseconds(in_progress_until),
        }
    }

    /// Sets the id, for example that of a stored intent.
    #[must_use]
    pub fn with_id(mut self, id: IntentId) -> Self {
        self.id = id;
        self
    }

    /// Sets the amount.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Option<Cents>>) -> Self {
        self.amount = amount.into();
        self
    }

    /// Sets the currency.
    #[must_use]
    pub fn with_currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// Sets the IOTPay order id.
    #[must_use]
    pub fn with_order_id(mut self, order_id: impl Into<String>) -> Self {
        self.order_id = Some(order_id.into());
        self
    }

    /// Sets the name of the query that finds out what happened to the request.
    #[must_use]
    pub fn with_status_query(mut self, name: impl Into<String>) -> Self {
        self.status_query = Some(name.into());
        self
    }
}

/// A journal entry: an intent, and its outcome so far.
///
/// ```
/// use iotpay_client::journal::{Journal, JournalError, JournalKey};
///
/// /// Returns what happened to an order.
/// async fn state(journal: &impl Journal, key: &JournalKey) -> Result<String, JournalError> {
///     Ok(match journal.entry(key).await? {
///         None => "it was never sent".to_owned(),
///         Some(entry) if entry.had_no_effect() => "it had no effect; the reference may be used again".to_owned(),
///         Some(entry) => match entry.outcome {
///             Some(outcome) => format!("{outcome}{}", if entry.is_open() { ", which is not final" } else { "" }),
///             None => "it may be in progress".to_owned(),
///         },
///     })
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let key = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
/// # let journal = iotpay_client::journal::MemoryJournal::new();
/// # assert_eq!(state(&journal, &key).await.unwrap(), "it was never sent");
/// # });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct JournalEntry {
    /// The intent.
    pub intent: Intent,
    /// The outcome; `None` if none was recorded. The request may then be in progress, or the process that sent it has
    /// ended.
    pub outcome: Option<JournalOutcome>,
}

impl JournalEntry {
    /// Creates an entry.
    pub fn new(intent: Intent, outcome: Option<JournalOutcome>) -> Self {
        Self { intent, outcome }
    }

    /// Returns `true` if a sweep has to resolve the entry: the outcome can still change. An accepted request whose outcome
    /// no endpoint returns is not open, because nothing more can become known.
    pub fn is_open(&self) -> bool {
        match self.outcome {
            Some(JournalOutcome::Accepted) => self.intent.status_query.is_some(),
            outcome => outcome.is_none_or(|outcome| outcome.is_open()),
        }
    }

    /// Returns `true` if the recorded outcome proves that the request had no effect, so that the reference may be used
    /// again.
    pub fn had_no_effect(&self) -> bool {
        self.outcome.as_ref().is_some_and(JournalOutcome::had_no_effect)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_whole_milliseconds() {
        let at = |nanos| SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos);
        let intent = Intent::new(JournalKey::new("1", "card", "mchOrderNo", "a"), "void", at(1_999_999), at(3_000_000));
        assert_eq!((intent.created_at, intent.in_progress_until), (at(1_000_000), at(3_000_000)));
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(in_milliseconds(before), SystemTime::UNIX_EPOCH);
    }
}
