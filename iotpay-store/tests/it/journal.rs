//! The journal keeps its contract, and lasts.

use std::time::{Duration, SystemTime};

use iotpay_client::journal::{
    Intent, Journal, JournalError, JournalKey, JournalOutcome, Settlement, UnknownCause, contract,
};
use iotpay_store::sqlx;
use iotpay_store::{PostgresStore, SqliteStore};

use crate::support::{postgres, sqlite::File};

#[tokio::test(flavor = "multi_thread")]
async fn keeps_the_contract_in_sqlite() {
    let file = File::new();
    contract::check(&file.open().await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_the_contract_in_sqlite_with_your_own_pool() {
    let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let store = SqliteStore::from_pool(pool);
    store.migrate().await.unwrap();
    contract::check(&store).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_the_contract_in_postgres() {
    let Some(store) = postgres::new_store().await else { return };
    contract::check(&store).await.unwrap();
}

fn intent(reference: &str) -> Intent {
    let now = SystemTime::now();
    Intent::new(
        JournalKey::new("1", "general", "mchOrderNo", reference),
        "create_order",
        now,
        now + Duration::from_mins(1),
    )
    .with_status_query("query_order")
}

/// Two stores on one database are like two processes.
async fn lasts(first: &dyn Journal, second: &dyn Journal) {
    let intent = intent("a");
    first.begin(&intent).await.unwrap();
    let outcome = JournalOutcome::Unknown(UnknownCause::Timeout);
    first.record(&intent.key, intent.id, &outcome).await.unwrap();
    let open = second.open("1", "general", None, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((&open[0].intent, open[0].outcome), (&intent, Some(outcome)));
    assert!(matches!(second.begin(&intent).await, Err(JournalError::ReferenceUsed(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn is_shared_in_sqlite() {
    let file = File::new();
    lasts(&file.open().await, &file.open().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn is_shared_in_postgres() {
    let Some(url) = postgres::new_schema().await else { return };
    lasts(&PostgresStore::connect(&url).await.unwrap(), &PostgresStore::connect(&url).await.unwrap()).await;
}

/// A newer version may have recorded an outcome that this one does not know. It must not be taken for none.
#[tokio::test]
async fn unknown_outcomes_are_errors() {
    let file = File::new();
    let store = file.open().await;
    let intent = intent("a");
    store.begin(&intent).await.unwrap();
    sqlx::query("UPDATE iotpay_journal SET outcome = 'settled-partly'").execute(store.pool()).await.unwrap();
    assert!(matches!(store.entry(&intent.key).await, Err(JournalError::Storage(_))));
    assert!(matches!(store.begin(&intent).await, Err(JournalError::Storage(_))));
}

/// Sweeps ask about such entries, too. One of them does not prevent that they ask about the others.
#[tokio::test]
async fn unknown_outcomes_do_not_stop_a_sweep() {
    let file = File::new();
    let store = file.open().await;
    for reference in ["a", "b"] {
        let intent = intent(reference);
        store.begin(&intent).await.unwrap();
        store.record(&intent.key, intent.id, &JournalOutcome::Unknown(UnknownCause::Timeout)).await.unwrap();
    }
    let newer = "UPDATE iotpay_journal SET outcome = 'unknown-dns' WHERE reference = 'a'";
    sqlx::query(newer).execute(store.pool()).await.unwrap();
    let open = store.open("1", "general", None, 10).await.unwrap();
    let found: Vec<_> = open.iter().map(|entry| (entry.intent.key.reference.as_str(), entry.outcome)).collect();
    assert_eq!(found, [("a", None), ("b", Some(JournalOutcome::Unknown(UnknownCause::Timeout)))]);
    // The sweep records what it finds.
    let paid = JournalOutcome::Settled(Settlement::Paid);
    let entry = store.record(&open[0].intent.key, open[0].intent.id, &paid).await.unwrap();
    assert_eq!(entry.outcome, Some(paid));
}
