//! The connections to PostgreSQL.

use std::io::ErrorKind;
use std::time::Duration;

use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, Error, Row as _};
use tokio::time::{Instant, sleep, timeout};

use super::lease::limits;
use crate::statement::{has_code, within};

/// How long to wait for a connection. The client waits at most 5 seconds for the journal.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(4);

/// How long an idle connection may take to answer before it is replaced. A server that has failed does not answer.
const TEST_LIMIT: Duration = Duration::from_secs(1);

/// How long the first connection may take, on a server that many processes use that start at the same time.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The pause before another attempt to connect.
const START_PAUSE: Duration = Duration::from_millis(100);

/// How long a connection may have been idle to be used without a test: it has answered just before.
const RECENTLY: Duration = Duration::from_millis(100);

/// Returns `true` if the connection is not in a transaction: only then, the statement is the first of its transaction.
/// See `begin_transaction` for how a connection in a transaction could get into a pool.
const IS_CLEAN: &str = "SELECT now() = statement_timestamp()";

/// Returns the options of a pool for handlers with this lease.
pub(super) fn options(lease: Duration) -> PgPoolOptions {
    // No statement waits longer for a row that another transaction has locked.
    let session = format!("SET lock_timeout = 4000; {}", limits("SET", lease));
    PgPoolOptions::new()
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            let session = session.clone();
            Box::pin(async { sqlx::raw_sql(AssertSqlSafe(session)).execute(connection).await.map(drop) })
        })
        // Instead of the usual test, which has no time limit of its own.
        .test_before_acquire(false)
        .before_acquire(|connection, idle| Box::pin(answers(connection, idle)))
        // A connection whose statement was given up waits for the rest of the response before it can be used again. If
        // the server does not answer, it would keep its place in the pool.
        .after_release(|connection, _| Box::pin(is_clean(connection)))
}

/// Tests whether a connection can be made. A pool would only say that it has waited for too long.
pub(super) async fn test(options: &PgConnectOptions) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        match within(START_LIMIT, PgConnection::connect_with(options)).await {
            Ok(connection) => return connection.close().await,
            Err(error) if start.elapsed() < ACQUIRE_TIMEOUT && is_starting(&error) => sleep(START_PAUSE).await,
            Err(error) => return Err(error),
        }
    }
}

/// Returns `true` if the server is not there, or accepts no connections yet.
fn is_starting(error: &Error) -> bool {
    match error {
        Error::Io(error) => {
            matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset | ErrorKind::NotFound)
        }
        error => has_code(error, &["57P03"]),
    }
}

async fn is_clean(connection: &mut PgConnection) -> Result<bool, Error> {
    // A prepared statement is executed later than its transaction begins.
    let row = timeout(TEST_LIMIT, sqlx::raw_sql(IS_CLEAN).fetch_one(connection));
    row.await.unwrap_or(Err(Error::PoolTimedOut))?.try_get(0)
}

async fn answers(connection: &mut PgConnection, idle: PoolConnectionMetadata) -> Result<bool, Error> {
    if idle.idle_for < RECENTLY {
        return Ok(true);
    }
    timeout(TEST_LIMIT, connection.ping()).await.unwrap_or(Err(Error::PoolTimedOut)).map(|()| true)
}
