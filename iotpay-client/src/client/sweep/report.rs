//! What a sweep has found.

use std::time::SystemTime;

use crate::journal::{JournalEntry, JournalError, JournalKey, Settlement};
use crate::resolution::OrderState;

/// What a sweep has found out about one entry.
///
/// ```
/// use iotpay_client::client::SweepResult;
///
/// /// Returns what the operator has to do, if anything.
/// fn task(result: &SweepResult) -> Option<String> {
///     match result {
///         SweepResult::NotResolvable => Some("ask IOTPay what happened".to_owned()),
///         SweepResult::Mismatch(state) => Some(format!("compare with IOTPay's records: {:?}", state.amount)),
///         SweepResult::NotRecorded(error) => Some(format!("check the database: {error}")),
///         _ => None,
///     }
/// }
/// assert_eq!(task(&SweepResult::Pending), None);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SweepResult {
    /// The outcome is final.
    Settled(Settlement),
    /// The gateway accepted the request. Its outcome is not final, for example because the customer has not paid yet, or
    /// no endpoint returns it.
    Pending,
    /// The request had no effect: the gateway does not know it, and it is no longer in progress. Or another process has
    /// recorded meanwhile that it was not sent, or rejected.
    NeverArrived,
    /// The outcome is still unknown.
    StillUnknown {
        /// The time from which on a query can find out more.
        ask_again_at: SystemTime,
    },
    /// The client that sent the request may still be waiting for the response.
    InProgress,
    /// No endpoint returns the outcome. Ask IOTPay about the request, and record the outcome yourself.
    NotResolvable,
    /// The gateway knows the reference, but with another amount or currency than the intent. Nothing was recorded: another
    /// program may have used the reference. Do not book the order before you have compared it with IOTPay's records.
    Mismatch(Box<OrderState>),
    /// The outcome was found, but could not be recorded.
    NotRecorded(JournalError),
}

/// An entry, and what a sweep has found out about it.
///
/// ```no_run
/// # async fn example(client: iotpay_client::general::Client) -> Result<(), iotpay_client::journal::JournalError> {
/// use iotpay_client::client::SweptEntry;
///
/// let log = |swept: &SweptEntry| println!("{}: {:?}", swept.entry.intent.key, swept.result);
/// let report = client.sweep().on_progress(log).await?;
/// # let _ = report;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SweptEntry {
    /// The entry, with the outcome that is recorded now.
    pub entry: JournalEntry,
    /// The result.
    pub result: SweepResult,
}

impl SweptEntry {
    pub(super) fn new(entry: JournalEntry, result: SweepResult) -> Self {
        Self { entry, result }
    }
}

/// The report of a sweep.
///
/// ```
/// use iotpay_client::client::SweepReport;
///
/// /// Logs the entries that need attention.
/// fn log(report: &SweepReport) {
///     for swept in report.mismatched.iter().chain(&report.not_resolvable).chain(&report.not_recorded) {
///         eprintln!("{}: {:?}", swept.entry.intent.key, swept.result);
///     }
///     if let Some(time) = report.ask_again_at() {
///         println!("{} outcomes are still unknown; sweep again at {time:?}", report.still_unknown.len());
///     }
/// }
/// log(&SweepReport::default());
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
#[must_use = "it lists the entries that need attention, and whether the sweep has seen all entries"]
pub struct SweepReport {
    /// The number of entries whose outcome is now final.
    pub settled: usize,
    /// The number of entries that the gateway accepted, and whose outcome is not final, as far as the sweep has asked.
    pub pending: usize,
    /// The number of entries whose request had no effect.
    pub never_arrived: usize,
    /// The number of entries whose request may still be in progress.
    pub in_progress: usize,
    /// The entries whose outcome is still unknown. Sweep again from the earliest `ask_again_at` on.
    pub still_unknown: Vec<SweptEntry>,
    /// The entries whose outcome no endpoint returns.
    pub not_resolvable: Vec<SweptEntry>,
    /// The entries whose reference the gateway knows with another amount or currency.
    pub mismatched: Vec<SweptEntry>,
    /// The entries whose outcome was found, but could not be recorded.
    pub not_recorded: Vec<SweptEntry>,
    /// The number of queries.
    pub queries: u64,
    /// `true` if the sweep has seen all entries; `false` if a limit ended it first.
    pub is_complete: bool,
    /// Where to continue: pass it to [`Sweep::after`](super::Sweep::after). `None` if the sweep is complete, or if a limit
    /// ended it before the first entry.
    pub next: Option<JournalKey>,
}

impl SweepReport {
    pub(super) fn add(&mut self, swept: SweptEntry) {
        match swept.result {
            SweepResult::Settled(_) => self.settled += 1,
            SweepResult::Pending => self.pending += 1,
            SweepResult::NeverArrived => self.never_arrived += 1,
            SweepResult::InProgress => self.in_progress += 1,
            SweepResult::StillUnknown { .. } => self.still_unknown.push(swept),
            SweepResult::NotResolvable => self.not_resolvable.push(swept),
            SweepResult::Mismatch(_) => self.mismatched.push(swept),
            SweepResult::NotRecorded(_) => self.not_recorded.push(swept),
        }
    }

    /// Returns the earliest time from which on another sweep can find out more about an entry whose outcome is still
    /// unknown.
    pub fn ask_again_at(&self) -> Option<SystemTime> {
        let times = self.still_unknown.iter().filter_map(|swept| match swept.result {
            SweepResult::StillUnknown { ask_again_at } => Some(ask_again_at),
            _ => None,
        });
        times.min()
    }
}
