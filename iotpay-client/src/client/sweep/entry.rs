//! Resolves one entry.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use super::report::{SweepResult, SweptEntry};
use crate::client::Client;
use crate::client::conclusion::outcome_of;
use crate::client::run::Run;
use crate::journal::{Journal, JournalEntry, JournalError, JournalFuture, JournalOutcome};
use crate::resolution::{Inquiry, Plan, Resolution, ResolvePolicy, StillUnknownReason};
use crate::spec::{Family, StatusQuery};

/// The time that a sweep waits for each call of the journal.
pub(super) const JOURNAL_LIMIT: Duration = Duration::from_secs(5);

const TOO_SLOW: &str = "the journal did not respond within 5 seconds";

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

    /// Returns `true` if another entry may be begun.
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
        // The entry may have been read a while ago.
        let entry = match within(JOURNAL_LIMIT, journal.entry(&entry.intent.key)).await {
            Ok(Some(now)) if now.intent.id == entry.intent.id => now,
            Ok(_) => return SweptEntry::new(entry, SweepResult::InProgress),
            // It can be asked about nevertheless: an outcome that is outdated is not recorded.
            Err(_) => entry,
        };
        if let Some(result) = entry.outcome.filter(|outcome| !outcome.is_open()).and_then(recorded_result) {
            return SweptEntry::new(entry, result);
        }
        let (found, result) = if may_be_in_progress(&entry, SystemTime::now()) {
            (None, SweepResult::InProgress)
        } else {
            let name = entry.intent.status_query.as_deref();
            match name.and_then(|name| F::SPEC.status_query(name)) {
                Some(query) => {
                    let resolution = ask(client, query, &entry, policy, budget).await;
                    (outcome_of(&resolution), result_of(&entry, resolution))
                }
                // Nothing more can become known.
                None if entry.outcome == Some(JournalOutcome::Accepted) => (None, SweepResult::Pending),
                None => (None, SweepResult::NotResolvable),
            }
        };
        let Some(outcome) = found else { return SweptEntry::new(entry, result) };
        match within(JOURNAL_LIMIT, journal.record(&entry.intent.key, entry.intent.id, &outcome)).await {
            Ok(recorded) if recorded.outcome == Some(outcome) => SweptEntry::new(recorded, result),
            // Another process knows more.
            Ok(recorded) => {
                let result = recorded.outcome.and_then(recorded_result).unwrap_or(result);
                SweptEntry::new(recorded, result)
            }
            // Another process has resolved the entry, and the reference is already in use again.
            Err(JournalError::NoSuchIntent) => SweptEntry::new(entry, SweepResult::InProgress),
            Err(error) => SweptEntry::new(entry, SweepResult::NotRecorded(error)),
        }
    })
}

/// Returns an entry that the sweep does not ask about, because its budget is used up.
pub(super) fn not_asked(entry: JournalEntry) -> SweptEntry {
    let result = match entry.outcome {
        Some(JournalOutcome::Accepted) => SweepResult::Pending,
        _ => SweepResult::StillUnknown { ask_again_at: SystemTime::now() },
    };
    SweptEntry::new(entry, result)
}

/// Waits for the journal.
pub(super) async fn within<T>(limit: Duration, future: JournalFuture<'_, T>) -> Result<T, JournalError> {
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| Err(JournalError::storage(TOO_SLOW)))
}

/// Returns the result for a recorded outcome.
fn recorded_result(outcome: JournalOutcome) -> Option<SweepResult> {
    match outcome {
        JournalOutcome::Settled(settlement) => Some(SweepResult::Settled(settlement)),
        JournalOutcome::Accepted => Some(SweepResult::Pending),
        outcome => outcome.had_no_effect().then_some(SweepResult::NeverArrived),
    }
}

/// Returns `true` if the client that sent the request may still be waiting for the response. If the request seems to be
/// sent in the future, one of the clocks is wrong, and the sweep asks.
fn may_be_in_progress(entry: &JournalEntry, now: SystemTime) -> bool {
    entry.outcome.is_none() && (entry.intent.created_at..entry.intent.in_progress_until).contains(&now)
}

/// Queries until the outcome is known, or the policy says stop. An entry that was begun is finished, whatever the budget:
/// otherwise the confirmations would be lost.
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
    }
}

/// Returns the result to report.
fn result_of(entry: &JournalEntry, resolution: Resolution) -> SweepResult {
    if let Some(result) = outcome_of(&resolution).and_then(recorded_result) {
        return result;
    }
    let is_accepted = entry.outcome == Some(JournalOutcome::Accepted);
    match resolution {
        Resolution::StillUnknown { last: Some(state), reason: StillUnknownReason::Mismatch, .. } => {
            SweepResult::Mismatch(state)
        }
        Resolution::StillUnknown { ask_again_at, reason, .. } => match reason {
            StillUnknownReason::NoQuery | StillUnknownReason::NoReference => SweepResult::NotResolvable,
            StillUnknownReason::NotFound | StillUnknownReason::Pending if is_accepted => SweepResult::Pending,
            _ => SweepResult::StillUnknown { ask_again_at },
        },
        Resolution::Settled(_) | Resolution::NeverArrived | Resolution::NoEffect => SweepResult::Pending,
    }
}
