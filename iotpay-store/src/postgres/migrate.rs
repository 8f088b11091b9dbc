//! Creates the tables in PostgreSQL.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::{AssertSqlSafe, PgPool};
use tokio::time::{Instant, sleep};

use crate::error::StoreError;
use crate::schema::{self, State, read_state};
use crate::statement::has_code;

/// How long to wait for other processes that change the tables, and for statements that use them.
const TIME_LIMIT: Duration = Duration::from_mins(5);

/// How long to wait for connections to a server that is busy with the start of several processes.
const SLOW_SERVER_LIMIT: Duration = Duration::from_secs(30);

/// The longest pause before another attempt.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The limits of a session are for handlers. Changing a large table may take longer.
const LIMITS: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 10000";

const UNDEFINED_TABLE: &str = "42P01";

pub(super) async fn migrate(pool: &PgPool) -> Result<(), StoreError> {
    let (start, mut pause) = (Instant::now(), Duration::from_millis(10));
    loop {
        match migrate_once(pool).await {
            Err(StoreError::Schema(error))
                if start.elapsed() < TIME_LIMIT && is_conflict(&error)
                    || start.elapsed() < SLOW_SERVER_LIMIT && matches!(error, sqlx::Error::PoolTimedOut) =>
            {
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            result => return result,
        }
    }
}

async fn migrate_once(pool: &PgPool) -> Result<(), StoreError> {
    let state = match read_state(pool).await {
        Ok(state) => state,
        Err(error) if has_code(&error, &[UNDEFINED_TABLE]) => {
            sqlx::raw_sql(schema::POSTGRES[0]).execute(pool).await.map_err(StoreError::Schema)?;
            read_state(pool).await.map_err(StoreError::Schema)?
        }
        Err(error) => return Err(StoreError::Schema(error)),
    };
    let State { version: current, .. } = state.check()?;
    for (_, script) in schema::numbered(schema::POSTGRES).filter(|(version, _)| *version > current) {
        create(pool, script).await.map_err(StoreError::Schema)?;
    }
    Ok(())
}

/// Creates one version. The last statement of the script says that the version exists, and the others can be repeated:
/// in a database that does not undo them with the transaction, the next process continues.
async fn create(pool: &PgPool, script: &'static str) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    sqlx::raw_sql(LIMITS).execute(&mut *transaction).await?;
    let (server,): (String,) = sqlx::query_as("SELECT version()").fetch_one(&mut *transaction).await?;
    for statement in portable(script, &server).split_inclusive(";\n") {
        // The parts of a constant.
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// CockroachDB always compares texts byte by byte, and has no collation for it. In PostgreSQL, the collation also
/// protects the keys: the order of other collations changes with updates of the operating system, which breaks unique
/// indexes.
fn portable(script: &'static str, server: &str) -> Cow<'static, str> {
    if server.contains("CockroachDB") { script.replace(" COLLATE \"C\"", "").into() } else { script.into() }
}

/// Returns `true` if another process does the same at the same time: `CREATE TABLE IF NOT EXISTS` is not atomic (unique
/// violation, duplicate table, duplicate object), the process may need longer than we wait for its locks, and databases
/// without locks for tables report serialization failures and deadlocks.
fn is_conflict(error: &sqlx::Error) -> bool {
    has_code(error, &["23505", "42P07", "42710", "40001", "40P01", "55P03", UNDEFINED_TABLE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_have_no_collation_where_it_does_not_exist() {
        let script = schema::POSTGRES[1];
        assert!(portable(script, "PostgreSQL 15.14 (Debian)").contains("COLLATE"));
        let other = portable(script, "CockroachDB CCL v25.2.0");
        assert!(!other.contains("COLLATE") && other.contains("    mch_id TEXT NOT NULL,"), "{other}");
    }

    #[test]
    fn scripts_can_be_repeated_and_end_with_their_version() {
        for (version, script) in schema::numbered(schema::POSTGRES) {
            let statements: Vec<_> = script.split_inclusive(";\n").collect();
            let (last, others) = statements.split_last().unwrap();
            assert!(last.contains(&format!("INTO iotpay_version (version, oldest_program) VALUES ({version}, ")));
            assert!(last.contains("ON CONFLICT (version) DO UPDATE"), "{last}");
            assert!(others.iter().all(|statement| statement.contains("IF NOT EXISTS")), "{others:?}");
        }
    }
}
