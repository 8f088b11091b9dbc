//! The inbox keeps its contract.

use std::time::{Duration, SystemTime};

use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, InboxError, Recorded, contract};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::PostgresStore;

use crate::support::{postgres, sqlite::File};

mod in_sqlite {
    use iotpay_store::SqliteStore;
    use iotpay_store::sqlx::sqlite::SqlitePoolOptions;

    async fn in_memory() -> SqliteStore {
        let store =
            SqliteStore::from_pool(SqlitePoolOptions::new().max_connections(1).connect(":memory:").await.unwrap());
        store.migrate().await.unwrap();
        store
    }

    iotpay_client::contract_tests!(inbox = in_memory());
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_the_contract_in_a_file() {
    let files: Vec<_> = contract::RULES.iter().map(|rule| (*rule, File::new())).collect();
    for (rule, file) in &files {
        contract::check_rule(rule, &file.open().await).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_the_contract_in_postgres() {
    for rule in contract::RULES {
        let Some(store) = postgres::new_store().await else { return };
        contract::check_rule(rule, &store).await.unwrap();
    }
}

fn event(reference: &str) -> Event {
    let order = JournalKey::new("1", "general", "mchOrderNo", reference);
    Event::new(EventKey::new(order, EventOutcome::Settled(Settlement::Paid)), EventSource::Query, SystemTime::now())
}

/// A lease may expire while the transaction that completes the event is still open. Other processes neither wait for it
/// nor handle the event.
#[tokio::test]
async fn an_event_that_is_being_completed_is_not_offered() {
    let Some(url) = postgres::new_schema().await else { return };
    let (one, other) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    let event = event("a");
    assert_eq!(one.record(&event).await.unwrap(), Recorded::New);
    let claim = one.claim(&event.key, Duration::ZERO).await.unwrap().unwrap();
    let mut transaction = one.begin().await.unwrap();
    one.complete(&mut transaction, &claim).await.unwrap();
    let quickly = tokio::time::timeout(Duration::from_secs(2), async {
        assert_eq!(other.record(&event).await.unwrap(), Recorded::Pending);
        assert_eq!(other.claim(&event.key, Duration::from_secs(9)).await.unwrap(), None);
        assert_eq!(other.claim_due(9, Duration::from_secs(9)).await.unwrap(), Vec::new());
    });
    quickly.await.unwrap();
    one.commit(transaction).await.unwrap();
    assert_eq!(other.record(&event).await.unwrap(), Recorded::Handled);
    assert!(matches!(one.complete(&mut one.begin().await.unwrap(), &claim).await, Err(InboxError::LeaseLost)));
}

/// A process that stops in the middle of a transaction keeps its locks for a while. Others get an error in time.
#[tokio::test]
async fn no_statement_waits_forever() {
    let Some(url) = postgres::new_schema().await else { return };
    let (one, other) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    let event = event("a");
    assert_eq!(one.record(&event).await.unwrap(), Recorded::New);
    let claim = one.claim(&event.key, Duration::from_mins(1)).await.unwrap().unwrap();
    let mut stopped = one.begin().await.unwrap();
    one.complete(&mut stopped, &claim).await.unwrap();
    let released = tokio::time::timeout(Duration::from_secs(6), other.release(&claim, Duration::ZERO)).await.unwrap();
    assert!(matches!(released, Err(InboxError::Storage(_))), "{released:?}");
}

/// The event and the shop's own row are in one transaction, on a connection of the shop.
#[tokio::test]
async fn is_completed_in_your_own_transaction() {
    let file = File::new();
    let store = file.open().await;
    iotpay_store::sqlx::query("CREATE TABLE booking (reference TEXT)").execute(store.pool()).await.unwrap();
    let event = event("a");
    assert_eq!(store.record(&event).await.unwrap(), Recorded::New);
    let claim = store.claim(&event.key, Duration::from_mins(1)).await.unwrap().unwrap();
    for committed in [false, true] {
        let mut transaction = store.pool().begin_with("BEGIN IMMEDIATE").await.unwrap();
        let book = iotpay_store::sqlx::query("INSERT INTO booking VALUES ('a')");
        book.execute(&mut *transaction).await.unwrap();
        store.complete_on(&mut transaction, &claim).await.unwrap();
        if committed {
            transaction.commit().await.unwrap();
        } else {
            drop(transaction);
            assert_eq!(store.record(&event).await.unwrap(), Recorded::Pending);
        }
        let booked: i64 =
            iotpay_store::sqlx::query_scalar("SELECT COUNT(*) FROM booking").fetch_one(store.pool()).await.unwrap();
        assert_eq!(booked, i64::from(committed));
    }
    assert_eq!(store.record(&event).await.unwrap(), Recorded::Handled);
}

/// During a rolling deployment, a newer version may record outcomes that this version does not know. They must not
/// prevent that the others are handled.
#[tokio::test]
async fn unknown_outcomes_do_not_block_the_others() {
    let Some(store) = postgres::new_store().await else { return };
    for reference in ["a", "b"] {
        assert_eq!(store.record(&event(reference)).await.unwrap(), Recorded::New);
    }
    for table in ["iotpay_event", "iotpay_pending"] {
        let rename = format!("UPDATE {table} SET outcome = 'settled-partly' WHERE reference = 'a'");
        iotpay_store::sqlx::query(iotpay_store::sqlx::AssertSqlSafe(rename)).execute(store.pool()).await.unwrap();
    }
    let claims = store.claim_due(10, Duration::ZERO).await.unwrap();
    assert_eq!(claims.iter().map(|claim| claim.event.key.reference.as_str()).collect::<Vec<_>>(), ["b"]);
    let mut transaction = store.begin().await.unwrap();
    store.complete(&mut transaction, &claims[0]).await.unwrap();
    store.commit(transaction).await.unwrap();
    assert!(matches!(store.claim_due(10, Duration::ZERO).await, Err(InboxError::Storage(_))), "it is reported");
}
