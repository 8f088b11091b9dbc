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
/// let signed = EventOutcome::state("signed");
/// assert_eq!((signed.to_string(), signed.state_name()), ("state-signed".to_owned(), Some("signed")));
/// // A contract that is signed again is a new event, because its message states another time.
/// let again = signed.at(Some(1_755_558_434_000));
/// assert_eq!((again.to_string(), again.state_name()), ("state-signed@1755558434000".to_owned(), Some("signed")));
/// # Ok::<(), iotpay_client::inbox::ParseEventOutcomeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventOutcome {
    /// The final outcome of a payment, a refund or a void.
    Settled(Settlement),
    /// The state of something that has no amount, such as a contract or a saved card.
    State {
        /// The name of the state, such as `signed`.
        name: String,
        /// The time that the message states, in milliseconds since 1970, if it states one. The same state at another time
        /// is another event. Compare it before you replace a state that you have stored: messages can arrive in any order.
        time: Option<u64>,
    },
}

impl EventOutcome {
    /// Creates the outcome of a state, without a time.
    pub fn state(name: impl Into<String>) -> Self {
        Self::State { name: name.into(), time: None }
    }

    /// Sets the time of a state, in milliseconds since 1970. Another outcome stays the same.
    #[must_use]
    pub fn at(self, milliseconds: Option<u64>) -> Self {
        match self {
            Self::State { name, .. } => Self::State { name, time: milliseconds },
            settled @ Self::Settled(_) => settled,
        }
    }

    /// Returns the name of a state.
    pub fn state_name(&self) -> Option<&str> {
        match self {
            Self::State { name, .. } => Some(name),
            Self::Settled(_) => None,
        }
    }

    /// Returns the text without a time.
    #[cfg(feature = "metrics")]
    pub(crate) fn label(&self) -> String {
        self.state_name().map_or_else(|| self.to_string(), |name| format!("{STATE}{name}"))
    }

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

    /// Returns `true` if the other outcome of the same order no longer matters: that money moved outranks that it did
    /// not, in whatever order messages arrive. Nothing outranks a state.
    ///
    /// ```
    /// use iotpay_client::inbox::EventOutcome;
    /// use iotpay_client::journal::Settlement;
    ///
    /// let paid = EventOutcome::Settled(Settlement::Paid);
    /// let failed = EventOutcome::Settled(Settlement::PaymentFailed);
    /// assert!(paid.outranks(&failed) && !failed.outranks(&paid) && !paid.outranks(&paid));
    /// ```
    pub const fn outranks(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Settled(settlement), Self::Settled(other)) => {
                JournalOutcome::Settled(*settlement).replaces(Some(&JournalOutcome::Settled(*other)))
            }
            _ => false,
        }
    }

    /// Returns `true` if another outcome of the order may outrank this one.
    pub(super) const fn can_be_outranked(&self) -> bool {
        // No rank is higher than this one.
        Self::Settled(Settlement::Paid).outranks(self)
    }

    /// Returns the final outcome of a payment, a refund or a void.
    pub const fn settlement(&self) -> Option<Settlement> {
        match self {
            Self::Settled(settlement) => Some(*settlement),
            Self::State { .. } => None,
        }
    }
}

const STATE: &str = "state-";
/// Between the name of a state and its time.
const AT: char = '@';

/// Displays the stable text that [`FromStr`] parses.
impl fmt::Display for EventOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settled(settlement) => JournalOutcome::Settled(*settlement).fmt(f),
            Self::State { name, time: None } => write!(f, "{STATE}{name}"),
            Self::State { name, time: Some(time) } => write!(f, "{STATE}{name}{AT}{time}"),
        }
    }
}

impl FromStr for EventOutcome {
    type Err = ParseEventOutcomeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(state) = text.strip_prefix(STATE).filter(|state| !state.is_empty()) {
            let dated = state.rsplit_once(AT).and_then(|(name, time)| {
                let number = time.parse::<u64>().ok()?;
                (!name.is_empty() && number.to_string() == time).then_some((name, number))
            });
            let (name, time) = dated.map_or((state, None), |(name, time)| (name, Some(time)));
            return Ok(Self::state(name).at(time));
        }
        match text.parse() {
            Ok(JournalOutcome::Settled(settlement)) => Ok(Self::Settled(settlement)),
            _ => Err(ParseEventOutcomeError(())),
        }
    }
}

/// The error of parsing the outcome of an event: a newer version of the client may have recorded it.
///
/// ```
/// use iotpay_client::inbox::{EventOutcome, InboxError};
///
/// /// Reads a column of the database.
/// fn outcome(column: &str) -> Result<EventOutcome, InboxError> {
///     column.parse().map_err(InboxError::storage)
/// }
/// assert!(outcome("settled-paid").is_ok() && outcome("half-paid").is_err());
/// ```
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
        let states = ["signed", "settled-paid", "state-", "@", "@1", "signed@", "signed@01"].map(EventOutcome::state);
        let dated = [0, 7, u64::MAX].map(|time| EventOutcome::state("signed").at(Some(time)));
        for outcome in settled.into_iter().chain(states).chain(dated) {
            assert_eq!(outcome.to_string().parse(), Ok(outcome.clone()), "{outcome}");
        }
        for text in ["", "paid", "state-", "accepted", "Settled-paid", "settled-paid "] {
            assert!(text.parse::<EventOutcome>().is_err(), "{text}");
        }
    }
}
