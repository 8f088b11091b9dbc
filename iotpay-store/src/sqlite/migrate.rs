//! Opens a SQLite file and creates the tables.

use std::time::Duration;

use sqlx::Error;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use tokio::time::{Instant, sleep};

use crate::error::StoreError;
use crate::schema::{self, State, read_state};

/// How long to wait for other processes at the start. One of them creates the file and the tables, or changes them, which
/// may take longer than a call of the store may wait.
const TIME_LIMIT: Duration = Duration::from_mins(1);

const PAUSE: Duration = Duration::from_millis(20);

/// The primary code of all errors that say that another process uses the file.
const BUSY: i32 = 5;

/// Opens the file, as soon as no other process prevents it.
pub(super) async fn open(options: &SqlitePoolOptions, file: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let start = Instant::now();
    loop {
        match options.clone().connect_with(file.clone()).await.map_err(StoreError::Open) {
            Err(error) if is_busy(&error) && start.elapsed() < TIME_LIMIT => sleep(PAUSE).await,
            result => return result,
        }
    }
}

/// Creates the tables, as soon as no other process prevents it.
pub(super) async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let start = Instant::now();
    loop {
        match migrate_once(pool).await {
            Err(error) if is_busy(&error) && start.elapsed() < TIME_LIMIT => sleep(PAUSE).await,
            result => return result,
        }
    }
}

/// Does everything in one transaction, which excludes all other writers.
async fn migrate_once(pool: &SqlitePool) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::Schema)?;
    sqlx::raw_sql(schema::SQLITE[0]).execute(&mut *transaction).await.map_err(StoreError::Schema)?;
    let State { version: current, .. } = read_state(&mut *transaction).await.map_err(StoreError::Schema)?.check()?;
    for (_, script) in schema::numbered(schema::SQLITE).filter(|(version, _)| *version > current) {
        sqlx::raw_sql(script).execute(&mut *transaction).await.map_err(StoreError::Schema)?;
    }
    transaction.commit().await.map_err(StoreError::Schema)
}

fn is_busy(error: &StoreError) -> bool {
    match error {
        // The pool gives up at the same time as SQLite.
        StoreError::Open(Error::PoolTimedOut) => true,
        StoreError::Open(Error::Database(error)) | StoreError::Schema(Error::Database(error)) => {
            error.code().and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == BUSY)
        }
        _ => false,
    }
}
