//! What is deleted, and what is kept.

use std::time::{Duration, SystemTime};

use iotpay_client::Cents;
use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, Recorded};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::sqlx::{self, AssertSqlSafe};
use iotpay_store::{Pruned, Retention, StoreError};

use crate::support::{postgres, sqlite::File};

const DAY: Duration = Duration::from_hours(24);

fn event(reference: &str) -> Event {
    let key = EventKey::new(
        JournalKey::new("1", "general", "mchOrderNo", reference),
        EventOutcome::Settled(Settlement::Paid),
    );
    Event::new(key, EventSource::Notification, SystemTime::now())
        .with_amount(Cents::new(2865).unwrap())
        .with_content("{\"attach\":\"\"}")
}

async fn record_and_handle(inbox: &impl Inbox, event: &Event) {
    assert_eq!(inbox.record(event).await.unwrap(), Recorded::New);
    let claim = inbox.claim(&event.key, DAY).await.unwrap().unwrap();
    let mut transaction = inbox.begin().await.unwrap();
    inbox.complete(&mut transaction, &claim).await.unwrap();
    inbox.commit(transaction).await.unwrap();
}

/// Runs a statement that makes rows older.
type Execute<'a> = &'a dyn Fn(String) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;
/// Deletes old rows.
type Prune<'a> = &'a dyn Fn(Retention) -> std::pin::Pin<Box<dyn Future<Output = Result<Pruned, StoreError>> + 'a>>;

async fn handled_events_are_deleted_by_day(inbox: &impl Inbox, execute: Execute<'_>, prune: Prune<'_>) {
    let old: Vec<_> = (0..20).map(|at| event(&format!("old-{at}"))).collect();
    for event in &old {
        record_and_handle(inbox, event).await;
    }
    let pending = event("pending");
    assert_eq!(inbox.record(&pending).await.unwrap(), Recorded::New);
    let age = |table: &str, days: u64| execute(format!("UPDATE {table} SET day = day - {days}"));
    // The events were recorded long ago, and handled 90 days ago.
    age("iotpay_event", 91).await;
    age("iotpay_handled", 90).await;
    assert_eq!(prune(Retention::default()).await.unwrap(), Pruned::default());
    age("iotpay_handled", 1).await;
    record_and_handle(inbox, &event("new")).await;
    assert_eq!(prune(Retention::default()).await.unwrap().events, 20);
    // The keys still prevent that a late duplicate is handled again, however late it is.
    age("iotpay_handled", 10_000).await;
    age("iotpay_event", 10_000).await;
    assert_eq!(prune(Retention::default().with_history(Duration::ZERO)).await.unwrap().events, 1, "the new one");
    for event in &old {
        assert_eq!(inbox.record(event).await.unwrap(), Recorded::Handled);
        assert_eq!(inbox.claim(&event.key, DAY).await.unwrap(), None);
    }
    assert_eq!(inbox.record(&pending).await.unwrap(), Recorded::Pending, "it is not handled");
    assert_eq!(inbox.record(&event("new")).await.unwrap(), Recorded::Handled);
    assert_eq!(inbox.claim_due(10, DAY).await.unwrap().len(), 1, "the pending event can be handled");
}

#[tokio::test]
async fn handled_events_are_deleted_by_day_in_sqlite() {
    let file = File::new();
    let store = &file.open().await;
    handled_events_are_deleted_by_day(
        store,
        &|statement| {
            Box::pin(async {
                sqlx::query(AssertSqlSafe(statement)).execute(store.pool()).await.unwrap();
            })
        },
        &|retention| Box::pin(async move { store.prune(&retention).await }),
    )
    .await;
}

#[tokio::test]
async fn handled_events_are_deleted_by_day_in_postgres() {
    let Some(store) = &postgres::new_store().await else { return };
    handled_events_are_deleted_by_day(
        store,
        &|statement| {
            Box::pin(async {
                sqlx::query(AssertSqlSafe(statement)).execute(store.pool()).await.unwrap();
            })
        },
        &|retention| Box::pin(async move { store.prune(&retention).await }),
    )
    .await;
}
