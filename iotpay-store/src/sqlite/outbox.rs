//! The outbox in SQLite.

use std::time::Duration;

use super::{SqliteStore, now};
use crate::error::StoreError;
use crate::inbox::{bind, content, key, key_is};
use crate::outbox::{DELIVERED, Delivery, DeliveryRow, Outbox, OutboxFuture, UNDELIVERED};
use crate::statement::{LIMIT, fetch_all, within};

/// `$1` is the time.
const DUE: &str = concat!(
    "SELECT ",
    key!(),
    ", ",
    content!(),
    ", handled_at, token + 1 AS token, attempts + 1 AS attempts FROM iotpay_outbox JOIN iotpay_event USING (",
    key!(),
    ") WHERE due_at <= $1 ORDER BY due_at LIMIT $2",
);

const CLAIM: &str = concat!(
    "UPDATE iotpay_outbox SET token = token + 1, attempts = attempts + 1, due_at = $6, changed_at = $7 WHERE ",
    key_is!(),
    " RETURNING token",
);

/// Offers the rows again that were changed in the future, because the clock was wrong then. `$1` is the time.
const UNSTICK: &str = "UPDATE iotpay_outbox SET token = token + 1, due_at = $1, changed_at = $1 \
                       WHERE changed_at > $1 + 60000 RETURNING token";

const POSTPONE: &str = concat!(
    "UPDATE iotpay_outbox SET token = token + 1, due_at = $7, changed_at = $8 WHERE ",
    key_is!(),
    " AND token = $6 RETURNING token",
);

impl SqliteStore {
    async fn claim_due_deliveries(&self, limit: usize, lease: Duration) -> Result<Vec<DeliveryRow>, sqlx::Error> {
        let mut transaction = self.write().await?;
        let now = now();
        if self.checks.outbox_clock.is_due() {
            sqlx::query_as::<_, (i64,)>(UNSTICK).bind(now).fetch_all(&mut *transaction).await?;
        }
        let query = sqlx::query_as::<_, DeliveryRow>(DUE).bind(now).bind(bind::limit(limit));
        let due = query.fetch_all(&mut *transaction).await?;
        for row in &due {
            let query =
                row.event.key().into_iter().fold(sqlx::query_as::<_, (i64,)>(CLAIM), sqlx::query::QueryAs::bind);
            query.bind(now.saturating_add(bind::span(lease))).bind(now).fetch_all(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(due)
    }
}

impl Outbox for SqliteStore {
    fn claim_deliveries(&self, limit: usize, lease: Duration) -> OutboxFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            let due = within(LIMIT, self.claim_due_deliveries(limit, lease)).await.map_err(StoreError::Statement)?;
            DeliveryRow::into_deliveries(due)
        })
    }

    fn delivered<'a>(&'a self, delivery: &'a Delivery) -> OutboxFuture<'a, ()> {
        Box::pin(async move {
            let key = &delivery.event.event.key;
            let query = || bind::key(sqlx::query_as::<_, (i64,)>(DELIVERED), key).bind(delivery.token);
            fetch_all(&self.writer, query).await.map(drop).map_err(StoreError::Statement)
        })
    }

    fn postpone<'a>(&'a self, delivery: &'a Delivery, pause: Duration) -> OutboxFuture<'a, ()> {
        Box::pin(async move {
            let now = now();
            let query = || {
                let query = bind::key(sqlx::query_as::<_, (i64,)>(POSTPONE), &delivery.event.event.key);
                query.bind(delivery.token).bind(now.saturating_add(bind::span(pause))).bind(now)
            };
            fetch_all(&self.writer, query).await.map(drop).map_err(StoreError::Statement)
        })
    }

    fn undelivered(&self) -> OutboxFuture<'_, u64> {
        Box::pin(async move {
            let query = || sqlx::query_as::<_, (i64,)>(UNDELIVERED);
            let rows = fetch_all(&self.reader, query).await.map_err(StoreError::Statement)?;
            Ok(rows.first().map_or(0, |(rows,)| u64::try_from(*rows).unwrap_or(0)))
        })
    }
}
