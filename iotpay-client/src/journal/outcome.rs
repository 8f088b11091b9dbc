//! What became of an intent, and the rule for which outcome replaces which.

use std::fmt;
use std::str::FromStr;

use crate::rejection::RejectionReason;

/// The outcome of a request that moves money, as recorded in the journal. It contains no secrets.
///
/// An outcome replaces one with a lower [`rank`](Self::rank), and nothing else. So an outcome never becomes less
/// certain, and it does not matter in which order several processes record what they know:
///
/// | Rank | Outcome | May be used again | Open |
/// |---|---|---|---|
/// | 0 | none recorded | no | yes |
/// | 1 | `Unknown` | no | yes |
/// | 2 | `Rejected` that may have taken effect | no | yes |
/// | 3 | `NotSent`, `Rejected` without effect, `NeverArrived` | yes | no |
/// | 4 | `Accepted` | no | yes |
/// | 5 | `Settled`: failed | no | no |
/// | 6 | `Settled`: paid or refunded | no | no |
///
/// A verified response outranks the conclusion that the request never arrived: it proves the opposite. That money moved
/// outranks that it did not: a customer may pay at the moment at which an order is canceled.
///
/// `Display` and `FromStr` use the same stable text, for example to store an outcome in a database:
///
/// ```
/// use iotpay_client::journal::{JournalOutcome, Settlement};
///
/// let outcome: JournalOutcome = "settled-paid".parse()?;
/// assert_eq!(outcome, JournalOutcome::Settled(Settlement::Paid));
/// assert_eq!(outcome.to_string(), "settled-paid");
/// assert!(outcome.replaces(Some(&JournalOutcome::Accepted)));
/// # Ok::<(), iotpay_client::journal::ParseOutcomeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JournalOutcome {
    /// The request was not sent.
    NotSent,
    /// The gateway rejected the request.
    Rejected {
        /// The reason.
        reason: RejectionReason,
        /// Whether this request, or an earlier one with the same reference, may have taken effect.
        may_have_taken_effect: bool,
    },
    /// The gateway accepted the request. This is not final: the order may be unpaid, or its status has not been
    /// queried yet.
    Accepted,
    /// The outcome is final.
    Settled(Settlement),
    /// The gateway does not know the request, and it is no longer in progress.
    NeverArrived,
    /// The request may have taken effect.
    Unknown(UnknownCause),
}

/// A final outcome.
///
/// ```
/// use iotpay_client::journal::Settlement;
///
/// /// Returns what the shop books, in cents.
/// fn amount_to_book(settlement: Settlement, amount: i64) -> i64 {
///     match settlement {
///         Settlement::Paid => amount,
///         Settlement::Refunded => -amount,
///         _ => 0, // failed permanently
///     }
/// }
/// assert_eq!(amount_to_book(Settlement::Refunded, 2865), -2865);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Settlement {
    /// The payment succeeded.
    Paid,
    /// The payment failed permanently: nothing was or will be paid.
    PaymentFailed,
    /// The refund or the void succeeded.
    Refunded,
    /// The refund or the void failed permanently: nothing was or will be refunded.
    RefundFailed,
}

/// Why an outcome is unknown.
///
/// ```
/// use iotpay_client::journal::{JournalOutcome, UnknownCause};
///
/// let outcome = JournalOutcome::Unknown(UnknownCause::Status(502));
/// assert_eq!(outcome.to_string(), "unknown-status-502");
/// assert!(outcome.is_open(), "a sweep resolves it");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownCause {
    /// The response did not arrive in time.
    Timeout,
    /// The connection failed.
    Interrupted,
    /// The gateway responded with an HTTP error status.
    Status(u16),
    /// The response cannot be decoded, or is about another order.
    Decode,
    /// The signature of the response is missing or invalid.
    Signature,
    /// The gateway reported an internal error.
    ReportedByGateway,
}

