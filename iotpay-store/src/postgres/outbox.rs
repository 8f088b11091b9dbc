//! The outbox in PostgreSQL.

use std::time::Duration;

use super::PostgresStore;
use super::sql::{now, same_key};
use crate::error::StoreError;
use crate::inbox::{bind, content, key, key_is};
use crate::outbox::{DELIVERED, Delivery, DeliveryRow, Outbox, OutboxFuture, UNDELIVERED};
use crate::statement::fetch_all;

/// `$1` is the lease. A row that another process is claiming is skipped.
const CLAIM: &str = concat!(
    "WITH due AS (SELECT ",
    key!(),
    ", ",
    content!(),
    " FROM iotpay_outbox JOIN iotpay_event USING (",
    key!(),
    ") WHERE due_at <= ",
    now!(),
    " ORDER BY due_at LIMIT $2 FOR UPDATE OF iotpay_outbox SKIP LOCKED) \
     UPDATE iotpay_outbox SET token = token + 1, attempts = attempts + 1, due_at = ",
    now!(),
    " + $1, changed_at = ",
    now!(),
    " FROM due WHERE ",
    same_key!("iotpay_outbox", "due"),
    " RETURNING due.mch_id, due.family, due.field, due.reference, due.outcome, ",
    content!(),
    ", handled_at, token, attempts",
);

/// Offers the rows again that were changed in the future, because the clock was wrong then.
const UNSTICK: &str = concat!(
    "UPDATE iotpay_outbox SET token = token + 1, due_at = ",
    now!(),
    ", changed_at = ",
    now!(),
    " WHERE changed_at > ",
    now!(),
    " + 60000 RETURNING token",
);

const POSTPONE: &str = concat!(
    "UPDATE iotpay_outbox SET token = token + 1, due_at = ",
    now!(),
    " + $7, changed_at = ",
    now!(),
    " WHERE ",
    key_is!(),
    " AND token = $6 RETURNING token",
);

impl Outbox for PostgresStore {
    fn claim_deliveries(&self, limit: usize, lease: Duration) -> OutboxFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            if self.checks.outbox_clock.is_due() {
                let query = || sqlx::query_as::<_, (i64,)>(UNSTICK);
                fetch_all(&self.pool, query).await.map_err(StoreError::Statement)?;
            }
            let query = || sqlx::query_as::<_, DeliveryRow>(CLAIM).bind(bind::span(lease)).bind(bind::limit(limit));
            DeliveryRow::into_deliveries(fetch_all(&self.pool, query).await.map_err(StoreError::Statement)?)
        })
    }

    fn delivered<'a>(&'a self, delivery: &'a Delivery) -> OutboxFuture<'a, ()> {
        Box::pin(async move {
            let key = &delivery.event.event.key;
            let query = || bind::key(sqlx::query_as::<_, (i64,)>(DELIVERED), key).bind(delivery.token);
            fetch_all(&self.pool, query).await.map(drop).map_err(StoreError::Statement)
        })
    }

    fn postpone<'a>(&'a self, delivery: &'a Delivery, pause: Duration) -> OutboxFuture<'a, ()> {
        Box::pin(async move {
            let query = || {
                let query = bind::key(sqlx::query_as::<_, (i64,)>(POSTPONE), &delivery.event.event.key);
                query.bind(delivery.token).bind(bind::span(pause))
            };
            fetch_all(&self.pool, query).await.map(drop).map_err(StoreError::Statement)
        })
    }

    fn undelivered(&self) -> OutboxFuture<'_, u64> {
        Box::pin(async move {
            let query = || sqlx::query_as::<_, (i64,)>(UNDELIVERED);
            let rows = fetch_all(&self.pool, query).await.map_err(StoreError::Statement)?;
            Ok(rows.first().map_or(0, |(rows,)| u64::try_from(*rows).unwrap_or(0)))
        })
    }
}
