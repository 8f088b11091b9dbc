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
    CREATE TABLE changed (reference TEXT NOT NULL, at BIGINT NOT NULL);";
const BOOK: &str = "INSERT INTO booking VALUES ($1, $2, $3)";
/// The database itself writes down when an event is recorded, claimed and released: a process can be killed right after.
const WATCH_POSTGRES: &str = "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN INSERT INTO changed VALUES (NEW.reference, NEW.changed_at); RETURN NULL; END$$;
    CREATE TRIGGER note AFTER INSERT OR UPDATE ON iotpay_pending FOR EACH ROW EXECUTE FUNCTION note();";
const WATCH_SQLITE: &str = "CREATE TRIGGER IF NOT EXISTS note_record AFTER INSERT ON iotpay_pending
        BEGIN INSERT INTO changed VALUES (NEW.reference, NEW.changed_at); END;
    CREATE TRIGGER IF NOT EXISTS note_claim AFTER UPDATE ON iotpay_pending
        BEGIN INSERT INTO changed VALUES (NEW.reference, NEW.changed_at); END;";
const TIMES: &str = "SELECT reference, at FROM changed UNION ALL SELECT reference, at FROM booking";

/// What the shop does in the transaction of the inbox.
pub trait Shop: Inbox + Clone + 'static {
    /// Books an order.
    fn book(
        &self,
        transaction: &mut Self::Transaction,
        reference: &str,
        version: i64,
    ) -> impl Future<Output = Result<(), InboxError>> + Send;
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

/// Watches the events, as soon as a process has created their table.
pub fn watch(database: &Database) {
    let watch = match database {
        Database::Postgres(_) => WATCH_POSTGRES,
        Database::Sqlite(_) => WATCH_SQLITE,
    };
    with_pool!(database, |pool| {
        let start = std::time::Instant::now();
        while let Err(error) = sqlx::raw_sql(watch).execute(&pool).await {
            assert!(start.elapsed() < Duration::from_mins(1), "{error}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
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
    /// The longest time in which nothing happened to an event that was not handled.
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
