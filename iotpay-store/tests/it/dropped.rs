//! Futures that are dropped before they are ready, as those of a web server are when a client disconnects.

use std::time::Duration;

use iotpay_client::inbox::{Inbox, InboxError};
use iotpay_store::PostgresStore;
use iotpay_store::sqlx::postgres::PgPoolOptions;
use iotpay_store::sqlx::{query, query_scalar, raw_sql};

use crate::support::{postgres, proxy::Proxy};

/// If a connection went back to the pool in a transaction, the next statement, such as that of an intent, would be part
/// of this transaction, and be lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_begin_that_is_dropped_leaves_no_transaction() {
    let Some(url) = postgres::new_schema().await else { return };
    // One connection, which the dropped future has used.
    let pool = PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    let (store, other) = (PostgresStore::from_pool(pool.clone()), PostgresStore::connect(&url).await.unwrap());
    query("CREATE TABLE written (round BIGINT)").execute(&pool).await.unwrap();
    let mut needed = 0;
    for round in 0..300_u32 {
        // Each tenth future is not dropped, and shows how many pauses a transaction takes to begin at the moment. The
        // others are dropped from before the server is asked until after it has responded.
        let limit = if round.is_multiple_of(10) { u32::MAX } else { round % 10 * needed / 8 };
        let mut pauses = 0;
        let begun = tokio::select! {
            biased;
            begun = store.begin() => Some(begun.unwrap()),
            () = pause(limit, &mut pauses) => None,
        };
        if limit == u32::MAX {
            needed = pauses;
        }
        drop(begun);
        query("INSERT INTO written VALUES ($1)").bind(i64::from(round)).execute(&pool).await.unwrap();
        let written: i64 = query_scalar("SELECT COUNT(*) FROM written").fetch_one(other.pool()).await.unwrap();
        assert_eq!(written, i64::from(round) + 1, "the statement after a dropped future is committed");
    }
    assert!(needed > 10, "there are points at which a future is dropped: {needed}");
}

/// Pauses until the limit is reached, and counts.
async fn pause(limit: u32, pauses: &mut u32) {
    while *pauses < limit {
        tokio::task::yield_now().await;
        *pauses += 1;
    }
}

/// The server responds to BEGIN after the call has returned an error.
#[tokio::test]
async fn a_begin_that_takes_too_long_leaves_no_transaction() {
    let Some(url) = postgres::new_schema().await else { return };
    let proxy = Proxy::new(&url).await;
    let options = PgPoolOptions::new().max_connections(1).test_before_acquire(false);
    let pool = options.connect(&proxy.url).await.unwrap();
    let (store, other) = (PostgresStore::from_pool(pool.clone()), PostgresStore::connect(&url).await.unwrap());
    query("CREATE TABLE written (round BIGINT)").execute(&pool).await.unwrap();
    proxy.freeze();
    let begun = store.begin().await;
    assert!(matches!(begun, Err(InboxError::Storage(_))), "{begun:?}");
    proxy.thaw();
    query("INSERT INTO written VALUES (1)").execute(&pool).await.unwrap();
    let written: i64 = query_scalar("SELECT COUNT(*) FROM written").fetch_one(other.pool()).await.unwrap();
    assert_eq!(written, 1, "the next statement is committed");
}

/// The pool that the store creates does not use such a connection, even if your own code leaves it in a transaction.
#[tokio::test]
async fn a_connection_in_a_transaction_is_not_used() {
    let Some(url) = postgres::new_schema().await else { return };
    let (store, other) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    query("CREATE TABLE written (round BIGINT)").execute(store.pool()).await.unwrap();
    for round in 0..3_i64 {
        let mut connection = store.pool().acquire().await.unwrap();
        raw_sql("BEGIN").execute(&mut *connection).await.unwrap();
        drop(connection);
        // It is tested, and closed a little later.
        tokio::time::timeout(Duration::from_secs(10), async {
            while store.pool().num_idle() < store.pool().size() as usize {
                tokio::task::yield_now().await;
            }
        })
        .await
        .unwrap();
        query("INSERT INTO written VALUES ($1)").bind(round).execute(store.pool()).await.unwrap();
        let written: i64 = query_scalar("SELECT COUNT(*) FROM written").fetch_one(other.pool()).await.unwrap();
        assert_eq!(written, round + 1);
    }
}
