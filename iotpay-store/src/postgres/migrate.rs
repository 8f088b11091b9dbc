//! Creates the tables in PostgreSQL.

use std::time::Duration;

use sqlx::PgPool;

use crate::error::StoreError;
use crate::schema::{self, State, read_state};

/// How often to try again after a conflict with another process. The conflicts end when the other process is done.
const ATTEMPTS: u32 = 20;

pub(super) async fn migrate(pool: &PgPool) -> Result<(), StoreError> {
    let mut attempt = 0;
    loop {
        match migrate_once(pool).await {
            Err(StoreError::Schema(error)) if attempt < ATTEMPTS && is_conflict(&error) => {
                attempt += 1;
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 10)).await;
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
    for (version, script) in schema::numbered(schema::POSTGRES).filter(|(version, _)| *version > current) {
        create(pool, version, script).await.map_err(StoreError::Schema)?;
    }
    Ok(())
}

/// Creates one version. Of several processes, one inserts the row; the others wait for its transaction.
async fn create(pool: &PgPool, version: i64, script: &'static str) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    // The script sets `oldest_program`.
    let insert = "INSERT INTO iotpay_version (version, oldest_program) VALUES ($1, 0) ON CONFLICT DO NOTHING";
    if sqlx::query(insert).bind(version).execute(&mut *transaction).await?.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::raw_sql(script).execute(&mut *transaction).await?;
    transaction.commit().await
}

const UNDEFINED_TABLE: &str = "42P01";

/// Returns `true` if another process did the same at the same time: `CREATE TABLE IF NOT EXISTS` is not atomic (unique
/// violation, duplicate table, duplicate object), and databases without locks for tables report serialization failures
/// and deadlocks.
fn is_conflict(error: &sqlx::Error) -> bool {
    has_code(error, &["23505", "42P07", "42710", "40001", "40P01", UNDEFINED_TABLE])
}

fn has_code(error: &sqlx::Error, codes: &[&str]) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| codes.contains(&code.as_ref()))
}
