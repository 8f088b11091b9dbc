//! The journal: what was intended before a request that moves money was sent, and what became of it.
//!
//! Without a journal, a process that crashes while it waits for a response forgets which order may exist. With a
//! journal, the client writes the intent before it sends the request, and the outcome after it. A sweep later resolves
//! all entries whose outcome is not final. A merchant reference cannot be used twice by mistake.
//!
//! Pass a journal to `ClientBuilder::journal`. [`MemoryJournal`] lasts as long as the process. To survive a crash,
//! implement [`Journal`] over a database. The module `contract` (feature `test-util`) tests an implementation.
// A journal has no I/O of its own, so it is available without the feature `transport`.

#[cfg(feature = "test-util")]
pub mod contract;
mod entry;
mod error;
mod key;
mod memory;
mod outcome;
mod shared;

use std::pin::Pin;

pub use entry::{Intent, JournalEntry};
pub use error::JournalError;
pub use key::{IntentId, JournalKey};
pub use memory::MemoryJournal;
pub use outcome::{JournalOutcome, ParseOutcomeError, Settlement, UnknownCause};

/// The future that a method of [`Journal`] returns.
///
/// ```
/// use iotpay_client::journal::{Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome};
///
/// /// A journal that also writes a log.
/// struct Logged<J>(J);
///
/// impl<J: Journal> Journal for Logged<J> {
///     fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
///         Box::pin(async move {
///             println!("{} {}", intent.operation, intent.key);
///             self.0.begin(intent).await
///         })
///     }
///     // … and the other methods.
/// #     fn record<'a>(
/// #         &'a self,
/// #         key: &'a JournalKey,
/// #         id: IntentId,
/// #         outcome: &'a JournalOutcome,
/// #     ) -> JournalFuture<'a, JournalEntry> {
/// #         self.0.record(key, id, outcome)
/// #     }
/// #     fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
/// #         self.0.entry(key)
/// #     }
/// #     fn open<'a>(
/// #         &'a self,
/// #         mch_id: &'a str,
/// #         family: &'a str,
/// #         after: Option<&'a JournalKey>,
/// #         limit: usize,
/// #     ) -> JournalFuture<'a, Vec<JournalEntry>> {
/// #         self.0.open(mch_id, family, after, limit)
/// #     }
/// }
/// ```
pub type JournalFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, JournalError>> + Send + 'a>>;

/// A journal of requests that move money.
///
/// Several processes can share one journal. These rules make it correct, and the module `contract` (feature
/// `test-util`) tests them:
///
/// - [`begin`](Self::begin) and [`record`](Self::record) are durable when they return `Ok`.
/// - Of several calls of `begin` with the same key at the same time, at most one returns `Ok`.
/// - An outcome replaces only one of a lower [rank](JournalOutcome::rank), and only that of the same intent.
/// - A method returns an error instead of waiting forever. The client waits at most 5 seconds for `begin`.
///
/// In SQL, the methods need these statements. `begin` and `record` also read the entry if no row has changed, and to
/// return it:
///
/// ```sql
/// -- The table: `rank` is 0 until an outcome is recorded.
/// CREATE TABLE journal (
///     -- Compared byte by byte: in PostgreSQL, with COLLATE "C".
///     mch_id TEXT, family TEXT, field TEXT, reference TEXT,
///     id TEXT NOT NULL, operation TEXT NOT NULL, amount BIGINT, currency TEXT, order_id TEXT, status_query TEXT,
///     created_at BIGINT NOT NULL, in_progress_until BIGINT NOT NULL,
///     outcome TEXT, rank SMALLINT NOT NULL,
///     PRIMARY KEY (mch_id, family, field, reference));
/// -- `begin`, if the reference is new; otherwise also the second statement. If neither changes a row, it was used.
/// INSERT INTO journal VALUES (…, NULL, 0) ON CONFLICT DO NOTHING;
/// UPDATE journal SET id = …, …, outcome = NULL, rank = 0 WHERE <key> AND rank = 3;
/// -- `record`. If no row has this key and id, the error is `NoSuchIntent`.
/// UPDATE journal SET outcome = …, rank = … WHERE <key> AND id = … AND rank < …;
/// -- `open`.
/// SELECT * FROM journal WHERE mch_id = … AND family = …
///     AND (rank IN (0, 1, 2) OR rank = 4 AND status_query IS NOT NULL)
///     AND (field, reference) > (…, …) ORDER BY field, reference LIMIT …;
/// ```
///
/// The client calls the methods. A program that records a request that it sends in another way does this:
///
/// ```
/// # use std::time::{Duration, SystemTime};
/// use iotpay_client::journal::{Intent, Journal, JournalError, JournalKey, JournalOutcome};
///
/// async fn recorded(journal: &impl Journal) -> Result<(), JournalError> {
///     let key = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
///     let now = SystemTime::now();
///     let intent = Intent::new(key.clone(), "create_order", now, now + Duration::from_secs(60));
///     journal.begin(&intent).await?;
///     // Send the request here. If this program ends, the entry stays open, and a sweep resolves it.
///     journal.record(&key, intent.id, &JournalOutcome::Accepted).await?;
///     Ok(())
/// }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let journal = iotpay_client::journal::MemoryJournal::new();
/// # recorded(&journal).await.unwrap();
/// # assert_eq!(journal.entries()[0].outcome, Some(JournalOutcome::Accepted));
/// # });
/// ```
pub trait Journal: Send + Sync {
    /// Records an intent before the request is sent. If the key has an entry whose outcome proves that it
    /// [had no effect](JournalOutcome::had_no_effect), the new intent takes its place.
    ///
    /// # Errors
    ///
    /// Returns [`JournalError::ReferenceUsed`] if the key has another entry, and [`JournalError::Storage`] if the intent
    /// may not have been recorded.
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()>;

    /// Records the outcome of an intent, unless the recorded one has the same or a higher rank. Returns the entry as it
    /// is afterward.
    ///
    /// # Errors
    ///
    /// Returns [`JournalError::NoSuchIntent`] if there is no entry with this key and this id, and
    /// [`JournalError::Storage`] if the outcome may not have been recorded.
    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry>;

    /// Returns the entry of a key.
    ///
    /// # Errors
    ///
    /// Returns [`JournalError::Storage`] if the journal could not be read.
    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>>;

    /// Returns the next [open](JournalEntry::is_open) entries of a merchant and a family, ordered by key: at most
    /// `limit` of those after the key `after`. An entry that is open during all calls of a sweep is in exactly one of
    /// the pages.
    ///
    /// # Errors
    ///
    /// Returns [`JournalError::Storage`] if the journal could not be read.
    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>>;
}
