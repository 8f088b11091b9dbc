//! How long handled events are kept.

use std::time::Duration;

use sqlx::{ColumnIndex, Database, Decode, Encode, Executor, FromRow, IntoArguments, Pool, Type};

use crate::error::StoreError;
use crate::inbox::bind;
use crate::schema::read_state;
use crate::statement::{LONG_LIMIT, fetch_all_within};
use crate::time::day;

/// How many rows a statement deletes. Longer statements would make others wait.
const BATCH: usize = 1000;

/// Deletes events that the sink has received and that were handled before a day, which is an expression with `$1`. `$2`
/// is the number of rows. An event is handled on the day on which it was recorded or later, so the index of this day
/// finds the candidates: keys of handled events are never deleted.
macro_rules! prune_events {
    ($($day:expr),+) => {
        concat!(
            "DELETE FROM iotpay_event WHERE (mch_id, family, field, reference, outcome) IN \
             (SELECT mch_id, family, field, reference, outcome FROM iotpay_event \
             JOIN iotpay_handled USING (mch_id, family, field, reference, outcome) \
             LEFT JOIN iotpay_outbox USING (mch_id, family, field, reference, outcome) WHERE iotpay_event.day < ",
            $($day,)+
            " AND iotpay_handled.day < ",
            $($day,)+
            " AND iotpay_outbox.due_at IS NULL LIMIT $2) RETURNING day",
        )
    };
}

pub(crate) use prune_events;

/// How long handled events are kept. Events that are not handled, the keys of those that are, and the entries of the
/// journal are always kept. So an event is never handled twice, however late a notification or a query reports it
/// again. A key needs about 200 bytes.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_store::Retention;
///
/// let retention = Retention::default().with_history(Duration::from_hours(24 * 400));
/// assert_eq!(retention.history().as_secs(), 400 * 24 * 60 * 60);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Retention {
    history: Duration,
}

impl Retention {
    /// Sets how long the events are kept after they were handled: their amounts, times and content. The default is 90
    /// days.
    #[must_use]
    pub fn with_history(mut self, history: Duration) -> Self {
        self.history = history;
        self
    }

    /// Returns how long the events are kept.
    pub fn history(&self) -> Duration {
        self.history
    }

    /// Returns the number of whole days.
    pub(crate) fn history_days(&self) -> i64 {
        day(bind::span(self.history))
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { history: Duration::from_hours(24 * 90) }
    }
}

/// What was deleted.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let pool =
/// iotpay_store::sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
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
}

/// Deletes what the statement [finds](prune_events), in batches.
pub(crate) async fn prune<DB: Database>(
    pool: &Pool<DB>,
    statement: &'static str,
    days: i64,
) -> Result<Pruned, StoreError>
where
    (i64,): for<'r> FromRow<'r, DB::Row>,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'c> &'c Pool<DB>: Executor<'c, Database = DB>,
    usize: ColumnIndex<DB::Row>,
    for<'q> i64: Encode<'q, DB> + Decode<'q, DB> + Type<DB>,
{
    // A program that runs for months has to notice that the tables have changed.
    read_state(pool).await.map_err(StoreError::Statement)?.check()?;
    let mut pruned = Pruned::default();
    loop {
        let query = || sqlx::query_as::<DB, (i64,)>(statement).bind(days).bind(bind::limit(BATCH));
        let batch = fetch_all_within(LONG_LIMIT, pool, query).await.map_err(StoreError::Statement)?.len();
        pruned.events += u64::try_from(batch).unwrap_or(u64::MAX);
        if batch < BATCH {
            return Ok(pruned);
        }
    }
}
