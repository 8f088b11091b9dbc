//! The version of the tables that a database has.

use sqlx::{ColumnIndex, Database, Decode, Executor, IntoArguments, Type};

use crate::error::StoreError;

/// The version of the tables that this program creates and uses.
pub(crate) const LATEST: i64 = 1;

/// What a database says about its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// The newest version that was created; 0 if there are no tables.
    pub(crate) version: i64,
    oldest_program: i64,
}

impl State {
    /// Returns an error if a newer program has changed the tables so that this one cannot use them.
    pub(crate) fn check(self) -> Result<Self, StoreError> {
        if self.oldest_program > LATEST {
            return Err(StoreError::SchemaTooNew { required: self.oldest_program, known: LATEST });
        }
        Ok(self)
    }
}

/// Reads the state. The table of versions must exist.
pub(crate) async fn read_state<'c, DB, E>(executor: E) -> Result<State, sqlx::Error>
where
    DB: Database,
    DB::Arguments: IntoArguments<DB>,
    E: Executor<'c, Database = DB>,
    usize: ColumnIndex<DB::Row>,
    for<'r> i64: Decode<'r, DB> + Type<DB>,
{
    let select = "SELECT COALESCE(MAX(version), 0), COALESCE(MAX(oldest_program), 0) FROM iotpay_version";
    let (version, oldest_program) = sqlx::query_as::<DB, (i64, i64)>(select).fetch_one(executor).await?;
    Ok(State { version, oldest_program })
}
