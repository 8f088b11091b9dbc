//! The journal keeps its contract, and lasts.

use std::time::{Duration, SystemTime};

use iotpay_client::journal::{Intent, Journal, JournalError, JournalKey, JournalOutcome, UnknownCause, contract};
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

/// The pages of a sweep read only the index of open entries, however many entries are settled.
#[tokio::test]
async fn open_entries_have_an_index() {
    let file = File::new();
    let store = file.open().await;
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(
        "EXPLAIN QUERY PLAN SELECT * FROM iotpay_journal WHERE is_open AND mch_id = '1' AND family = 'general' \
         AND (mch_id, family, field, reference) > ('', '', '', '') ORDER BY mch_id, family, field, reference LIMIT 100",
    )
    .fetch_all(store.pool())
    .await
    .unwrap();
    assert!(plan.iter().any(|(.., step)| step.contains("iotpay_journal_open")), "{plan:?}");
    assert!(plan.iter().all(|(.., step)| !step.contains("TEMP B-TREE")), "{plan:?}");
}
