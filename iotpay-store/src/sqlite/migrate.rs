//! Creates the tables in SQLite.

use sqlx::SqlitePool;

use crate::error::StoreError;
use crate::schema::{self, State, read_state};

/// Does everything in one transaction, which excludes all other writers.
pub(super) async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::Schema)?;
    sqlx::raw_sql(schema::SQLITE[0]).execute(&mut *transaction).await.map_err(StoreError::Schema)?;
    let State { version: current, .. } = read_state(&mut *transaction).await.map_err(StoreError::Schema)?.check()?;
    for (_, script) in schema::numbered(schema::SQLITE).filter(|(version, _)| *version > current) {
        sqlx::raw_sql(script).execute(&mut *transaction).await.map_err(StoreError::Schema)?;
    }
    transaction.commit().await.map_err(StoreError::Schema)
}
