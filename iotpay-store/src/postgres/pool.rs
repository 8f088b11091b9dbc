//! The connections to PostgreSQL.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use tokio::time::timeout;

/// How long to wait for a connection. The client waits at most 5 seconds for the journal.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(4);

/// How long an idle connection may take to answer before it is replaced. A server that has failed does not answer.
const TEST_LIMIT: Duration = Duration::from_secs(1);

/// The shortest lease for which the limits of a session are set.
pub(super) const LEASE: Duration = Duration::from_secs(30);

/// Returns `true` if the connection is not in a transaction: only then, the statement is the first of its transaction.
/// See `begin` for how a connection in a transaction could be in a pool. Also tests whether the connection is alive.
const IS_CLEAN: &str = "SELECT now() = statement_timestamp()";

/// Returns the options of a pool for handlers with this lease.
pub(super) fn options(lease: Duration) -> PgPoolOptions {
    let session = session(lease);
    PgPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            let session = session.clone();
            Box::pin(async { sqlx::raw_sql(AssertSqlSafe(session)).execute(connection).await.map(drop) })
        })
        // Instead of the usual test, which has no time limit of its own.
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(is_clean(connection)))
        // A connection whose statement was given up waits for the rest of the response before it can be used again. If
        // the server does not answer, it would keep its place in the pool.
        .after_release(|connection, _| Box::pin(answers(connection)))
}

/// No statement waits longer for a row that another transaction has locked, or runs longer than a handler may. A
/// transaction whose program no longer does anything is rolled back, so that it does not keep its locks.
fn session(lease: Duration) -> String {
    let lease = lease.max(LEASE).as_millis().min(i32::MAX as u128 / 2);
    format!(
        "SET lock_timeout = 4000; SET statement_timeout = {lease}; SET idle_in_transaction_session_timeout = {}",
        lease * 2
    )
}

async fn is_clean(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let row = timeout(TEST_LIMIT, sqlx::raw_sql(IS_CLEAN).fetch_one(connection));
    row.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?.try_get(0)
}

async fn answers(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    timeout(TEST_LIMIT, connection.ping()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
}
