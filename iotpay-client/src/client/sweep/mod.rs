//! Resolves the open entries of a journal, for example after a crash.

mod asked;
mod concurrent;
mod entry;
mod report;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use super::Client;
use crate::journal::{Journal, JournalEntry, JournalError, JournalKey};
use crate::resolution::ResolvePolicy;
use crate::spec::Family;
pub(super) use asked::Asked;
use asked::LastAsked;
use entry::{Budget, JOURNAL_LIMIT, within};

pub use report::{SweepReport, SweepResult, SweptEntry};

/// The default number of queries at the same time.
const CONCURRENCY: usize = 4;
/// The number of entries that are read at once.
const PAGE: usize = 100;

/// How long to ask about one entry. It is enough for three queries within the margin, if the request is over.
const POLICY: ResolvePolicy = ResolvePolicy::new().time_limit(Duration::from_secs(15));

const NO_JOURNAL: &str = "this client has no journal: set it with `ClientBuilder::journal`, or call `sweep_journal`";

/// The future of a sweep.
///
/// ```
/// use iotpay_client::client::SweepFuture;
/// use iotpay_client::{card, general};
///
/// /// Returns the sweeps of all families, which have the same type.
/// fn sweeps<'a>(wallets: &'a general::Client, cards: &'a card::Client) -> [SweepFuture<'a>; 2] {
///     [wallets.sweep().into_future(), cards.sweep().into_future()]
/// }
/// ```
pub type SweepFuture<'a> = Pin<Box<dyn Future<Output = Result<SweepReport, JournalError>> + Send + 'a>>;

/// A sweep over the open entries of a journal, created by [`Client::sweep`] or [`Client::sweep_journal`]. Await it to run it.
///
/// ```no_run
/// # async fn example(client: iotpay_client::general::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// let mut after = None;
/// loop {
///     let sweep = client.sweep().after(after).max_queries(500).max_duration(Duration::from_secs(30));
///     let report = sweep.on_progress(|swept| println!("{}: {:?}", swept.entry.intent.key, swept.result)).await?;
///     for swept in &report.not_resolvable {
///         println!("ask IOTPay about {}", swept.entry.intent.key);
///     }
///     if report.is_complete {
///         break;
///     }
///     after = report.next; // later, also in another process
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "await it to run it"]
pub struct Sweep<'a, F> {
    client: &'a Client<F>,
    journal: Option<&'a dyn Journal>,
    after: Option<JournalKey>,
    concurrency: usize,
    policy: ResolvePolicy,
    max_queries: u64,
    max_duration: Duration,
    asks_all_pending: bool,
    on_progress: Box<dyn FnMut(&SweptEntry) + Send + 'a>,
}

impl<F: Family> Client<F> {
    /// Resolves the open entries of the client's [journal](super::ClientBuilder::journal), for example at the start of the
    /// shop, and then regularly: finds out what happened to each request, and records it. The sweep asks about the entries
    /// of this client's merchant and family, and skips requests that may still be in progress. It only queries, so you can
    /// drop the future at any point.
    ///
    /// Several processes can sweep the same journal. They may ask about the same entry, which does no harm.
    ///
    /// The report lists the entries that need attention. For the rules by which an outcome counts as known, see
    /// [`resolution`](crate::resolution).
    ///
    /// # Errors
    ///
    /// The future returns [`JournalError::Storage`] if the client has no journal, or the journal could not be read.
    pub fn sweep(&self) -> Sweep<'_, F> {
        Sweep::new(self, self.inner.recorder.journal.as_deref())
    }

    /// Like [`sweep`](Self::sweep), with another journal than the client's, for example in a program that only sweeps.
    ///
    /// **Pass the journal that the shop's clients use.** If they use a [`JournalWithInbox`](crate::inbox::JournalWithInbox),
    /// and this one is the plain journal inside it, then the orders that this sweep finds paid are settled in the journal
    /// but never become events: no handler books them, and no later sweep asks about them again.
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use iotpay_client::general;
    /// # use iotpay_client::inbox::Inbox;
    /// # use iotpay_client::journal::{Journal, JournalError};
    /// use iotpay_client::inbox::JournalWithInbox;
    ///
    /// # async fn example<S: Journal + Inbox>(client: general::Client, store: Arc<S>) -> Result<(), JournalError> {
    /// let journal = JournalWithInbox::new(Arc::clone(&store), store);
    /// let report = client.sweep_journal(&journal).await?;
    /// println!("{} orders are settled now", report.settled);
    /// # Ok(())
    /// # }
    /// ```
    pub fn sweep_journal<'a>(&'a self, journal: &'a dyn Journal) -> Sweep<'a, F> {
        Sweep::new(self, Some(journal))
    }
}

impl<'a, F: Family> Sweep<'a, F> {
    fn new(client: &'a Client<F>, journal: Option<&'a dyn Journal>) -> Self {
        Self {
            client,
            journal,
            after: None,
            concurrency: CONCURRENCY,
            policy: POLICY,
            max_queries: u64::MAX,
            max_duration: Duration::MAX,
            asks_all_pending: false,
            on_progress: Box::new(|_| {}),
        }
    }

    /// Continues after this key: [`SweepReport::next`] of an earlier sweep.
    pub fn after(mut self, key: impl Into<Option<JournalKey>>) -> Self {
        self.after = key.into();
        self
    }

