//! What the shop expects an event to report.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::alarm::Alarm;
use super::event::Event;
use super::step::ProcessingStep;
use super::time_limit::responding;
use crate::journal::{IntentId, Journal, JournalEntry, JournalError, JournalOutcome};
use crate::value::Cents;

/// The amount and the currency of an order or a refund.
///
/// ```
/// use iotpay_client::Cents;
/// use iotpay_client::inbox::Expected;
///
/// let expected = Expected::new(Cents::from_decimal("28.65")?).with_currency("CAD");
/// # Ok::<(), iotpay_client::value::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Expected {
    /// The amount; `None` is not compared.
    pub amount: Option<Cents>,
    /// The currency; `None` is not compared.
    pub currency: Option<String>,
}

impl Expected {
    /// Creates an expectation of an amount.
    pub fn new(amount: impl Into<Option<Cents>>) -> Self {
        Self { amount: amount.into(), currency: None }
    }

    /// Sets the currency.
    #[must_use]
    pub fn with_currency(mut self, currency: impl Into<String>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// Returns the alarm if the event reports something else.
    fn difference(self, event: &Event, has_amount: bool) -> Option<Alarm> {
        if let Some(expected) = self.amount
            && event.amount.map_or(has_amount, |amount| amount != expected)
        {
            return Some(Alarm::WrongAmount { event: Box::new(event.clone()), expected });
        }
        match (self.currency, &event.currency) {
            (Some(expected), Some(found)) if expected != *found => {
                Some(Alarm::WrongCurrency { event: Box::new(event.clone()), expected })
            }
            _ => None,
        }
    }
}

/// The future that an [`Expectation`] returns.
///
/// ```
/// use std::collections::HashMap;
///
/// use iotpay_client::Cents;
/// use iotpay_client::inbox::{Event, Expectation, ExpectationFuture, Expected};
///
/// /// The amounts of orders by their reference.
/// struct Amounts(HashMap<String, Cents>);
///
/// impl Expectation for Amounts {
///     fn expected<'a>(&'a self, event: &'a Event) -> ExpectationFuture<'a> {
///         let expected = self.0.get(&event.key.reference).map(|amount| Expected::new(*amount));
///         Box::pin(async move { Ok(expected) })
///     }
/// }
/// ```
pub type ExpectationFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Option<Expected>, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// What the shop expects an event to report, for shops without a [journal](crate::journal).
///
/// ```
/// use iotpay_client::Cents;
/// use iotpay_client::inbox::{Event, Expectation, ExpectationFuture, Expected};
///
/// struct Orders; // such as a pool of database connections
///
/// impl Expectation for Orders {
///     fn expected<'a>(&'a self, event: &'a Event) -> ExpectationFuture<'a> {
///         Box::pin(async move {
///             // Look up the order `event.key.reference`.
///             let amount = Cents::from_decimal("28.65")?;
///             Ok(Some(Expected::new(amount).with_currency("CAD")))
///         })
///     }
/// }
/// ```
pub trait Expectation: Send + Sync {
    /// Returns the amount and the currency of the request that the event is about; `None` if the shop has not sent it.
    ///
    /// # Errors
    ///
    /// Returns an error if the order could not be read. The gateway then resends the notification.
    fn expected<'a>(&'a self, event: &'a Event) -> ExpectationFuture<'a>;
}

/// The source of expectations.
pub(super) enum Source {
    Journal(Arc<dyn Journal>),
    Shop(Arc<dyn Expectation>),
}

/// The journal entry of an event.
pub(super) struct Entry<'a> {
    journal: &'a dyn Journal,
    id: IntentId,
}

impl Source {
    /// Compares an event with the request. Returns the journal entry of the request, if there is a journal.
    pub(super) async fn compare(
        &self,
        event: &Event,
        has_amount: bool,
        limit: Duration,
    ) -> Result<Option<Entry<'_>>, Alarm> {
        let (expected, entry) = match self {
            // Only requests that move money are in the journal.
            Self::Journal(_) if event.key.outcome.settlement().is_none() => return Ok(None),
            Self::Journal(journal) => {
                let key = event.key.journal_key();
                let entry = responding(limit, journal.entry(&key), JournalError::storage).await;
                let entry = entry.map_err(|error| journal_alarm(event, ProcessingStep::Compare, error))?;
                let entry = entry.ok_or_else(|| unknown(event))?;
                let JournalEntry { intent, .. } = entry;
                let expected = Expected { amount: intent.amount, currency: intent.currency };
                (expected, Some(Entry { journal: &**journal, id: intent.id }))
            }
            Self::Shop(shop) => {
                let expected = responding(limit, shop.expected(event), Box::<dyn StdError + Send + Sync>::from).await;
                let expected = expected
                    .map_err(|error| Alarm::Expectation { event: Box::new(event.clone()), error: Arc::from(error) })?;
                (expected.ok_or_else(|| unknown(event))?, None)
            }
        };
        match expected.difference(event, has_amount) {
            Some(alarm) => Err(alarm),
            None => Ok(entry),
        }
    }
}

impl Entry<'_> {
    /// Records the outcome of an event.
    pub(super) async fn settle(&self, event: &Event, limit: Duration) -> Result<(), Alarm> {
        let Some(settlement) = event.key.outcome.settlement() else { return Ok(()) };
        let outcome = JournalOutcome::Settled(settlement);
        let key = event.key.journal_key();
        match responding(limit, self.journal.record(&key, self.id, &outcome), JournalError::storage).await {
            // The reference was used again at this moment: the entry is about the new request.
            Ok(_) | Err(JournalError::NoSuchIntent) => Ok(()),
            Err(error) => Err(journal_alarm(event, ProcessingStep::Settle, error)),
        }
    }
}

/// Returns `true` if the journal knows an outcome that outranks that of the event: a payment has arrived, and the event
/// says that it failed.
pub(super) async fn outranks(journal: &dyn Journal, event: &Event, limit: Duration) -> Result<bool, JournalError> {
    let Some(settlement) = event.key.outcome.settlement() else { return Ok(false) };
    let key = event.key.journal_key();
    let entry = responding(limit, journal.entry(&key), JournalError::storage).await?;
    let outcome = JournalOutcome::Settled(settlement);
    Ok(entry.and_then(|entry| entry.outcome).is_some_and(|known| known.replaces(Some(&outcome))))
}

fn journal_alarm(event: &Event, step: ProcessingStep, error: JournalError) -> Alarm {
    Alarm::Journal { event: Box::new(event.clone()), step, error }
}

fn unknown(event: &Event) -> Alarm {
    Alarm::UnknownOrder { event: Box::new(event.clone()) }
}
