//! Offers events that nothing offers, because someone has deleted rows by hand.

use sqlx::Error;

use super::{SqliteStore, now};
use crate::checks::CHECK_LIMIT;
use crate::inbox::key;
use crate::statement::{fetch_all, within};
use crate::time::day;

macro_rules! lost {
    () => {
        concat!(
            " FROM iotpay_event LEFT JOIN iotpay_pending USING (",
            key!(),
            ") LEFT JOIN iotpay_handled USING (",
            key!(),
            ") WHERE iotpay_event.day >= $1 AND iotpay_pending.token IS NULL AND iotpay_handled.token IS NULL",
        )
    };
}

/// Returns a row if there are any since the day `$1`.
const FIND: &str = concat!("SELECT 1", lost!(), " LIMIT 1");

/// `$2` is the time.
const REPAIR: &str = concat!(
    "INSERT INTO iotpay_pending (",
    key!(),
    ", token, attempts, claimed_until, due_at, recorded_at, changed_at) SELECT ",
    key!(),
    ", 0, 0, 0, $2, $2, $2",
    lost!(),
    " RETURNING token",
);

impl SqliteStore {
    /// Offers the lost events, now and then. If this fails, the events that are due are claimed all the same.
    pub(super) async fn offer_lost_events(&self) {
        let check = &self.checks.lost_events;
        if check.is_due() && within(CHECK_LIMIT, self.repair()).await.is_ok() {
            check.has_succeeded();
        }
    }

    async fn repair(&self) -> Result<(), Error> {
        let now = now();
        // There are almost never any, and reading does not exclude writers.
        let query = || sqlx::query_as::<_, (i64,)>(FIND).bind(day(now) - 1);
        if fetch_all(&self.reader, query).await?.is_empty() {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        let query = sqlx::query_as::<_, (i64,)>(REPAIR).bind(day(now) - 1).bind(now);
        query.fetch_all(&mut *transaction).await?;
        transaction.commit().await
    }
}
