//! Futures that are dropped before they are ready, as those of a web server are when a client disconnects.

use std::time::Duration;

use iotpay_client::inbox::Inbox;
use iotpay_store::PostgresStore;
use iotpay_store::sqlx::postgres::PgPoolOptions;
use iotpay_store::sqlx::{query, query_scalar, raw_sql};

use crate::support::postgres;

/// If a connection went back to the pool in a transaction, the next statement, such as that of an intent, would be part
/// of this transaction, and be lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_begin_that_is_dropped_leaves_no_transaction() {
    let Some(url) = postgres::new_schema().await else { return };
    // One connection, which the dropped future has used.
    let pool = PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    let (store, other) = (PostgresStore::from_pool(pool.clone()), PostgresStore::connect(&url).await.unwrap());
    query("CREATE TABLE written (round BIGINT)").execute(&pool).await.unwrap();
    // How many pauses a transaction takes to begin on this machine.
    let mut needed = 0;
    tokio::select! {
        biased;
        begun = store.begin() => drop(begun.unwrap()),
        () = async { loop { tokio::task::yield_now().await; needed += 1; } } => (),
    }
    let mut dropped = 0;
    for round in 0..300_u32 {
        // From before the server is asked until after it has responded.
        let is_dropped = tokio::select! {
            biased;
            begun = store.begin() => begun.is_err(),
            () = pauses(round * needed.max(100) / 100) => true,
        };
        dropped += u32::from(is_dropped);
        query("INSERT INTO written VALUES ($1)").bind(i64::from(round)).execute(&pool).await.unwrap();
        let written: i64 = query_scalar("SELECT COUNT(*) FROM written").fetch_one(other.pool()).await.unwrap();
        assert_eq!(written, i64::from(round) + 1, "the statement after a dropped future is committed");
    }
    assert!((1..300).contains(&dropped), "some futures are dropped, and some are not: {dropped}");
}

async fn pauses(number: u32) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
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
        // It goes back into the pool a little later.
        tokio::time::timeout(Duration::from_secs(5), async {
            while store.pool().num_idle() == 0 {
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
