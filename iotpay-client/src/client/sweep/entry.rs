//! Resolves one entry.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime};

use super::report::{SweepResult, SweptEntry};
use crate::client::Client;
use crate::client::run::Run;
use crate::journal::{Intent, Journal, JournalEntry, JournalError, JournalOutcome, Settlement};
use crate::outcome::{PaymentOutcome, RefundOutcome, Transaction};
use crate::resolution::{Inquiry, OrderState, Plan, Resolution, ResolvePolicy, StillUnknownReason};
use crate::spec::{Family, StatusQuery};

/// The queries and the time that a sweep may use.
pub(super) struct Budget {
    max_queries: u64,
    used: AtomicU64,
    /// `None` if there is no limit.
    deadline: Option<Instant>,
}

impl Budget {
    pub(super) fn new(max_queries: u64, deadline: Option<Instant>) -> Self {
        Self { max_queries, used: AtomicU64::new(0), deadline }
    }

    /// Returns `true` if another query may be sent.
    pub(super) fn is_left(&self) -> bool {
        self.used() < self.max_queries && self.deadline.is_none_or(|deadline| Instant::now() < deadline)
    }

    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

/// Finds out what happened to an entry, and records it.
pub(super) fn swept<'a, F: Family>(
    client: &'a Client<F>,
    journal: &'a dyn Journal,
    entry: JournalEntry,
    policy: &'a ResolvePolicy,
    budget: &'a Budget,
) -> Pin<Box<dyn Future<Output = SweptEntry> + Send + 'a>> {
    Box::pin(async move {
        let (found, result) = if may_be_in_progress(&entry, SystemTime::now()) {
            (None, SweepResult::InProgress)
        } else {
            let name = entry.intent.status_query.as_deref();
            match name.and_then(|name| F::SPEC.status_query(name)) {
                Some(query) => {
                    let resolution = ask(client, query, &entry, policy, budget).await;
                    conclusion(&entry, resolution)
                }
                // Nothing more can become known.
                None if entry.outcome == Some(JournalOutcome::Accepted) => (None, SweepResult::Pending),
                None => (None, SweepResult::NotResolvable),
            }
        };
        let Some(outcome) = found else { return SweptEntry::new(entry, result) };
        match journal.record(&entry.intent.key, entry.intent.id, &outcome).await {
            Ok(recorded) => SweptEntry::new(recorded, result),
            // Another process has resolved the entry, and the reference is already in use again.
            Err(JournalError::NoSuchIntent) => SweptEntry::new(entry, SweepResult::InProgress),
            Err(error) => SweptEntry::new(entry, SweepResult::NotRecorded(error)),
        }
    })
}

/// Returns `true` if the client that sent the request may still be waiting for the response. If the request seems to be
/// sent in the future, one of the clocks is wrong, and the sweep asks.
fn may_be_in_progress(entry: &JournalEntry, now: SystemTime) -> bool {
    entry.outcome.is_none() && (entry.intent.created_at..entry.intent.in_progress_until).contains(&now)
}

/// Queries until the outcome is known, the policy says stop, or the budget is used up.
async fn ask<F: Family>(
    client: &Client<F>,
    query: &'static StatusQuery,
    entry: &JournalEntry,
    policy: &ResolvePolicy,
    budget: &Budget,
) -> Resolution {
    let inquiry = Inquiry::of_entry(Some(query), entry);
    let absent_after = inquiry.absent_after(policy, client.longest_timeout());
    let plan = Plan::of_resolution(policy, absent_after).stop_when_hopeless();
    let mut run = match Run::new(client.clone(), &inquiry, plan) {
        Ok(run) => run,
        Err(resolution) => return resolution,
    };
    loop {
        budget.used.fetch_add(1, Ordering::Relaxed);
        if let Some(resolution) = run.advance().await {
            return resolution;
        }
        if !budget.is_left() {
            return Resolution::StillUnknown {
                ask_again_at: SystemTime::now(),
                last: None,
                reason: StillUnknownReason::Unanswered(None),
            };
        }
    }
}

/// Returns the outcome to record, if any, and the result to report.
fn conclusion(entry: &JournalEntry, resolution: Resolution) -> (Option<JournalOutcome>, SweepResult) {
    if let Some(state) = resolution.state()
        && !is_as_intended(&entry.intent, state)
    {
        return (None, SweepResult::Mismatch(Box::new(state.clone())));
    }
    let is_accepted = entry.outcome == Some(JournalOutcome::Accepted);
    match resolution {
        Resolution::Settled(state) => match settlement(state.transaction) {
            Some(settlement) => (Some(JournalOutcome::Settled(settlement)), SweepResult::Settled(settlement)),
            None => (Some(JournalOutcome::Accepted), SweepResult::Pending),
        },
        Resolution::NeverArrived => (Some(JournalOutcome::NeverArrived), SweepResult::NeverArrived),
        // The response may be about another transaction with the same reference, such as the payment of a refund.
        Resolution::StillUnknown { last: Some(state), .. } if state.transaction != Transaction::Undetermined => {
            (Some(JournalOutcome::Accepted), SweepResult::Pending)
        }
        Resolution::StillUnknown { reason: StillUnknownReason::NotFound | StillUnknownReason::Pending, .. }
            if is_accepted =>
        {
            (None, SweepResult::Pending)
        }
        Resolution::StillUnknown { ask_again_at, reason, .. } => match reason {
            StillUnknownReason::NoQuery | StillUnknownReason::NoReference => (None, SweepResult::NotResolvable),
            _ => (None, SweepResult::StillUnknown { ask_again_at }),
        },
    }
}

/// Returns `true` unless the response has another amount or currency than the request.
fn is_as_intended(intent: &Intent, state: &OrderState) -> bool {
    let same_amount = match (intent.amount, state.amount) {
        (Some(intended), Some(found)) => i64::from(intended.get()) == found,
        _ => true,
    };
    let same_currency = match (&intent.currency, &state.currency) {
        (Some(intended), Some(found)) => intended == found,
        _ => true,
    };
    same_amount && same_currency
}

/// Returns the final outcome of a transaction.
fn settlement(transaction: Transaction) -> Option<Settlement> {
    match transaction {
        Transaction::Payment(PaymentOutcome::Success) => Some(Settlement::Paid),
        Transaction::Payment(PaymentOutcome::Failed) => Some(Settlement::PaymentFailed),
        Transaction::Refund(RefundOutcome::Refunded) => Some(Settlement::Refunded),
        Transaction::Refund(RefundOutcome::Failed) => Some(Settlement::RefundFailed),
        _ => None,
    }
}
