//! How long handled events are kept.

use std::time::{Duration, SystemTime};

use sqlx::{Database, Decode, Encode, Executor, FromRow, IntoArguments, Pool, Type};

use crate::error::StoreError;
use crate::inbox::{bind, key};
use crate::time::{day, milliseconds};

/// How many rows a statement deletes. Longer statements would make others wait.
const BATCH: usize = 1000;

/// The events that are handled and that the sink has received, before the day `$1`.
const PRUNE_EVENTS: &str = concat!(
    "DELETE FROM iotpay_event WHERE (",
    key!(),
    ") IN (SELECT ",
    key!(),
    " FROM iotpay_event JOIN iotpay_handled USING (",
    key!(),
    ") LEFT JOIN iotpay_outbox USING (",
    key!(),
    ") WHERE iotpay_event.day < $1 AND iotpay_outbox.due_at IS NULL LIMIT $2) RETURNING day",
);

/// The keys whose events were deleted, of events that were handled before the day `$1`.
const PRUNE_KEYS: &str = concat!(
    "DELETE FROM iotpay_handled WHERE (",
    key!(),
    ") IN (SELECT ",
    key!(),
    " FROM iotpay_handled LEFT JOIN iotpay_event USING (",
    key!(),
    ") WHERE iotpay_handled.day < $1 AND iotpay_event.day IS NULL LIMIT $2) RETURNING day",
);

/// How long handled events are kept. Events that are not handled, and entries of the journal, are always kept.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_store::Retention;
///
/// let retention = Retention::default().with_history(Duration::from_hours(24 * 400));
/// assert_eq!(retention.keys(), None); // forever
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Retention {
    history: Duration,
    keys: Option<Duration>,
}

impl Retention {
    /// The shortest time for which [keys](Self::with_keys) are kept: 30 days.
    pub const MIN_KEYS: Duration = Duration::from_hours(24 * 30);

    /// Sets how long the events are kept: their amounts, times and content. The default is 90 days.
    #[must_use]
    pub fn with_history(mut self, history: Duration) -> Self {
        self.history = history;
        self
    }

    /// Sets how long the keys of handled events are kept; `None` (the default) keeps them forever. A key needs about
    /// 200 bytes.
    ///
    /// The keys are what prevents that an event is handled twice, so they must be kept for longer than the gateway can
    /// send a notification again, and for longer than you restore it from a backup. How long the gateway tries is
    /// undocumented. Times of less than [`MIN_KEYS`](Self::MIN_KEYS) are raised to it.
    #[must_use]
    pub fn with_keys(mut self, keys: Option<Duration>) -> Self {
        self.keys = keys.map(|keys| keys.max(Self::MIN_KEYS));
        self
    }

    /// Returns how long the events are kept.
    pub fn history(&self) -> Duration {
        self.history
    }

    /// Returns how long the keys of handled events are kept; `None` is forever.
    pub fn keys(&self) -> Option<Duration> {
        self.keys
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { history: Duration::from_hours(24 * 90), keys: None }
    }
}

/// What was deleted.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let pool = iotpay_store::sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// # let store = iotpay_store::SqliteStore::from_pool(pool);
/// # store.migrate().await?;
/// use iotpay_store::{Pruned, Retention};
///
/// assert_eq!(store.prune(&Retention::default()).await?, Pruned::default()); // nothing
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Pruned {
    /// The number of events.
    pub events: u64,
    /// The number of keys of handled events.
    pub keys: u64,
}

/// Deletes what is older than the retention, in batches.
pub(crate) async fn prune<DB: Database>(pool: &Pool<DB>, retention: &Retention) -> Result<Pruned, StoreError>
where
    (i64,): for<'r> FromRow<'r, DB::Row>,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'q> i64: Encode<'q, DB> + Decode<'q, DB> + Type<DB>,
{
    let today = day(milliseconds(SystemTime::now()));
    let first_kept = |kept: Duration| today.saturating_sub(day(bind::span(kept)));
    let mut pruned = Pruned { events: delete(pool, PRUNE_EVENTS, first_kept(retention.history)).await?, keys: 0 };
    if let Some(keys) = retention.keys {
        pruned.keys = delete(pool, PRUNE_KEYS, first_kept(keys)).await?;
    }
    Ok(pruned)
}

async fn delete<DB: Database>(pool: &Pool<DB>, statement: &'static str, first_kept: i64) -> Result<u64, StoreError>
where
    (i64,): for<'r> FromRow<'r, DB::Row>,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'q> i64: Encode<'q, DB> + Decode<'q, DB> + Type<DB>,
{
    let mut deleted = 0;
    loop {
        let query = sqlx::query_as::<DB, (i64,)>(statement).bind(first_kept).bind(bind::limit(BATCH));
        let batch = query.fetch_all(pool).await.map_err(StoreError::Statement)?.len();
        deleted += u64::try_from(batch).unwrap_or(u64::MAX);
        if batch < BATCH {
            return Ok(deleted);
        }
    }
}
