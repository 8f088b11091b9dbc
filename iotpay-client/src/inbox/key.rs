//! The identity of an event.

use std::fmt;
use std::str::FromStr;

use crate::journal::{JournalKey, JournalOutcome, Settlement};
use crate::outcome::{PaymentOutcome, RefundOutcome, Transaction};

/// The key of an event: a merchant reference and a final outcome, from verified content. The reference and its field are
/// those of the [`JournalKey`] of the request that created the order or the refund.
///
/// Keys are ordered by merchant id, family, field, reference and outcome.
///
/// ```
/// use iotpay_client::inbox::{EventKey, EventOutcome};
/// use iotpay_client::journal::{JournalKey, Settlement};
///
/// let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
/// let key = EventKey::new(order.clone(), EventOutcome::Settled(Settlement::Paid));
/// assert_eq!(key.to_string(), "settled-paid: mchOrderNo 20260427-0001 (general, merchant 10000701)");
/// assert_eq!(key.journal_key(), order);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct EventKey {
    /// The merchant id.
    pub mch_id: String,
    /// The name of the API family.
    pub family: String,
    /// The wire name of the request field with the merchant reference.
    pub field: String,
    /// The merchant reference.
    pub reference: String,
    /// The outcome.
    pub outcome: EventOutcome,
}

impl EventKey {
    /// Creates a key from the key of a journal entry and the outcome.
    pub fn new(key: JournalKey, outcome: EventOutcome) -> Self {
        let JournalKey { mch_id, family, field, reference } = key;
        Self { mch_id, family, field, reference, outcome }
    }

    /// Returns the key of the journal entry of the request that the event is about.
    pub fn journal_key(&self) -> JournalKey {
        JournalKey::new(&self.mch_id, &self.family, &self.field, &self.reference)
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.outcome, self.journal_key())
    }
}

/// The outcome that an event reports. It contains no secrets.
///
/// `Display` and `FromStr` use the same stable text, for example to store an outcome in a database:
///
/// ```
/// use iotpay_client::inbox::EventOutcome;
/// use iotpay_client::journal::Settlement;
///
/// let paid: EventOutcome = "settled-paid".parse()?;
/// assert_eq!(paid, EventOutcome::Settled(Settlement::Paid));
/// let signed = EventOutcome::State("signed".to_owned());
/// assert_eq!(signed.to_string(), "state-signed");
/// # Ok::<(), iotpay_client::inbox::ParseEventOutcomeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventOutcome {
    /// The final outcome of a payment, a refund or a void.
    Settled(Settlement),
    /// The state of something that has no amount, such as a contract or a saved card.
    State(String),
}

impl EventOutcome {
    /// Returns the outcome of a payment; `None` if it is not final or not known.
    pub const fn from_payment(outcome: PaymentOutcome) -> Option<Self> {
        match outcome {
            PaymentOutcome::Success => Some(Self::Settled(Settlement::Paid)),
            PaymentOutcome::Failed => Some(Self::Settled(Settlement::PaymentFailed)),
            PaymentOutcome::Pending | PaymentOutcome::Unknown => None,
        }
    }

    /// Returns the outcome of a refund or a void; `None` if it is not final or not known.
    pub const fn from_refund(outcome: RefundOutcome) -> Option<Self> {
        match outcome {
            RefundOutcome::Refunded => Some(Self::Settled(Settlement::Refunded)),
            RefundOutcome::Failed => Some(Self::Settled(Settlement::RefundFailed)),
            RefundOutcome::Pending | RefundOutcome::Unknown => None,
        }
    }

    /// Returns the outcome of a transaction; `None` if it is not final or not known.
    pub const fn from_transaction(transaction: Transaction) -> Option<Self> {
        match transaction {
            Transaction::Payment(outcome) => Self::from_payment(outcome),
            Transaction::Refund(outcome) => Self::from_refund(outcome),
            Transaction::Undetermined => None,
        }
    }

    /// Returns `true` for an outcome of a refund or a void.
    pub const fn is_of_refund(&self) -> bool {
        matches!(self, Self::Settled(Settlement::Refunded | Settlement::RefundFailed))
    }

    /// Returns the final outcome of a payment, a refund or a void.
    pub const fn settlement(&self) -> Option<Settlement> {
        match self {
            Self::Settled(settlement) => Some(*settlement),
            Self::State(_) => None,
        }
    }
}

const STATE: &str = "state-";

/// Displays the stable text that [`FromStr`] parses.
impl fmt::Display for EventOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settled(settlement) => JournalOutcome::Settled(*settlement).fmt(f),
            Self::State(state) => write!(f, "{STATE}{state}"),
        }
    }
}

impl FromStr for EventOutcome {
    type Err = ParseEventOutcomeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(state) = text.strip_prefix(STATE).filter(|state| !state.is_empty()) {
            return Ok(Self::State(state.to_owned()));
        }
        match text.parse() {
            Ok(JournalOutcome::Settled(settlement)) => Ok(Self::Settled(settlement)),
            _ => Err(ParseEventOutcomeError(())),
        }
    }
}

/// The error of parsing the outcome of an event: a newer version of the client may have recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParseEventOutcomeError(());

impl fmt::Display for ParseEventOutcomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown outcome of an event; expected a text such as `settled-paid` or `state-signed`")
    }
}

impl std::error::Error for ParseEventOutcomeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_parsed_to_the_same_outcomes() {
        let settled = [Settlement::Paid, Settlement::PaymentFailed, Settlement::Refunded, Settlement::RefundFailed]
            .map(EventOutcome::Settled);
        let states = ["signed", "settled-paid", "state-"].map(|state| EventOutcome::State(state.to_owned()));
        for outcome in settled.into_iter().chain(states) {
            assert_eq!(outcome.to_string().parse(), Ok(outcome.clone()), "{outcome}");
        }
        for text in ["", "paid", "state-", "accepted", "Settled-paid", "settled-paid "] {
            assert!(text.parse::<EventOutcome>().is_err(), "{text}");
        }
    }
}
