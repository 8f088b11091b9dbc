//! The inbox in SQLite. Each method that writes is one transaction, which excludes all other writers.

use std::time::Duration;

use iotpay_client::inbox::{
    Claim, Event, EventKey, Inbox, InboxError, InboxFuture, InboxLimits, InboxStatus, Recorded,
};
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{Error, Transaction};

use super::{SqliteStore, now};
use crate::inbox::{ClaimRow, KNOWN, KnownRow, OTHER_OUTCOMES, bind, content, key, key_is, outranks};
use crate::outbox::ENQUEUE;
use crate::statement::{LIMIT, fetch_all, within};
use crate::time::day;

/// Why an event cannot be completed in a transaction that SQLite has ended.
const ENDED: &str = "the transaction has ended: the handler has committed it or rolled it back, or it has ignored the \
                     error of a statement after which SQLite rolled it back, such as that of a full disk";

/// Gives a mark to a transaction, which ends with it. So it is noticed if the handler has ended the transaction, even if it
/// has begun another one.
const MARK: &str = "SAVEPOINT iotpay_inbox";

/// Fails if the transaction does not have the mark.
const RENEW_MARK: &str = "RELEASE iotpay_inbox; SAVEPOINT iotpay_inbox";

/// How long a handler may exclude other writers, which give up after 4 seconds.
const HANDLER_TIME: Duration = Duration::from_secs(3);

/// Writes an event that is neither known nor was handled and deleted later.
const RECORD: &str = concat!(
    "INSERT INTO iotpay_event (",
    key!(),
    ", amount, currency, order_id, source, received_at, day, content) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $11 \
     WHERE NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
    key_is!(),
    ") ON CONFLICT DO NOTHING RETURNING day",
);

/// Also offers an event again that is not handled, but whose row was deleted by hand.
const RECORD_PENDING: &str = concat!(
    "INSERT INTO iotpay_pending (",
    key!(),
    ", token, attempts, claimed_until, due_at, recorded_at, changed_at) \
     SELECT $1, $2, $3, $4, $5, 0, 0, 0, $6, $6, $6 \
     WHERE NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
    key_is!(),
    ") ON CONFLICT DO NOTHING RETURNING token",
);

/// Offers the events again whose rows were changed in the future: the clock was wrong then, and so is the end of the
/// lease or the pause. Small differences are normal when a clock is adjusted. `$1` is the time.
const UNSTICK: &str = "UPDATE iotpay_pending SET token = token + 1, claimed_until = 0, due_at = $1, changed_at = $1, \
                       recorded_at = MIN(recorded_at, $1) WHERE changed_at > $1 + 60000 RETURNING token";

macro_rules! claimable {
    () => {
        concat!(
            "SELECT ",
            key!(),
            ", ",
            content!(),
            ", token + 1 AS token, attempts + 1 AS attempts, $1 + $2 AS claimed_until \
             FROM iotpay_pending JOIN iotpay_event USING (",
            key!(),
            ")",
        )
    };
}

/// `$1` is the time and `$2` the lease.
const CLAIMABLE: &str = concat!(
    claimable!(),
    " WHERE mch_id = $3 AND family = $4 AND field = $5 AND reference = $6 AND outcome = $7 \
     AND (claimed_until <= $1 OR changed_at > $1 + 60000)",
);

const DUE: &str = concat!(claimable!(), " WHERE due_at <= $1 ORDER BY due_at LIMIT $3");

const CLAIM: &str = concat!(
    "UPDATE iotpay_pending SET token = token + 1, attempts = attempts + 1, claimed_until = $6, due_at = $6, \
     changed_at = $7 WHERE ",
    key_is!(),
    " RETURNING token",
);

/// The token grows, so that the claim can no longer complete the event.
const RELEASE: &str = concat!(
    "UPDATE iotpay_pending SET token = token + 1, claimed_until = 0, due_at = $7, changed_at = $8 WHERE ",
    key_is!(),
    " AND token = $6 RETURNING token",
);