impl JournalOutcome {
    /// Returns the rank: an outcome replaces those with a lower rank. No outcome has the rank 0.
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Unknown(_) => 1,
            Self::Rejected { may_have_taken_effect: true, .. } => 2,
            Self::NotSent | Self::Rejected { may_have_taken_effect: false, .. } | Self::NeverArrived => 3,
            Self::Accepted => 4,
            Self::Settled(Settlement::PaymentFailed | Settlement::RefundFailed) => 5,
            Self::Settled(Settlement::Paid | Settlement::Refunded) => 6,
        }
    }

    /// Returns `true` if this outcome replaces the recorded one.
    pub const fn replaces(&self, recorded: Option<&Self>) -> bool {
        match recorded {
            None => true,
            Some(recorded) => self.rank() > recorded.rank(),
        }
    }

    /// Returns `true` if the outcome proves that the request had no effect.
    pub const fn had_no_effect(&self) -> bool {
        self.rank() == 3
    }

    /// Returns `true` if the gateway has said that it knows the reference. A query that does not find it then proves
    /// nothing.
    pub(crate) const fn proves_existence(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Settled(_) | Self::Rejected { reason: RejectionReason::ReferenceUsed, .. }
        )
    }

    /// Returns `true` if the outcome can still change: a sweep has to resolve it.
    pub const fn is_open(&self) -> bool {
        !matches!(self.rank(), 3 | 5..)
    }
}

/// The outcomes whose text has no parameter.
const TEXTS: &[(&str, JournalOutcome)] = &[
    ("not-sent", JournalOutcome::NotSent),
    ("accepted", JournalOutcome::Accepted),
    ("never-arrived", JournalOutcome::NeverArrived),
    ("settled-paid", JournalOutcome::Settled(Settlement::Paid)),
    ("settled-payment-failed", JournalOutcome::Settled(Settlement::PaymentFailed)),
    ("settled-refunded", JournalOutcome::Settled(Settlement::Refunded)),
    ("settled-refund-failed", JournalOutcome::Settled(Settlement::RefundFailed)),
    ("unknown-timeout", JournalOutcome::Unknown(UnknownCause::Timeout)),
    ("unknown-interrupted", JournalOutcome::Unknown(UnknownCause::Interrupted)),
    ("unknown-decode", JournalOutcome::Unknown(UnknownCause::Decode)),
    ("unknown-signature", JournalOutcome::Unknown(UnknownCause::Signature)),
    ("unknown-reported-by-gateway", JournalOutcome::Unknown(UnknownCause::ReportedByGateway)),
];

/// The texts of reasons for rejections.
const REASONS: &[(&str, RejectionReason)] = &[
    ("no-such-order", RejectionReason::NoSuchOrder),
    ("reference-used", RejectionReason::ReferenceUsed),
    ("bad-signature", RejectionReason::BadSignature),
    ("invalid-field", RejectionReason::InvalidField),
    ("gateway-error", RejectionReason::GatewayError),
    ("other", RejectionReason::Other),
    ("undocumented", RejectionReason::Undocumented),
];

const UNKNOWN_STATUS: &str = "unknown-status-";
const REJECTED: &str = "rejected-";
const REJECTED_UNCERTAIN: &str = "rejected-uncertain-";

/// Displays the stable text that [`FromStr`] parses.
impl fmt::Display for JournalOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(UnknownCause::Status(status)) => write!(f, "{UNKNOWN_STATUS}{status}"),
            Self::Rejected { reason, may_have_taken_effect } => {
                let prefix = if *may_have_taken_effect { REJECTED_UNCERTAIN } else { REJECTED };
                let text = REASONS.iter().find(|(_, known)| known == reason).map_or("undocumented", |(text, _)| text);
                write!(f, "{prefix}{text}")
            }
            other => f.pad(TEXTS.iter().find(|(_, known)| known == other).map_or("", |(text, _)| text)),
        }
    }
}

impl FromStr for JournalOutcome {
    type Err = ParseOutcomeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((_, outcome)) = TEXTS.iter().find(|(known, _)| *known == text) {
            return Ok(*outcome);
        }
        if let Some(status) = text.strip_prefix(UNKNOWN_STATUS) {
            return status
                .parse()
                .map(|status| Self::Unknown(UnknownCause::Status(status)))
                .or(Err(ParseOutcomeError(())));
        }
        let (reason, may_have_taken_effect) = match text.strip_prefix(REJECTED_UNCERTAIN) {
            Some(reason) => (reason, true),
            None => (text.strip_prefix(REJECTED).unwrap_or_default(), false),
        };
        let reason = REASONS.iter().find(|(known, _)| *known == reason);
        reason.map(|(_, reason)| Self::Rejected { reason: *reason, may_have_taken_effect }).ok_or(ParseOutcomeError(()))
    }
}