    /// Sets the number of queries at the same time, at most 100. The default is 4.
    pub fn concurrency(mut self, queries: usize) -> Self {
        self.concurrency = queries.clamp(1, PAGE);
        self
    }

    /// Sets how the sweep asks about each entry. By default, it asks for at most 15 seconds. A sweep always continues with
    /// the next entry once the order is known to exist.
    pub fn policy(mut self, policy: ResolvePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Limits the number of queries, not counting retries. After it, the sweep begins no entry, and finishes those that it
    /// has begun, so it sends a few more queries. The default is no limit.
    ///
    /// Entries that an earlier sweep of this client has asked about, and that are still open, come after all others, those
    /// first that were not asked about for the longest time. If the limit is reached before, the report contains them as
    /// they are, and the sweep counts as complete.
    pub fn max_queries(mut self, queries: u64) -> Self {
        self.max_queries = queries;
        self
    }

    /// Also asks about orders that an earlier sweep of this client has found pending a short time ago.
    ///
    /// Customers abandon many orders, which stay pending for as long as the gateway keeps them. By default, a sweep therefore
    /// asks about a pending order again only after a tenth of its age, and after at most 6 hours: about an order that was
    /// placed an hour ago, every 6 minutes. Until then, the report counts it as pending. Entries whose outcome is unknown are
    /// always asked about.
    pub fn all_pending(mut self) -> Self {
        self.asks_all_pending = true;
        self
    }

    /// Limits the time. After it, the sweep begins no entry, and finishes those that it has begun, within the limits of the
    /// [policy](Self::policy). The default is no limit.
    pub fn max_duration(mut self, duration: Duration) -> Self {
        self.max_duration = duration;
        self
    }

    /// Calls the function for each entry, in the order in which the responses arrive.
    pub fn on_progress(mut self, function: impl FnMut(&SweptEntry) + Send + 'a) -> Self {
        self.on_progress = Box::new(function);
        self
    }

    async fn run(mut self) -> Result<SweepReport, JournalError> {
        let (client, policy) = (self.client, self.policy.stop_when_it_exists());
        let journal = self.journal.ok_or_else(|| JournalError::storage(NO_JOURNAL))?;
        let asked = &client.inner.asked;
        let budget = Budget::new(self.max_queries, Instant::now().checked_add(self.max_duration));
        let mch_id = client.inner.protocol.credentials().account().mch_id;
        let (mut report, mut on_progress) = (SweepReport::default(), self.on_progress);
        let mut done = |swept: SweptEntry| {
            on_progress(&swept);
            report.add(swept);
        };
        // Entries that an earlier sweep asked about come last: they may stay open for a long time.
        let mut earlier = Vec::new();
        let is_complete = loop {
            let page = within(JOURNAL_LIMIT, journal.open(mch_id, F::SPEC.name, self.after.as_ref(), PAGE)).await?;
            let Some(last) = page.last().map(|entry| entry.intent.key.clone()) else { break true };
            let mut waiting = VecDeque::new();
            for entry in page {
                match asked.last(entry.intent.id) {
                    Some(last) => earlier.push((last, entry)),
                    None => waiting.push_back(entry),
                }
            }
            let after = &mut self.after;
            let start = || {
                let entry = waiting.front().filter(|_| budget.is_left())?.clone();
                waiting.pop_front();
                *after = Some(entry.intent.key.clone());
                Some(entry::swept(client, journal, entry, &policy, &budget))
            };
            concurrent::each(self.concurrency, start, |swept| {
                asked.note(&swept);
                done(swept);
            })
            .await;
            if !waiting.is_empty() {
                break false;
            }
            self.after = Some(last);
        };
        // A sweep that continues after this one sees the others.
        earlier.retain(|(_, entry)| is_complete || self.after.as_ref().is_some_and(|after| entry.intent.key <= *after));
        earlier.sort_by_key(|(last, _)| last.at);
        let (now, asks_all) = (SystemTime::now(), self.asks_all_pending);
        let is_left_out = |last: LastAsked, entry: &JournalEntry| !asks_all && last.is_enough(entry, now);
        let (left_out, earlier): (Vec<_>, Vec<_>) =
            earlier.into_iter().partition(|(last, entry)| is_left_out(*last, entry));
        let mut earlier = earlier.into_iter().map(|(_, entry)| entry);
        let start = || {
            let entry = budget.is_left().then(|| earlier.next())??;
            Some(entry::swept(client, journal, entry, &policy, &budget))
        };
        concurrent::each(self.concurrency, start, |swept| {
            asked.note(&swept);
            done(swept);
        })
        .await;
        let left_out = left_out.into_iter().map(|(_, entry)| entry);
        earlier.chain(left_out).map(entry::not_asked).for_each(done);
        report.queries = budget.used();
        report.is_complete = is_complete;
        report.next = self.after.filter(|_| !is_complete);
        Ok(report)
    }
}

impl<'a, F: Family> IntoFuture for Sweep<'a, F> {
    type Output = Result<SweepReport, JournalError>;
    type IntoFuture = SweepFuture<'a>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<F: Family> fmt::Debug for Sweep<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sweep")
            .field("family", &F::SPEC.name)
            .field("after", &self.after)
            .field("concurrency", &self.concurrency)
            .field("max_queries", &self.max_queries)
            .field("max_duration", &self.max_duration)
            .finish_non_exhaustive()
    }
}
