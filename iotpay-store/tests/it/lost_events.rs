//! The check for events that nothing offers must not hold up the others.

use std::time::{Duration, SystemTime};

use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, Recorded};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::PostgresStore;
use iotpay_store::sqlx::{Error, query};

use crate::support::{postgres, sqlite::File};

async fn are_claimed_if_the_check_fails<S: Inbox>(
    one: &S,
    other: &S,
    execute: impl AsyncFn(&'static str) -> Result<(), Error>,
) {
    let order = JournalKey::new("1", "general", "mchOrderNo", "a");
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    let event = Event::new(key, EventSource::Query, SystemTime::now());
    assert_eq!(one.record(&event).await.unwrap(), Recorded::New);
    // Only the check reads this table when events are claimed.
    execute("ALTER TABLE iotpay_handled RENAME TO hidden").await.unwrap();
    let claims = other.claim_due(10, Duration::from_mins(1)).await.unwrap();
    assert_eq!(claims.len(), 1);
}

#[tokio::test]
async fn events_are_claimed_if_the_check_for_lost_ones_fails() {
    let file = File::new();
    let (one, other) = (file.open().await, file.open().await);
    are_claimed_if_the_check_fails(&one, &other, async |sql| query(sql).execute(one.pool()).await.map(drop)).await;
    let Some(url) = postgres::new_schema().await else { return };
    let (one, other) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    are_claimed_if_the_check_fails(&one, &other, async |sql| query(sql).execute(one.pool()).await.map(drop)).await;
}
