//! The inbox in PostgreSQL.

use std::time::Duration;

use iotpay_client::inbox::{
    Claim, Event, EventKey, Inbox, InboxError, InboxFuture, InboxLimits, InboxStatus, Recorded,
};
use sqlx::postgres::PgConnection;
use sqlx::{Error, Postgres, Transaction};

use super::PostgresStore;
use super::sql::{now, same_key, today};
use crate::inbox::{ClaimRow, ENQUEUE, KNOWN, KnownRow, bind, content, key, key_is};
use crate::statement::{LIMIT, fetch_all, has_code, within};

/// Why PostgreSQL refuses to complete an event in a transaction that it has aborted.
const ABORTED: &str = "an earlier statement of the transaction failed, and the handler ignored its error, so \
                       PostgreSQL refuses all others; return the error, or use `ON CONFLICT` or a savepoint";

/// Writes an event that is neither known nor was handled and deleted later. A concurrent insert of the same event
/// waits.
const RECORD: &str = concat!(
    "WITH event AS (INSERT INTO iotpay_event (",
    key!(),
    ", amount, currency, order_id, source, received_at, day, content) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ",
    today!(),
    ", $11 WHERE NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
    key_is!(),
    ") ON CONFLICT DO NOTHING RETURNING ",
    key!(),
    ") INSERT INTO iotpay_pending (",
    key!(),
    ", token, attempts, claimed_until, due_at, recorded_at, changed_at) SELECT ",
    key!(),
    ", 0, 0, 0, ",
    now!(),
    ", ",
    now!(),
    ", ",
    now!(),
    " FROM event RETURNING token",
);

/// Offers an event again whose row was deleted by hand. The row is not visible only if it was deleted and nobody is
/// completing the event.
const REPAIR: &str = concat!(
    "INSERT INTO iotpay_pending (",
    key!(),
    ", token, attempts, claimed_until, due_at, recorded_at, changed_at) SELECT ",
    key!(),
    ", 0, 0, 0, ",
    now!(),
    ", ",
    now!(),
    ", ",
    now!(),
    " FROM iotpay_event WHERE ",
    key_is!(),
    " AND NOT EXISTS (SELECT 1 FROM iotpay_pending WHERE ",
    key_is!(),
    ") AND NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
    key_is!(),
    ") ON CONFLICT DO NOTHING RETURNING token",
);

/// Offers the events again whose rows were changed in the future: the clock was wrong then, and so is the end of the
/// lease or the pause. Small differences are normal when a clock is adjusted.
const UNSTICK: &str = concat!(
    "WITH stuck AS (SELECT ",
    key!(),
    " FROM iotpay_pending WHERE changed_at > ",
    now!(),
    " + 60000 FOR UPDATE SKIP LOCKED) \
     UPDATE iotpay_pending SET token = token + 1, claimed_until = 0, due_at = ",
    now!(),
    ", changed_at = ",
    now!(),
    ", recorded_at = CASE WHEN recorded_at > ",
    now!(),
    " THEN ",
    now!(),
    " ELSE recorded_at END FROM stuck WHERE ",
    same_key!("iotpay_pending", "stuck"),
    " RETURNING token",
);

const IS_HANDLED: &str = concat!("SELECT handled_at FROM iotpay_handled WHERE ", key_is!());

/// Claims the rows of `due`, which the caller has locked.
macro_rules! claim_the_due {
    ($lease:literal) => {
        concat!(
            " UPDATE iotpay_pending SET token = iotpay_pending.token + 1, attempts = iotpay_pending.attempts + 1, \
             claimed_until = ",
            now!(),
            " + ",
            $lease,
            ", due_at = ",
            now!(),
            " + ",
            $lease,
            ", changed_at = ",
            now!(),
            " FROM due WHERE ",
            same_key!("iotpay_pending", "due"),
            " RETURNING due.mch_id, due.family, due.field, due.reference, due.outcome, ",
            content!(),
            ", token, attempts, claimed_until",
        )
    };
}

/// Does not wait for a row that another process has locked: that process is claiming or completing the event.
const CLAIM: &str = concat!(
    "WITH due AS (SELECT ",
    key!(),
    ", ",
    content!(),
    " FROM iotpay_pending JOIN iotpay_event USING (",
    key!(),
    ") WHERE ",
    key_is!(),
    " AND (claimed_until <= ",
    now!(),
    " OR changed_at > ",
    now!(),
    " + 60000) FOR UPDATE OF iotpay_pending SKIP LOCKED)",
    claim_the_due!("$6"),
);

/// `$1` is the lease.
const CLAIM_DUE: &str = concat!(
    "WITH due AS (SELECT ",
    key!(),
    ", ",
    content!(),
    " FROM iotpay_pending JOIN iotpay_event USING (",
    key!(),
    ") WHERE due_at <= ",
    now!(),
    " ORDER BY due_at LIMIT $2 FOR UPDATE OF iotpay_pending SKIP LOCKED)",
    claim_the_due!("$1"),
);

/// The token grows, so that the claim can no longer complete the event.
const RELEASE: &str = concat!(
    "UPDATE iotpay_pending SET token = token + 1, claimed_until = 0, due_at = ",
    now!(),
    " + $7, changed_at = ",
    now!(),
    " WHERE ",
    key_is!(),
    " AND token = $6 RETURNING token",
);

