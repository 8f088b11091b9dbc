//! Compares what the shop has booked with the books of the sandbox.

use std::collections::BTreeMap;

use iotpay_client::journal::{JournalEntry, JournalOutcome, Settlement};
use iotpay_sandbox::Gateway;

use super::customers::{Kind, Placed};
use super::database::Booking;

/// What is wrong, by kind. Each entry names an order or a refund.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub booked_twice: Vec<String>,
    /// Paid or refunded at the gateway, but not booked.
    pub lost: Vec<String>,
    /// Booked, but not paid or refunded at the gateway, or with another amount.
    pub wrong: Vec<String>,
    /// The journal says something else than the gateway, or does not know.
    pub journal: Vec<String>,
}

impl Verdict {
    /// Compares the books. `entries` are those of the journal by reference.
    pub fn new(
        gateway: &Gateway,
        placed: &[Placed],
        bookings: &[Booking],
        entries: &BTreeMap<String, JournalEntry>,
    ) -> Self {
        let mut verdict = Self::default();
        let mut booked: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
        for booking in bookings {
            booked.entry((&booking.reference, &booking.outcome)).or_default().push(booking.amount);
        }
        let facts = facts(gateway);
        for ((reference, outcome), amounts) in &booked {
            if amounts.len() > 1 {
                verdict.booked_twice.push(format!("{reference} ({outcome}) x {}", amounts.len()));
            }
            match facts.get(*reference) {
                Some(fact) if fact.settled == Some(outcome) && amounts.iter().all(|amount| *amount == fact.amount) => {}
                fact => verdict.wrong.push(format!("{reference} ({outcome}, {amounts:?}), at the gateway {fact:?}")),
            }
        }
        for (reference, fact) in &facts {
            if let Some(outcome) = fact.settled.filter(|outcome| !booked.contains_key(&(reference, *outcome))) {
                verdict.lost.push(format!("{reference} ({outcome})"));
            }
        }
        for it in placed {
            let (fact, entry) = (facts.get(it.reference.as_str()), entries.get(&it.reference));
            if fact.is_some_and(|fact| fact.amount != it.amount) || !agree(it.kind, fact, entry) {
                verdict.journal.push(format!("{}: {entry:?}, at the gateway {fact:?}", it.reference));
            }
        }
        verdict
    }

    /// Returns `true` if nothing is wrong.
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Returns `true` if something may only take more time.
    pub fn is_incomplete(&self) -> bool {
        !self.lost.is_empty() || !self.journal.is_empty()
    }
}

/// An order or a refund in the books of the sandbox.
#[derive(Debug)]
struct Fact {
    amount: i64,
    /// The outcome that has to be booked.
    settled: Option<&'static str>,
}

/// Returns what the sandbox knows, by merchant reference.
fn facts(gateway: &Gateway) -> BTreeMap<String, Fact> {
    let order = |order: iotpay_sandbox::Order| {
        let settled = match (order.paid_at, order.has_failed) {
            (Some(_), _) => Some("settled-paid"),
            (None, true) => Some("settled-payment-failed"),
            (None, false) => None,
        };
        (order.mch_order_no, Fact { amount: order.amount, settled })
    };
    let refund = |refund: iotpay_sandbox::Refund| {
        (refund.mch_refund_no, Fact { amount: refund.amount, settled: Some("settled-refunded") })
    };
    gateway.orders().into_iter().map(order).chain(gateway.refunds().into_iter().map(refund)).collect()
}

/// Returns `true` if the entry in the journal says what the gateway knows.
fn agree(kind: Kind, fact: Option<&Fact>, entry: Option<&JournalEntry>) -> bool {
    let outcome = entry.map(|entry| entry.outcome);
    match (fact.map(|fact| fact.settled), outcome) {
        // The process ended before it recorded the intent, or nothing arrived.
        (None, None) => true,
        (None, Some(outcome)) => {
            let had_no_effect = outcome.as_ref().is_some_and(JournalOutcome::had_no_effect);
            // No documented query finds refunds, so that it cannot be proven that one never arrived.
            had_no_effect || (kind == Kind::Refund && !matches!(outcome, Some(JournalOutcome::Settled(_))))
        }
        (Some(None), Some(Some(JournalOutcome::Accepted))) => true,
        (Some(Some(settled)), Some(Some(JournalOutcome::Settled(settlement)))) => {
            JournalOutcome::Settled(settlement).to_string() == settled
                && matches!(
                    (kind, settlement),
                    (Kind::Refund, Settlement::Refunded) | (_, Settlement::Paid | Settlement::PaymentFailed)
                )
        }
        _ => false,
    }
}
