//! Runs single statements: within a time limit, and again after a conflict that has rolled them back.

use std::io::{self, ErrorKind};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::query::QueryAs;
use sqlx::{Database, Error, Executor, FromRow, IntoArguments, Pool};
use tokio::time::{sleep, timeout};

/// How long a call waits for the database, including for a connection. The database ends its own waiting sooner.
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

/// The same for statements that read or write many rows.
pub(crate) const LONG_LIMIT: Duration = Duration::from_mins(1);

/// How often a statement is run if each run conflicts with another transaction.
const ATTEMPTS: u32 = 5;

pub(crate) type Query<'q, DB, O> = QueryAs<'q, DB, O, <DB as Database>::Arguments>;

/// Runs a statement that is a transaction of its own, and reads it to its end: only then is it committed.
pub(crate) async fn fetch_all<'q, DB, O>(pool: &Pool<DB>, query: impl Fn() -> Query<'q, DB, O>) -> Result<Vec<O>, Error>
where
    DB: Database,
    O: for<'r> FromRow<'r, DB::Row> + Send + Unpin,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fetch_all_within(LIMIT, pool, query).await
}

/// Runs a statement with its own time limit.
pub(crate) async fn fetch_all_within<'q, DB, O>(
    limit: Duration,
    pool: &Pool<DB>,
    query: impl Fn() -> Query<'q, DB, O>,
) -> Result<Vec<O>, Error>
where
    DB: Database,
    O: for<'r> FromRow<'r, DB::Row> + Send + Unpin,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let mut attempt = 1;
    loop {
        match within(limit, fetch_once(pool, query())).await {
            Err(error) if attempt < ATTEMPTS && is_rolled_back(&error) => {
                sleep(Duration::from_millis(u64::from(attempt) * 10)).await;
                attempt += 1;
            }
            result => return result,
        }
    }
}

async fn fetch_once<DB, O>(pool: &Pool<DB>, query: Query<'_, DB, O>) -> Result<Vec<O>, Error>
where
    DB: Database,
    O: for<'r> FromRow<'r, DB::Row> + Send + Unpin,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let mut connection = Busy { connection: pool.acquire().await?, is_done: false };
    let rows = query.fetch_all(&mut **connection).await;
    connection.is_done = true;
    rows
}

/// Returns an error if the future takes too long. It is then dropped.
pub(crate) async fn within<T>(limit: Duration, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(limit, future).await.unwrap_or_else(|_| {
        let text = format!("the database did not answer within {} seconds", limit.as_secs());
        Err(Error::Io(io::Error::new(ErrorKind::TimedOut, text)))
    })
}

/// Returns `true` if the database has rolled the statement back because of another transaction (serialization failure,
/// deadlock).
fn is_rolled_back(error: &Error) -> bool {
    has_code(error, &["40001", "40P01"])
}

/// Returns `true` if the database has responded with one of these codes.
pub(crate) fn has_code(error: &Error, codes: &[&str]) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| codes.contains(&code.as_ref()))
}

/// A connection that runs a statement. If the statement is given up, a connection to a server is closed: back in the
/// pool, it would first wait for the rest of the response, without a time limit.
struct Busy<DB: Database> {
    connection: PoolConnection<DB>,
    is_done: bool,
}

impl<DB: Database> Deref for Busy<DB> {
    type Target = PoolConnection<DB>;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl<DB: Database> DerefMut for Busy<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}

impl<DB: Database> Drop for Busy<DB> {
    fn drop(&mut self) {
        // SQLite has no server, and closing the connection of a database in memory would delete it.
        if !self.is_done && DB::NAME == "PostgreSQL" {
            self.connection.close_on_drop();
        }
    }
}