const COMPLETE: &str = concat!("DELETE FROM iotpay_pending WHERE ", key_is!(), " AND token = $6 RETURNING attempts");

const RECORD_HANDLED: &str = concat!(
    "INSERT INTO iotpay_handled (",
    key!(),
    ", token, attempts, handled_at, day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT DO NOTHING RETURNING handled_at",
);

const STATUS: &str = "SELECT COUNT(*), MIN(recorded_at) FROM iotpay_pending";

impl SqliteStore {
    /// Marks an event as handled in a transaction of your own. This is [`Inbox::complete`] for transactions of any
    /// lifetime.
    ///
    /// The transaction must write to the file of the store.
    ///
    /// ```no_run
    /// # use iotpay_client::inbox::Claim;
    /// # use iotpay_store::SqliteStore;
    /// # async fn example(store: &SqliteStore, claim: &Claim) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut transaction = store.pool().begin_with("BEGIN IMMEDIATE").await?;
    /// // Book the order here.
    /// store.complete_on(&mut transaction, claim).await?;
    /// transaction.commit().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`InboxError::LeaseLost`] if the claim has ended or the event is handled; roll back the transaction.
    /// Returns [`InboxError::BrokenTransaction`] if the transaction has ended: some failed statements end it, such as those
    /// with `RAISE(ROLLBACK)`, and all after a full disk. Returns [`InboxError::Storage`] if a statement failed.
    pub async fn complete_on(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        claim: &Claim,
    ) -> Result<(), InboxError> {
        is_open(transaction).await?;
        self.complete_open(transaction, claim).await
    }

    /// Marks an event as handled in a transaction that is open.
    async fn complete_open(&self, transaction: &mut SqliteConnection, claim: &Claim) -> Result<(), InboxError> {
        let completed = within(LIMIT, self.complete_in(transaction, claim)).await;
        completed.map_err(InboxError::storage)?.ok_or(InboxError::LeaseLost)
    }

    /// Returns `None` if the claim has ended.
    async fn complete_in(&self, connection: &mut SqliteConnection, claim: &Claim) -> Result<Option<()>, Error> {
        let (key, token) = (&claim.event.key, bind::token(claim));
        let query = bind::key(sqlx::query_as::<_, (i64,)>(COMPLETE), key).bind(token);
        let pending = query.fetch_all(&mut *connection).await?;
        let Some((attempts,)) = pending.into_iter().next() else { return Ok(None) };
        let now = now();
        let query = bind::key(sqlx::query_as::<_, (i64,)>(RECORD_HANDLED), key);
        let query = query.bind(token).bind(attempts).bind(now).bind(day(now));
        if query.fetch_all(&mut *connection).await?.is_empty() {
            return Ok(None);
        }
        if self.has_outbox {
            bind::key(sqlx::query_as::<_, (i64,)>(ENQUEUE), key).fetch_all(connection).await?;
        }
        Ok(Some(()))
    }

    /// Records an event and, if there is a lease, claims it.
    async fn record_event(
        &self,
        event: &Event,
        lease: Option<Duration>,
    ) -> Result<(Recorded, Option<Claim>), InboxError> {
        let (is_new, claim) = within(LIMIT, self.record_if_new(event, lease)).await.map_err(InboxError::storage)?;
        if is_new {
            return Ok((Recorded::New, claim.map(ClaimRow::into_claim).transpose()?));
        }
        let query = || bind::key(sqlx::query_as::<_, KnownRow>(KNOWN), &event.key);
        let known = fetch_all(&self.reader, query).await.map_err(InboxError::storage)?.into_iter().next();
        // The history of a handled event may be deleted.
        let recorded = known.map_or(Ok(Recorded::Handled), |known| known.into_recorded(event))?;
        let claim = match (lease, &recorded) {
            (Some(lease), Recorded::Pending) => self.claim_event(&event.key, lease).await?,
            _ => None,
        };
        Ok((recorded, claim))
    }