const COMPLETE: &str = concat!(
    "WITH done AS (DELETE FROM iotpay_pending WHERE ",
    key_is!(),
    " AND token = $6 RETURNING ",
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

const STATUS: &str = concat!("SELECT COUNT(*), ", now!(), " - MIN(recorded_at) FROM iotpay_pending");

impl PostgresStore {
    /// Marks an event as handled in a transaction of your own. This is [`Inbox::complete`] for transactions of any
    /// lifetime.
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
    /// Returns [`InboxError::Storage`] if the statement failed, or if an earlier statement of the transaction had
    /// failed.
    pub async fn complete_on(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        claim: &Claim,
    ) -> Result<(), InboxError> {
        within(LIMIT, self.complete_in(transaction, claim))
            .await
            .map_err(failed_completion)?
            .ok_or(InboxError::LeaseLost)
    }

    /// Returns `None` if the claim has ended.
    async fn complete_in(&self, connection: &mut PgConnection, claim: &Claim) -> Result<Option<()>, Error> {
        let query = bind::key(sqlx::query_as::<_, (i64,)>(COMPLETE), &claim.event.key).bind(bind::token(claim));
        if query.fetch_all(&mut *connection).await?.is_empty() {
            return Ok(None);
        }
        if self.has_outbox {
            bind::key(sqlx::query_as::<_, (i64,)>(ENQUEUE), &claim.event.key).fetch_all(connection).await?;
        }
        Ok(Some(()))
    }

    async fn record_event(&self, event: &Event) -> Result<Recorded, InboxError> {
        loop {
            let query = || bind::event(sqlx::query_as::<_, (i64,)>(RECORD), event);
            if !fetch_all(&self.pool, query).await.map_err(InboxError::storage)?.is_empty() {
                return Ok(Recorded::New);
            }
            let query = || bind::key(sqlx::query_as::<_, KnownRow>(KNOWN), &event.key);
            if let Some(known) = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?.into_iter().next() {
                if known.is_lost() {
                    let query = || bind::key(sqlx::query_as::<_, (i64,)>(REPAIR), &event.key);
                    fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
                }
                return known.into_recorded(event);
            }
            let query = || bind::key(sqlx::query_as::<_, (i64,)>(IS_HANDLED), &event.key);
            if !fetch_all(&self.pool, query).await.map_err(InboxError::storage)?.is_empty() {
                return Ok(Recorded::Handled);
            }
            // It was deleted between the statements.
        }
    }

    async fn claim_event(&self, key: &EventKey, lease: Duration) -> Result<Option<Claim>, InboxError> {
        let query = || bind::key(sqlx::query_as::<_, ClaimRow>(CLAIM), key).bind(bind::span(lease));
        let claimed = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        claimed.into_iter().next().map(ClaimRow::into_claim).transpose()
    }

    async fn claim_due_events(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, InboxError> {
        if self.clock_checks.inbox.is_due() {
            let query = || sqlx::query_as::<_, (i64,)>(UNSTICK);
            fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        }
        let query = || sqlx::query_as::<_, ClaimRow>(CLAIM_DUE).bind(bind::span(lease)).bind(bind::limit(limit));
        ClaimRow::into_claims(fetch_all(&self.pool, query).await.map_err(InboxError::storage)?)
    }

    async fn release_claim(&self, claim: &Claim, retry_after: Duration) -> Result<(), InboxError> {
        let query = || {
            let query = bind::key(sqlx::query_as::<_, (i64,)>(RELEASE), &claim.event.key);
            query.bind(bind::token(claim)).bind(bind::span(retry_after))
        };
        fetch_all(&self.pool, query).await.map(drop).map_err(InboxError::storage)
    }

    async fn read_status(&self) -> Result<InboxStatus, InboxError> {
        let query = || sqlx::query_as::<_, (i64, Option<i64>)>(STATUS);
        let rows = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        let (pending, oldest) = rows.into_iter().next().unwrap_or_default();
        let oldest = oldest.map(|age| Duration::from_millis(u64::try_from(age).unwrap_or(0)));
        Ok(InboxStatus::new(u64::try_from(pending).unwrap_or(0), oldest))
    }
}

/// Names the cause that is not in the database.
fn failed_completion(error: Error) -> InboxError {
    if has_code(&error, &["25P02"]) {
        return InboxError::storage(ABORTED);
    }
    InboxError::storage(error)
}

impl Inbox for PostgresStore {
    type Transaction = Transaction<'static, Postgres>;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        Box::pin(self.record_event(event))
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        Box::pin(self.claim_event(key, lease))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        Box::pin(self.claim_due_events(limit, lease))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        Box::pin(self.release_claim(claim, retry_after))
    }

    fn begin(&self) -> InboxFuture<'_, Self::Transaction> {
        // If this future was dropped while the server begins the transaction, sqlx would put the connection back into
        // the pool in this transaction, and whatever uses it next would be lost. A task ends what it has begun.
        let pool = self.pool.clone();
        Box::pin(async move {
            let begun = tokio::spawn(async move { within(LIMIT, pool.begin()).await }).await;
            begun.map_err(InboxError::storage)?.map_err(InboxError::storage)
        })
    }

    fn complete<'a>(&'a self, transaction: &'a mut Self::Transaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        Box::pin(self.complete_on(transaction, claim))
    }

    fn commit(&self, transaction: Self::Transaction) -> InboxFuture<'_, ()> {
        Box::pin(async { within(LIMIT, transaction.commit()).await.map_err(InboxError::storage) })
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        Box::pin(self.read_status())
    }

    fn limits(&self) -> InboxLimits {
        // A processor reads the journal while the transaction of a handler is open, and others record events meanwhile.
        let connections = self.pool().options().get_max_connections();
        let limits = InboxLimits::new().handlers(connections.saturating_sub(1) as usize / 2);
        if connections == 1 { limits.one_connection() } else { limits }
    }
}
