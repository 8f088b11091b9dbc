//! The shop's own tables, in the same database.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

use iotpay_client::inbox::{Inbox, InboxError};
use iotpay_store::sqlx::{self, AssertSqlSafe, query, query_as, query_scalar};
use iotpay_store::{PostgresStore, SqliteStore};

use super::gateway::Database;

/// No key prevents that an order is booked twice: only the inbox does.
const TABLES: &str = "CREATE TABLE booking (reference TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL);
    CREATE TABLE attempt (reference TEXT NOT NULL, at BIGINT NOT NULL);";
const BOOK: &str = "INSERT INTO booking VALUES ($1, $2, $3)";
const ATTEMPT: &str = "INSERT INTO attempt VALUES ($1, $2)";
/// When each event was claimed and booked.
const TIMES: &str = "SELECT reference, at FROM attempt UNION ALL SELECT reference, at FROM booking
    UNION ALL SELECT reference, received_at FROM iotpay_event";

/// What the shop does in the transaction of the inbox.
pub trait Shop: Inbox + Clone + 'static {
    /// Books an order.
    fn book(
        &self,
        transaction: &mut Self::Transaction,
        reference: &str,
        version: i64,
    ) -> impl Future<Output = Result<(), InboxError>> + Send;

    /// Writes down that an event was claimed.
    fn attempt(&self, reference: &str) -> impl Future<Output = Result<(), InboxError>> + Send;
}

/// All processes run on one machine.
pub fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_millis()).unwrap()
}

macro_rules! shop {
    ($($store:ty),*) => {
        $(impl Shop for $store {
            async fn book(
                &self,
                transaction: &mut Self::Transaction,
                reference: &str,
                version: i64,
            ) -> Result<(), InboxError> {
                let book = query(BOOK).bind(reference).bind(version).bind(now());
                book.execute(&mut **transaction).await.map(drop).map_err(InboxError::storage)
            }

            async fn attempt(&self, reference: &str) -> Result<(), InboxError> {
                let attempt = query(ATTEMPT).bind(reference).bind(now());
                attempt.execute(self.pool()).await.map(drop).map_err(InboxError::storage)
            }
        })*
    };
}

shop!(PostgresStore, SqliteStore);

/// Runs an expression with the connections of either database.
macro_rules! with_pool {
    ($database:expr, |$pool:ident| $run:expr) => {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            match $database {
                Database::Postgres(url) => {
                    let $pool = sqlx::PgPool::connect(url).await.unwrap();
                    $run
                }
                Database::Sqlite(path) => {
                    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
                    let $pool =
                        sqlx::SqlitePool::connect_with(options.busy_timeout(Duration::from_mins(1))).await.unwrap();
                    $run
                }
            }
        })
    };
}

pub fn create(database: &Database) {
    with_pool!(database, |pool| {
        sqlx::raw_sql(AssertSqlSafe(TABLES)).execute(&pool).await.unwrap();
    });
}

/// Returns the number of events that are not handled.
pub fn pending(database: &Database) -> i64 {
    with_pool!(database, |pool| query_scalar("SELECT COUNT(*) FROM iotpay_pending").fetch_one(&pool).await.unwrap())
}

/// What the shop has booked.
pub struct Books {
    pub booked: BTreeSet<u32>,
    pub booked_twice: Vec<String>,
    /// The longest time between two claims of an event, or before the first or after the last.
    pub longest_wait: Duration,
}

/// Reads the books. While the database was down, nothing could be claimed, so this time does not count as a wait.
pub fn books(database: &Database, down: &Range<i64>) -> Books {
    let twice = "SELECT reference FROM booking GROUP BY reference HAVING COUNT(*) > 1";
    let (references, booked_twice, times): (Vec<String>, Vec<String>, Vec<(String, i64)>) =
        with_pool!(database, |pool| (
            query_scalar("SELECT reference FROM booking").fetch_all(&pool).await.unwrap(),
            query_scalar(twice).fetch_all(&pool).await.unwrap(),
            query_as(TIMES).fetch_all(&pool).await.unwrap(),
        ));
    let mut by_reference = BTreeMap::<String, Vec<i64>>::new();
    for (reference, at) in times {
        by_reference.entry(reference).or_default().push(at);
    }
    let gaps = by_reference.values_mut().flat_map(|times| {
        times.sort_unstable();
        times.windows(2).map(|pair| wait(pair[0]..pair[1], down)).collect::<Vec<_>>()
    });
    let longest = gaps.max().unwrap_or(0);
    Books {
        booked: references.iter().map(|reference| reference.parse().unwrap()).collect(),
        booked_twice,
        longest_wait: Duration::from_millis(longest.unsigned_abs()),
    }
}

/// Returns the milliseconds between two times, without those in which the database was down.
fn wait(times: Range<i64>, down: &Range<i64>) -> i64 {
    let overlap = times.end.min(down.end) - times.start.max(down.start);
    times.end - times.start - overlap.max(0)
}
