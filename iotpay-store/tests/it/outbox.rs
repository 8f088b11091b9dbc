//! Each handled event is delivered at least once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, Recorded};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::outbox::{HandledEvent, Outbox, Pump, Sink, SinkError};

use crate::support::{postgres, sqlite::File};

/// Counts what it has received, and fails for some references at first.
#[derive(Default)]
struct Collector {
    received: Mutex<Vec<String>>,
    attempts: Mutex<BTreeMap<String, u32>>,
    fails_first: Option<&'static str>,
    hangs_for: &'static [&'static str],
}

impl Sink for &Collector {
    async fn deliver(&self, event: &HandledEvent) -> Result<(), SinkError> {
        let reference = &event.event.key.reference;
        let attempts = {
            let mut attempts = self.attempts.lock().unwrap();
            let attempts = attempts.entry(reference.clone()).or_default();
            *attempts += 1;
            *attempts
        };
        if self.hangs_for.contains(&reference.as_str()) {
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
        if self.fails_first == Some(reference) && attempts == 1 {
            return Err("the broker is not available".into());
        }
        self.received.lock().unwrap().push(reference.clone());
        Ok(())
    }
}

fn event(reference: &str) -> Event {
    let order = JournalKey::new("1", "general", "mchOrderNo", reference);
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    Event::new(key, EventSource::Notification, SystemTime::now()).with_content("{\"payOrderId\":\"P1\"}")
}

async fn handle(inbox: &impl Inbox, event: &Event, commits: bool) {
    assert_ne!(inbox.record(event).await.unwrap(), Recorded::Handled);
    let claim = inbox.claim(&event.key, Duration::ZERO).await.unwrap().unwrap();
    let mut transaction = inbox.begin().await.unwrap();
    inbox.complete(&mut transaction, &claim).await.unwrap();
    if commits {
        inbox.commit(transaction).await.unwrap();
    }
}

async fn delivers_what_is_handled<S: Inbox + Outbox + Clone>(store: &S) {
    handle(store, &event("rolled back"), false).await;
    assert_eq!(store.undelivered().await.unwrap(), 0);
    for reference in ["a", "b", "c"] {
        handle(store, &event(reference), true).await;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    assert_eq!(store.undelivered().await.unwrap(), 3);
    let sink = Collector { fails_first: Some("b"), ..Collector::default() };
    let pump = Pump::new(store.clone(), &sink).with_pause(Duration::from_millis(200));
    let report = pump.deliver_due().await.unwrap();
    assert_eq!((report.claimed, report.delivered, report.failures.len()), (3, 2, 1));
    assert_eq!(report.failures[0].key.reference, "b");
    assert_eq!(*sink.received.lock().unwrap(), ["a", "c"]);
    assert_eq!(pump.deliver_due().await.unwrap().claimed, 0, "during the pause");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(pump.deliver_due().await.unwrap().delivered, 1);
    assert_eq!(store.undelivered().await.unwrap(), 0);
    assert_eq!(*sink.received.lock().unwrap(), ["a", "c", "b"]);
    // The event keeps its content for later readers.
    assert_eq!(store.record(&event("a")).await.unwrap(), Recorded::Handled);
}

/// A process that ends in the middle of a delivery loses nothing: the lease expires.
async fn offers_again_after_the_lease<S: Inbox + Outbox + Clone>(store: &S) {
    handle(store, &event("a"), true).await;
    let slow = Collector { hangs_for: &["a"], ..Collector::default() };
    let late = store.claim_deliveries(1, Duration::ZERO).await.unwrap();
    let pump = Pump::new(store.clone(), &slow).with_lease(Duration::from_millis(100)).with_pause(Duration::ZERO);
    let report = pump.deliver_due().await.unwrap();
    assert_eq!((report.claimed, report.delivered, report.failures.len()), (1, 0, 1));
    let sink = Collector::default();
    // An earlier claim neither ends the later one nor deletes the row.
    store.delivered(&late[0]).await.unwrap();
    store.postpone(&late[0], Duration::from_mins(10)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(Pump::new(store.clone(), &sink).deliver_due().await.unwrap().delivered, 1);
}

/// Deliveries that hang do not hold up the others, and are tried again later.
async fn hanging_deliveries_do_not_hold_up_others<S: Inbox + Outbox + Clone>(store: &S) {
    for reference in ["a", "b", "c", "d"] {
        handle(store, &event(reference), true).await;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let sink = Collector { hangs_for: &["a", "b"], ..Collector::default() };
    // One delivery uses up the lease.
    let pump = Pump::new(store.clone(), &sink).with_batch(2).with_lease(Duration::from_millis(600));
    let pump = pump.with_delivery_limit(Duration::from_mins(1));
    let start = std::time::Instant::now();
    while sink.received.lock().unwrap().len() < 2 {
        pump.deliver_due().await.unwrap();
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", sink.received);
    }
    assert_eq!(*sink.received.lock().unwrap(), ["c", "d"]);
    assert_eq!(store.undelivered().await.unwrap(), 2);
    // With a limit, the rest of the batch has time left.
    let pump = pump.with_batch(10).with_lease(Duration::from_secs(5)).with_delivery_limit(Duration::from_millis(50));
    tokio::time::sleep(Duration::from_secs(2)).await;
    handle(store, &event("e"), true).await;
    let report = pump.deliver_due().await.unwrap();
    assert_eq!((report.claimed, report.delivered, report.failures.len()), (3, 1, 2));
    assert_eq!(pump.deliver_due().await.unwrap().claimed, 0, "they wait for at least the lease");
}

/// Events that other processes have handled before the outbox was enabled are added once.
async fn is_backfilled<S: Inbox + Outbox + Clone>(
    without: &S,
    with: &S,
    backfill: impl AsyncFn(SystemTime) -> Result<u64, iotpay_store::StoreError>,
) {
    handle(without, &event("earlier"), true).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let deployed = SystemTime::now();
    tokio::time::sleep(Duration::from_millis(20)).await;
    handle(without, &event("during"), true).await;
    handle(with, &event("after"), true).await;
    assert_eq!(with.undelivered().await.unwrap(), 1);
    assert_eq!(backfill(deployed).await.unwrap(), 1);
    assert_eq!(backfill(deployed).await.unwrap(), 0);
    let sink = Collector::default();
    assert_eq!(Pump::new(with.clone(), &sink).deliver_due().await.unwrap().delivered, 2);
    assert_eq!(*sink.received.lock().unwrap(), ["during", "after"]);
}

#[tokio::test]
async fn the_outbox_can_be_enabled_later() {
    let file = File::new();
    let (without, with) = (file.open().await, file.open().await.with_outbox());
    is_backfilled(&without, &with, async |since| with.backfill_outbox(since).await).await;
    let Some(without) = postgres::new_store().await else { return };
    let with = without.clone().with_outbox();
    is_backfilled(&without, &with, async |since| with.backfill_outbox(since).await).await;
}

/// The clock was years ahead when a row was written.
#[tokio::test]
async fn rows_from_a_wrong_clock_are_delivered() {
    let ahead = "UPDATE iotpay_outbox SET due_at = due_at + 300000000000, changed_at = changed_at + 300000000000";
    let file = File::new();
    let store = file.open().await.with_outbox();
    handle(&store, &event("a"), true).await;
    iotpay_store::sqlx::query(ahead).execute(store.pool()).await.unwrap();
    assert_eq!(store.claim_deliveries(1, Duration::ZERO).await.unwrap().len(), 1);
    let Some(store) = postgres::new_store().await else { return };
    let store = store.with_outbox();
    handle(&store, &event("a"), true).await;
    iotpay_store::sqlx::query(ahead).execute(store.pool()).await.unwrap();
    assert_eq!(store.claim_deliveries(1, Duration::ZERO).await.unwrap().len(), 1);
}

/// Several processes deliver, each event once if nothing fails.
async fn is_shared<S: Inbox + Outbox + Clone>(store: &S) {
    for at in 0..40 {
        handle(store, &event(&at.to_string()), true).await;
    }
    let sink = Collector::default();
    let pump = Pump::new(store.clone(), &sink).with_batch(3);
    let deliver = async || while pump.deliver_due().await.unwrap().claimed > 0 {};
    tokio::join!(deliver(), deliver(), deliver(), deliver());
    // A pump may have skipped rows that another one was claiming.
    deliver().await;
    let mut received = sink.received.lock().unwrap().clone();
    received.sort_by_key(|reference| reference.parse::<u32>().unwrap());
    assert_eq!(received, (0..40).map(|at| at.to_string()).collect::<Vec<_>>());
}

macro_rules! in_both_databases {
    ($($test:ident),*) => {
        mod in_sqlite {
            $(#[tokio::test]
            async fn $test() {
                let file = super::File::new();
                super::$test(&file.open().await.with_outbox()).await;
            })*
        }

        mod in_postgres {
            $(#[tokio::test]
            async fn $test() {
                let Some(store) = super::postgres::new_store().await else { return };
                super::$test(&store.with_outbox()).await;
            })*
        }
    };
}

in_both_databases!(
    delivers_what_is_handled,
    offers_again_after_the_lease,
    hanging_deliveries_do_not_hold_up_others,
    is_shared
);

/// An event that was not delivered is not deleted, whatever its age.
#[tokio::test]
async fn undelivered_events_are_kept() {
    let file = File::new();
    let store = file.open().await.with_outbox();
    handle(&store, &event("a"), true).await;
    iotpay_store::sqlx::query("UPDATE iotpay_event SET day = 0").execute(store.pool()).await.unwrap();
    iotpay_store::sqlx::query("UPDATE iotpay_handled SET day = 0").execute(store.pool()).await.unwrap();
    let retention = iotpay_store::Retention::default();
    assert_eq!(store.prune(&retention).await.unwrap().events, 0);
    let sink = Collector::default();
    assert_eq!(Pump::new(store.clone(), &sink).deliver_due().await.unwrap().delivered, 1);
    assert_eq!(store.prune(&retention).await.unwrap().events, 1);
}