    async fn record_if_new(&self, event: &Event, lease: Option<Duration>) -> Result<(bool, Option<ClaimRow>), Error> {
        let mut transaction = self.write().await?;
        let now = now();
        let query = bind::event(sqlx::query_as::<_, (i64,)>(RECORD), event).bind(day(now));
        let is_new = !query.fetch_all(&mut *transaction).await?.is_empty();
        let query = bind::key(sqlx::query_as::<_, (i64,)>(RECORD_PENDING), &event.key).bind(now);
        query.fetch_all(&mut *transaction).await?;
        let claim = match lease {
            Some(lease) if is_new => claim_in(&mut transaction, &event.key, lease, now).await?,
            _ => None,
        };
        transaction.commit().await?;
        Ok((is_new, claim))
    }

    async fn claim_event(&self, key: &EventKey, lease: Duration) -> Result<Option<Claim>, InboxError> {
        let claim = within(LIMIT, self.claim_if_free(key, lease)).await.map_err(InboxError::storage)?;
        claim.map(ClaimRow::into_claim).transpose()
    }

    async fn claim_if_free(&self, key: &EventKey, lease: Duration) -> Result<Option<ClaimRow>, Error> {
        let mut transaction = self.write().await?;
        let claim = claim_in(&mut transaction, key, lease, now()).await?;
        transaction.commit().await?;
        Ok(claim)
    }

    async fn claim_due_events(&self, limit: usize, lease: Duration) -> Result<Vec<ClaimRow>, Error> {
        let mut transaction = self.write().await?;
        let now = now();
        if self.checks.inbox_clock.is_due() {
            sqlx::query_as::<_, (i64,)>(UNSTICK).bind(now).fetch_all(&mut *transaction).await?;
        }
        let query = sqlx::query_as::<_, ClaimRow>(DUE).bind(now).bind(bind::span(lease)).bind(bind::limit(limit));
        let claims = query.fetch_all(&mut *transaction).await?;
        for claim in &claims {
            mark(&mut transaction, claim, now).await?;
        }
        transaction.commit().await?;
        Ok(claims)
    }

    async fn release_claim(&self, claim: &Claim, retry_after: Duration) -> Result<(), InboxError> {
        let now = now();
        let query = || {
            let query = bind::key(sqlx::query_as::<_, (i64,)>(RELEASE), &claim.event.key).bind(bind::token(claim));
            query.bind(now.saturating_add(bind::span(retry_after))).bind(now)
        };
        fetch_all(&self.writer, query).await.map(drop).map_err(InboxError::storage)
    }

    async fn is_key_outranked(&self, key: &EventKey) -> Result<bool, InboxError> {
        let query = || bind::key(sqlx::query_as::<_, (String,)>(OTHER_OUTCOMES), key);
        let outcomes = fetch_all(&self.reader, query).await.map_err(InboxError::storage)?;
        Ok(outranks(&outcomes, key))
    }

    async fn read_status(&self) -> Result<InboxStatus, InboxError> {
        let query = || sqlx::query_as::<_, (i64, Option<i64>)>(STATUS);
        let rows = fetch_all(&self.reader, query).await.map_err(InboxError::storage)?;
        let (pending, oldest) = rows.into_iter().next().unwrap_or_default();
        let oldest = oldest.map(|recorded_at| Duration::from_millis(u64::try_from(now() - recorded_at).unwrap_or(0)));
        Ok(InboxStatus::new(u64::try_from(pending).unwrap_or(0), oldest))
    }
}

/// Returns an error if SQLite is not in a transaction, whatever sqlx assumes: only then, one can begin. It is then empty,
/// and ends with the value.
async fn is_open(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), InboxError> {
    match within(LIMIT, sqlx::raw_sql("BEGIN").execute(&mut **transaction)).await {
        Err(error) if has_message(&error, "cannot start a transaction within a transaction") => Ok(()),
        Err(error) => Err(InboxError::storage(error)),
        Ok(_) => Err(InboxError::broken_transaction(ENDED)),
    }
}

