//! Intents and outcomes for the tests.

use std::time::{Duration, SystemTime};

use super::super::{Intent, IntentId, JournalKey, JournalOutcome, Settlement, UnknownCause};
use crate::error::RejectionReason;
use crate::value::Cents;

/// Outcomes of every rank, and several of the ranks that have several.
pub(super) const OUTCOMES: [JournalOutcome; 12] = [
    JournalOutcome::Unknown(UnknownCause::Timeout),
    JournalOutcome::Unknown(UnknownCause::Status(503)),
    JournalOutcome::Unknown(UnknownCause::Signature),
    JournalOutcome::Rejected { reason: RejectionReason::Undocumented, may_have_taken_effect: true },
    JournalOutcome::Rejected { reason: RejectionReason::ReferenceUsed, may_have_taken_effect: true },
    JournalOutcome::NotSent,
    JournalOutcome::Rejected { reason: RejectionReason::InvalidField, may_have_taken_effect: false },
    JournalOutcome::NeverArrived,
    JournalOutcome::Accepted,
    JournalOutcome::Settled(Settlement::Paid),
    JournalOutcome::Settled(Settlement::PaymentFailed),
    JournalOutcome::Settled(Settlement::Refunded),
];

/// References that are easily confused, in the order of their bytes. Ids may contain any visible characters except `&`
/// and `=`.
pub(super) const REFERENCES: [&str; 8] = ["-", "1", "10", "A'--", "a", "a%", "a_", "茶-1"];

/// Returns a new merchant id, so that each test has its own entries.
pub(super) fn new_merchant() -> String {
    IntentId::random().to_string().split_off(8)
}

/// Returns an intent without optional parts.
pub(super) fn intent(mch_id: &str, reference: &str) -> Intent {
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_777_777_777_123);
    let key = JournalKey::new(mch_id, "general", "mchOrderNo", reference);
    Intent::new(key, "create_order", at, at + Duration::from_millis(60_001))
}

/// Returns an intent with every part.
pub(super) fn full_intent(mch_id: &str, reference: &str) -> Intent {
    let intent = intent(mch_id, reference);
    intent.with_amount(Cents::MAX).with_currency("CAD").with_order_id("P1").with_status_query("query_order")
}
