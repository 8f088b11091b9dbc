//! The outbox in PostgreSQL.

use std::time::Duration;

use super::PostgresStore;
use super::sql::now;
use crate::error::StoreError;
use crate::inbox::{bind, content, key, key_is};
use crate::outbox::{Delivery, DeliveryRow, Outbox, OutboxFuture};

/// `$1` is the lease. A row that another process is claiming is skipped.
const CLAIM: &str = concat!(
    "WITH due AS (SELECT ",
    key!(),
    " FROM iotpay_outbox WHERE due_at <= ",
    now!(),
    " ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) \
     UPDATE iotpay_outbox SET token = token + 1, attempts = attempts + 1, due_at = ",
    now!(),
    " + $1 FROM due JOIN iotpay_event USING (",
    key!(),
    ") WHERE iotpay_outbox.mch_id = due.mch_id AND iotpay_outbox.family = due.family \
     AND iotpay_outbox.field = due.field AND iotpay_outbox.reference = due.reference \
     AND iotpay_outbox.outcome = due.outcome \
     RETURNING due.mch_id, due.family, due.field, due.reference, due.outcome, ",
    content!(),
    ", handled_at, token, attempts",
);

const DELIVERED: &str = concat!("DELETE FROM iotpay_outbox WHERE ", key_is!(), " AND token = $6 RETURNING token");

const POSTPONE: &str = concat!(
    "UPDATE iotpay_outbox SET token = token + 1, due_at = ",
    now!(),
    " + $7 WHERE ",
    key_is!(),
    " AND token = $6 RETURNING token",
);

impl Outbox for PostgresStore {
    fn claim_deliveries(&self, limit: usize, lease: Duration) -> OutboxFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            let query = sqlx::query_as::<_, DeliveryRow>(CLAIM).bind(bind::span(lease)).bind(bind::limit(limit));
            DeliveryRow::into_deliveries(query.fetch_all(&self.pool).await.map_err(StoreError::Statement)?)
        })
    }

    fn delivered<'a>(&'a self, delivery: &'a Delivery) -> OutboxFuture<'a, ()> {
        Box::pin(async move {
            let query = bind::key(sqlx::query_as::<_, (i64,)>(DELIVERED), &delivery.event.event.key);
            query.bind(delivery.token).fetch_all(&self.pool).await.map(drop).map_err(StoreError::Statement)
        })
    }

    fn postpone<'a>(&'a self, delivery: &'a Delivery, pause: Duration) -> OutboxFuture<'a, ()> {
        Box::pin(async move {
            let query = bind::key(sqlx::query_as::<_, (i64,)>(POSTPONE), &delivery.event.event.key);
            let query = query.bind(delivery.token).bind(bind::span(pause));
            query.fetch_all(&self.pool).await.map(drop).map_err(StoreError::Statement)
        })
    }

    fn undelivered(&self) -> OutboxFuture<'_, u64> {
        Box::pin(async move {
            let query = sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM iotpay_outbox");
            let (rows,) = query.fetch_one(&self.pool).await.map_err(StoreError::Statement)?;
            Ok(u64::try_from(rows).unwrap_or(0))
        })
    }
}