/// The error of parsing an outcome: a newer version of the client may have recorded it.
///
/// ```
/// use iotpay_client::journal::{JournalError, JournalOutcome};
///
/// /// Reads a column of the database. An outcome that this version does not know must not count as none.
/// fn outcome(column: Option<&str>) -> Result<Option<JournalOutcome>, JournalError> {
///     column.map(str::parse).transpose().map_err(JournalError::storage)
/// }
/// assert!(outcome(None).unwrap().is_none());
/// assert!(outcome(Some("half-paid")).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParseOutcomeError(());

impl fmt::Display for ParseOutcomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown outcome in the journal; expected a text such as `accepted` or `settled-paid`")
    }
}

impl std::error::Error for ParseOutcomeError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<JournalOutcome> {
        let rejected = REASONS.iter().flat_map(|(_, reason)| {
            [true, false]
                .map(|uncertain| JournalOutcome::Rejected { reason: *reason, may_have_taken_effect: uncertain })
        });
        let statuses = [302, 503].map(|status| JournalOutcome::Unknown(UnknownCause::Status(status)));
        TEXTS.iter().map(|(_, outcome)| *outcome).chain(rejected).chain(statuses).collect()
    }

    #[test]
    fn texts_are_parsed_to_the_same_outcomes() {
        for outcome in all() {
            assert_eq!(outcome.to_string().parse(), Ok(outcome), "{outcome}");
        }
        for text in
            ["", "paid", "rejected-", "rejected-uncertain", "unknown-status-", "unknown-status-99999", "Accepted"]
        {
            assert!(text.parse::<JournalOutcome>().is_err(), "{text}");
        }
    }

    /// Whatever the order in which outcomes are recorded, the same one remains, or one of the same rank.
    #[test]
    fn the_most_certain_outcome_remains_in_any_order() {
        fn record(recorded: &mut Option<JournalOutcome>, new: JournalOutcome) {
            if new.replaces(recorded.as_ref()) {
                *recorded = Some(new);
            }
        }
        let all = all();
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))) {
            let highest = a.rank().max(b.rank());
            for order in [[a, b], [b, a]] {
                let mut recorded = None;
                for outcome in order {
                    record(&mut recorded, outcome);
                    record(&mut recorded, outcome);
                }
                assert_eq!(recorded.unwrap().rank(), highest, "{order:?}");
            }
        }
    }

    #[test]
    fn a_final_outcome_stays_unless_money_moved() {
        let moved = [Settlement::Paid, Settlement::Refunded].map(JournalOutcome::Settled);
        let failed = [Settlement::PaymentFailed, Settlement::RefundFailed].map(JournalOutcome::Settled);
        for recorded in moved.iter().chain(&failed) {
            assert!(!recorded.is_open() && !recorded.had_no_effect());
            for new in all() {
                let replaces = failed.contains(recorded) && moved.contains(&new);
                assert_eq!(new.replaces(Some(recorded)), replaces, "{new} {recorded}");
            }
        }
    }

    /// A reference may be used again only after proof, and what proves the opposite always replaces this.
    #[test]
    fn only_proof_allows_to_use_a_reference_again() {
        let no_effect: Vec<_> = all().into_iter().filter(JournalOutcome::had_no_effect).collect();
        assert!(no_effect.iter().all(|it| !it.is_open()));
        for outcome in &no_effect {
            let is_proof = match outcome {
                JournalOutcome::NotSent | JournalOutcome::NeverArrived => true,
                JournalOutcome::Rejected { may_have_taken_effect, .. } => !may_have_taken_effect,
                _ => false,
            };
            assert!(is_proof, "{outcome}");
            assert!(JournalOutcome::Accepted.replaces(Some(outcome)));
            assert!(JournalOutcome::Settled(Settlement::Paid).replaces(Some(outcome)));
            assert!(!JournalOutcome::Unknown(UnknownCause::Timeout).replaces(Some(outcome)));
        }
        assert!(!JournalOutcome::NeverArrived.replaces(Some(&JournalOutcome::Accepted)));
    }
}
