//! Transactions in which events are booked and completed.

use iotpay_client::inbox::{Claim, EventKey, InboxError};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Error, Postgres, Transaction};

use super::PostgresStore;
use super::lease::{LongestLease, limits};
use super::sql::{now, today};
use crate::inbox::{OTHER_OUTCOMES, bind, key, key_is, outranks};
use crate::outbox::ENQUEUE;
use crate::statement::{LIMIT, has_code, within};

/// Begins a transaction and gives it a mark, which ends with it. So a statement notices if the handler has ended the
/// transaction, and the statement would be one of its own.
const BEGIN: &str = "BEGIN; SET LOCAL iotpay.inbox = 'open'";

/// Gives the mark to a transaction that something else has begun. Fails without a transaction, and in one of which a
/// statement has failed.
const MARK: &str = "SAVEPOINT iotpay_inbox; RELEASE SAVEPOINT iotpay_inbox; SET LOCAL iotpay.inbox = 'open'";

macro_rules! is_marked {
    () => {
        "current_setting('iotpay.inbox', TRUE) = 'open'"
    };
}

const IS_MARKED: &str = concat!("SELECT ", is_marked!());

/// Does nothing if the transaction does not have the mark.
const COMPLETE: &str = concat!(
    "WITH done AS (DELETE FROM iotpay_pending WHERE ",
    key_is!(),
    " AND token = $6 AND ",
    is_marked!(),
    " RETURNING ",
    key!(),
    ", token, attempts) INSERT INTO iotpay_handled (",
    key!(),
    ", token, attempts, handled_at, day) SELECT ",
    key!(),
    ", token, attempts, ",
    now!(),
    ", ",
    today!(),
    " FROM done ON CONFLICT DO NOTHING RETURNING handled_at",
);

/// Why PostgreSQL refuses to complete an event in a transaction that it has aborted.
const ABORTED: &str = "an earlier statement of the transaction failed, and the handler ignored its error, so \
                       PostgreSQL refuses all others; return the error, or use `ON CONFLICT` or a savepoint";

/// Why an event cannot be completed without a transaction.
const ENDED: &str = "the transaction has ended, because the handler has committed it or rolled it back, or it was not \
                     begun with `Inbox::begin`; leave its end to the caller, or use `PostgresStore::complete_on`";

impl PostgresStore {
    /// Begins a transaction of the inbox.
    pub(super) async fn begin_transaction(&self) -> Result<Transaction<'static, Postgres>, InboxError> {
        let (pool, begin) = (self.pool.clone(), self.begin_statement());
        // If this future was dropped while the server begins the transaction, sqlx would put the connection back into
        // the pool in this transaction, and whatever uses it next would be lost. A task ends what it has begun, also
        // after the time limit, which therefore must not end the task.
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
        let begun = within(LIMIT, async { Ok(begun.await) }).await.map_err(InboxError::storage)?;
        begun.map_err(InboxError::storage)?.map_err(InboxError::storage)
    }

    /// The limits of a session may be too short for a handler, or longer than needed.
    fn begin_statement(&self) -> String {
        match self.longest_lease.as_ref().and_then(LongestLease::unlike_session) {
            Some(lease) => format!("{BEGIN}; {}", limits("SET LOCAL", lease)),
            None => BEGIN.to_owned(),
        }
    }

    /// Marks an event as handled in a transaction of your own. This is
    /// [`Inbox::complete`](iotpay_client::inbox::Inbox::complete) for transactions of any lifetime.
    ///
    /// The transaction must use the same database and schema as the store.
    ///
    /// ```no_run
    /// # use iotpay_client::inbox::Claim;
    /// # use iotpay_store::PostgresStore;
    /// # async fn example(store: &PostgresStore, claim: &Claim) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut connection = store.pool().acquire().await?;
    /// let mut transaction = iotpay_store::sqlx::Connection::begin(&mut *connection).await?;
    /// // Book the order here.
    /// store.complete_on(&mut transaction, claim).await?;
    /// transaction.commit().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::LeaseLost`] if the claim has ended or the event is handled; roll back the transaction.
    /// Returns [`InboxError::BrokenTransaction`] if the transaction has ended, or if an earlier statement of it had failed,
    /// and [`InboxError::Storage`] if a statement failed.
    pub async fn complete_on(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        claim: &Claim,
    ) -> Result<(), InboxError> {
        within(LIMIT, sqlx::raw_sql(MARK).execute(&mut **transaction)).await.map_err(failed_completion)?;
        self.complete_marked(transaction, claim).await
    }

    /// Marks an event as handled in a transaction that has the mark.
    pub(super) async fn complete_marked(&self, connection: &mut PgConnection, claim: &Claim) -> Result<(), InboxError> {
        within(LIMIT, self.complete_in(connection, claim)).await.map_err(failed_completion)?
    }

    async fn complete_in(&self, connection: &mut PgConnection, claim: &Claim) -> Result<Result<(), InboxError>, Error> {
        let query = bind::key(sqlx::query_as::<_, (i64,)>(COMPLETE), &claim.event.key).bind(bind::token(claim));
        if query.fetch_all(&mut *connection).await?.is_empty() {
            let (is_marked,): (Option<bool>,) = sqlx::query_as(IS_MARKED).fetch_one(connection).await?;
            let has_ended = is_marked != Some(true);
            return Ok(Err(if has_ended { InboxError::broken_transaction(ENDED) } else { InboxError::LeaseLost }));
        }
        if self.has_outbox {
            bind::key(sqlx::query_as::<_, (i64,)>(ENQUEUE), &claim.event.key).fetch_all(connection).await?;
        }
        Ok(Ok(()))
    }
}

/// Reads the outcomes that other transactions have committed until now.
pub(super) async fn is_outranked_in(connection: &mut PgConnection, key: &EventKey) -> Result<bool, InboxError> {
    let query = bind::key(sqlx::query_as::<_, (String,)>(OTHER_OUTCOMES), key);
    let outcomes = within(LIMIT, query.fetch_all(connection)).await.map_err(failed_completion)?;
    Ok(outranks(&outcomes, key))
}

/// Names the cause that is not in the database.
fn failed_completion(error: Error) -> InboxError {
    if has_code(&error, &["25P02"]) {
        return InboxError::broken_transaction(ABORTED);
    }
    // There is no transaction.
    if has_code(&error, &["25P01"]) {
        return InboxError::broken_transaction(ENDED);
    }
    InboxError::storage(error)
}