/// Returns an error if the transaction is not the one that has got the [mark](MARK).
async fn is_marked(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), InboxError> {
    let renewed = within(LIMIT, sqlx::raw_sql(RENEW_MARK).execute(&mut **transaction)).await;
    renewed.map(drop).map_err(|error| {
        let has_ended = has_message(&error, "no such savepoint: iotpay_inbox");
        if has_ended { InboxError::broken_transaction(ENDED) } else { InboxError::storage(error) }
    })
}

/// SQLite has one code for many errors.
fn has_message(error: &Error, message: &str) -> bool {
    error.as_database_error().is_some_and(|error| error.message() == message)
}

/// Claims an event, if it can be claimed now.
async fn claim_in(
    connection: &mut SqliteConnection,
    key: &EventKey,
    lease: Duration,
    now: i64,
) -> Result<Option<ClaimRow>, Error> {
    let query = sqlx::query_as::<_, ClaimRow>(CLAIMABLE).bind(now).bind(bind::span(lease));
    let Some(claim) = bind::key(query, key).fetch_optional(&mut *connection).await? else { return Ok(None) };
    mark(connection, &claim, now).await?;
    Ok(Some(claim))
}

/// Marks an event as claimed.
async fn mark(connection: &mut SqliteConnection, claim: &ClaimRow, now: i64) -> Result<(), Error> {
    let query = claim.key().into_iter().fold(sqlx::query_as::<_, (i64,)>(CLAIM), sqlx::query::QueryAs::bind);
    query.bind(claim.claimed_until()).bind(now).fetch_all(connection).await.map(drop)
}

impl Inbox for SqliteStore {
    type Transaction = Transaction<'static, Sqlite>;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        Box::pin(async { Ok(self.record_event(event, None).await?.0) })
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        Box::pin(self.claim_event(key, lease))
    }

    fn record_and_claim<'a>(&'a self, event: &'a Event, lease: Duration) -> InboxFuture<'a, (Recorded, Option<Claim>)> {
        Box::pin(self.record_event(event, Some(lease)))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        Box::pin(async move {
            self.offer_lost_events().await;
            let claims = within(LIMIT, self.claim_due_events(limit, lease)).await;
            ClaimRow::into_claims(claims.map_err(InboxError::storage)?)
        })
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        Box::pin(self.release_claim(claim, retry_after))
    }

    fn begin(&self) -> InboxFuture<'_, Self::Transaction> {
        Box::pin(async {
            let mut transaction = self.write().await.map_err(InboxError::storage)?;
            let marked = within(LIMIT, sqlx::raw_sql(MARK).execute(&mut *transaction)).await;
            marked.map_err(InboxError::storage)?;
            Ok(transaction)
        })
    }

    fn complete<'a>(&'a self, transaction: &'a mut Self::Transaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        Box::pin(async {
            is_marked(transaction).await?;
            self.complete_open(transaction, claim).await
        })
    }

    fn commit(&self, transaction: Self::Transaction) -> InboxFuture<'_, ()> {
        Box::pin(async { within(LIMIT, transaction.commit()).await.map_err(InboxError::storage) })
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        Box::pin(self.is_key_outranked(key))
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut Self::Transaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        Box::pin(async {
            let query = bind::key(sqlx::query_as::<_, (String,)>(OTHER_OUTCOMES), key);
            let outcomes = within(LIMIT, query.fetch_all(&mut **transaction)).await.map_err(InboxError::storage)?;
            Ok(outranks(&outcomes, key))
        })
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        Box::pin(self.read_status())
    }

    fn limits(&self) -> InboxLimits {
        let limits = InboxLimits::new().handlers(1).handler_time(HANDLER_TIME);
        if self.has_one_connection() { limits.one_connection() } else { limits }
    }
}
