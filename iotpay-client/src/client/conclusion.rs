//! What a resolution means for the journal.

use crate::journal::{JournalOutcome, Settlement};
use crate::outcome::{PaymentOutcome, RefundOutcome, Transaction};
use crate::resolution::{Resolution, StillUnknownReason};

/// Returns the outcome to record, if any is known.
pub(super) fn outcome_of(resolution: &Resolution) -> Option<JournalOutcome> {
    match resolution {
        Resolution::Settled(state) => Some(of_transaction(state.transaction)),
        Resolution::NeverArrived => Some(JournalOutcome::NeverArrived),
        // The response may be about another transaction with the same reference, such as the payment of a refund.
        Resolution::StillUnknown { last: Some(state), reason: StillUnknownReason::Pending, .. }
            if state.transaction != Transaction::Undetermined =>
        {
            Some(JournalOutcome::Accepted)
        }
        // The client that sent it has recorded it.
        Resolution::NoEffect | Resolution::StillUnknown { .. } => None,
    }
}

fn of_transaction(transaction: Transaction) -> JournalOutcome {
    JournalOutcome::Settled(match transaction {
        Transaction::Payment(PaymentOutcome::Success) => Settlement::Paid,
        Transaction::Payment(PaymentOutcome::Failed) => Settlement::PaymentFailed,
        Transaction::Refund(RefundOutcome::Refunded) => Settlement::Refunded,
        Transaction::Refund(RefundOutcome::Failed) => Settlement::RefundFailed,
        _ => return JournalOutcome::Accepted,
    })
}
