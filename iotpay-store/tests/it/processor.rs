//! A processor with a real database: each payment is booked once, also if its future is dropped.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use iotpay_client::general::{NotificationReceiver, OrderNotification};
use iotpay_client::inbox::{Alarm, Event, Handler, HandlerError, Inbox, ProcessingPolicy, ProcessingResult, Processor};
use iotpay_client::journal::{Intent, Journal, JournalKey};
use iotpay_client::test_util::{NotificationParts, TestNotification};
use iotpay_client::{Cents, Credentials};
use iotpay_store::sqlx::sqlite::SqlitePoolOptions;
use iotpay_store::sqlx::{Postgres, Sqlite, Transaction, query, query_scalar};
use iotpay_store::{PostgresStore, SqliteStore};

use crate::support::{postgres, sqlite};

const MCH_ID: &str = "10000701";
const ORDERS: u32 = 80;
/// Without a unique key, so that a second booking would be seen.
const TABLE: &str = "CREATE TABLE booked (reference TEXT NOT NULL, outcome TEXT NOT NULL)";
const BOOK: &str = "INSERT INTO booked VALUES ($1, $2)";
const BOOKED: &str = "SELECT outcome FROM booked ORDER BY reference, outcome";

fn credentials() -> Credentials {
    Credentials::builder().mch_id(MCH_ID).login_name("jack123").merchant_key("made-up-key").build().unwrap()
}

async fn begin(journal: &dyn Journal, reference: &str) {
    let now = SystemTime::now();
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", reference);
    let intent = Intent::new(key, "create_order", now, now).with_amount(Cents::new(2865).unwrap());
    journal.begin(&intent).await.unwrap();
}

fn notification(reference: &str, status: &str) -> NotificationParts {
    TestNotification::<OrderNotification>::new()
        .field("payOrderId", format!("P-{reference}"))
        .field("mchId", MCH_ID)
        .field("mchOrderNo", reference)
        .field("currency", "CAD")
        .field("amount", "2865")
        .field("status", status)
        .field("backType", "2")
        .signed(&credentials())
}

async fn receive<I: Inbox, H: Handler<I>>(processor: &Processor<I, H>, parts: &NotificationParts) -> ProcessingResult {
    let receiver = NotificationReceiver::new(credentials());
    processor.receive::<OrderNotification>(&receiver, parts.request()).await.result
}

async fn in_sqlite(event: &Event, transaction: &mut Transaction<'static, Sqlite>) -> Result<(), HandlerError> {
    let (reference, outcome) = (event.key.reference.clone(), event.key.outcome.to_string());
    query(BOOK).bind(reference).bind(outcome).execute(&mut **transaction).await?;
    Ok(())
}

async fn in_postgres(event: &Event, transaction: &mut Transaction<'static, Postgres>) -> Result<(), HandlerError> {
    let (reference, outcome) = (event.key.reference.clone(), event.key.outcome.to_string());
    query(BOOK).bind(reference).bind(outcome).execute(&mut **transaction).await?;
    Ok(())
}

/// Drops each future at another point, as a web server does if the gateway disconnects; then everything is handled.
async fn check_dropped<I: Inbox, H: Handler<I>>(processor: Processor<I, H>, journal: &dyn Journal) {
    let lease = Duration::from_millis(500);
    let processor = processor.policy(ProcessingPolicy::new().lease(lease).retry(lease / 10, lease));
    let mut dropped = 0;
    for order in 0..ORDERS {
        let reference = format!("m{order}");
        begin(journal, &reference).await;
        let parts = notification(&reference, "2");
        let is_dropped = tokio::select! {
            biased;
            _ = receive(&processor, &parts) => false,
            () = pauses(order * 20) => true,
        };
        dropped += u32::from(is_dropped);
    }
    assert!(dropped > 0, "some futures are dropped");
    let all = async {
        for order in 0..ORDERS {
            let parts = notification(&format!("m{order}"), "2");
            // The gateway sends it until it is acknowledged.
            while !matches!(receive(&processor, &parts).await, ProcessingResult::HandledBefore) {
                let _ = processor.process_due().await;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(50), all).await.unwrap();
    assert_eq!(processor.inbox().status().await.unwrap().pending, 0);
}

async fn pauses(number: u32) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

/// A failure that arrives after the payment, and one that comes before it.
async fn check_superseded<I: Inbox, H: Handler<I>>(processor: Processor<I, H>, journal: &dyn Journal) {
    for reference in ["after", "before"] {
        begin(journal, reference).await;
    }
    let (failed, paid) = (notification("after", "9"), notification("after", "2"));
    assert!(matches!(receive(&processor, &paid).await, ProcessingResult::Handled));
    assert!(matches!(receive(&processor, &failed).await, ProcessingResult::Superseded));
    assert!(matches!(receive(&processor, &failed).await, ProcessingResult::HandledBefore));
    let (failed, paid) = (notification("before", "9"), notification("before", "2"));
    assert!(matches!(receive(&processor, &failed).await, ProcessingResult::Handled));
    assert!(matches!(receive(&processor, &paid).await, ProcessingResult::Handled));
}

const SUPERSEDED: [&str; 3] = ["settled-paid", "settled-paid", "settled-payment-failed"];

#[tokio::test(flavor = "multi_thread")]
async fn each_payment_is_booked_once_in_sqlite_if_futures_are_dropped() {
    let file = sqlite::File::new();
    let store = file.open().await;
    query(TABLE).execute(store.pool()).await.unwrap();
    let processor = Processor::with_journal(store.clone(), Arc::new(store.clone()), in_sqlite);
    check_dropped(processor, &store).await;
    let booked: Vec<String> = query_scalar(BOOKED).fetch_all(store.pool()).await.unwrap();
    assert_eq!(booked, vec!["settled-paid"; ORDERS as usize]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_payment_is_booked_once_in_postgres_if_futures_are_dropped() {
    let Some(store) = postgres::new_store().await else { return };
    query(TABLE).execute(store.pool()).await.unwrap();
    let processor = Processor::with_journal(store.clone(), Arc::new(store.clone()), in_postgres);
    check_dropped(processor, &store).await;
    let booked: Vec<String> = query_scalar(BOOKED).fetch_all(store.pool()).await.unwrap();
    assert_eq!(booked, vec!["settled-paid"; ORDERS as usize]);
}

/// With one connection, the journal cannot be read while the handler's transaction is open.
#[tokio::test]
async fn a_failure_does_not_follow_a_payment_in_sqlite_with_one_connection() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let store = SqliteStore::from_pool(pool.clone());
    store.migrate().await.unwrap();
    query(TABLE).execute(&pool).await.unwrap();
    let processor = Processor::with_journal(store.clone(), Arc::new(store.clone()), in_sqlite);
    check_superseded(processor, &store).await;
    let booked: Vec<String> = query_scalar(BOOKED).fetch_all(&pool).await.unwrap();
    assert_eq!(booked, SUPERSEDED);
}

#[tokio::test]
async fn a_failure_does_not_follow_a_payment_in_sqlite() {
    let file = sqlite::File::new();
    let store = file.open().await;
    query(TABLE).execute(store.pool()).await.unwrap();
    let processor = Processor::with_journal(store.clone(), Arc::new(store.clone()), in_sqlite);
    check_superseded(processor, &store).await;
    let booked: Vec<String> = query_scalar(BOOKED).fetch_all(store.pool()).await.unwrap();
    assert_eq!(booked, SUPERSEDED);
}

#[tokio::test]
async fn a_failure_does_not_follow_a_payment_in_postgres() {
    let Some(store) = postgres::new_store().await else { return };
    query(TABLE).execute(store.pool()).await.unwrap();
    let processor = Processor::with_journal(store.clone(), Arc::new(store.clone()), in_postgres);
    check_superseded(processor, &store).await;
    let booked: Vec<String> = query_scalar(BOOKED).fetch_all(store.pool()).await.unwrap();
    assert_eq!(booked, SUPERSEDED);
}

/// Another process books the payment while this handler books the failure.
struct Overtaken(PostgresStore);

impl Handler<PostgresStore> for Overtaken {
    async fn handle(
        &self,
        event: &Event,
        transaction: &mut Transaction<'static, Postgres>,
    ) -> Result<(), HandlerError> {
        let other = Processor::with_journal(self.0.clone(), Arc::new(self.0.clone()), in_postgres);
        let paid = receive(&other, &notification(&event.key.reference, "2")).await;
        assert!(matches!(paid, ProcessingResult::Handled), "{paid:?}");
        in_postgres(event, transaction).await
    }
}

/// The journal cannot be read during the transaction, so the inbox must be.
#[tokio::test]
async fn a_failure_does_not_follow_the_payment_of_another_process_with_one_connection() {
    let Some(url) = postgres::new_schema().await else { return };
    let other = PostgresStore::connect(&url).await.unwrap();
    query(TABLE).execute(other.pool()).await.unwrap();
    let pool = PostgresStore::pool_options(Duration::from_secs(30)).max_connections(1).connect(&url).await.unwrap();
    let one = PostgresStore::from_pool(pool);
    begin(&one, "m1").await;
    let processor = Processor::with_journal(one.clone(), Arc::new(one), Overtaken(other.clone()));
    let failed = Box::pin(receive(&processor, &notification("m1", "9"))).await;
    assert!(matches!(failed, ProcessingResult::Superseded), "{failed:?}");
    let booked: Vec<String> = query_scalar(BOOKED).fetch_all(other.pool()).await.unwrap();
    assert_eq!(booked, ["settled-paid"]);
}

/// Ignores the error of a statement, after which PostgreSQL refuses all others.
async fn ignoring_an_error(_: &Event, transaction: &mut Transaction<'static, Postgres>) -> Result<(), HandlerError> {
    drop(query("SELECT 1 / 0").execute(&mut **transaction).await);
    Ok(())
}

async fn committing(_: &Event, transaction: &mut Transaction<'static, Postgres>) -> Result<(), HandlerError> {
    query("COMMIT").execute(&mut **transaction).await?;
    Ok(())
}

/// The operator must look at the handler, not at the database.
async fn is_a_failure_of_the_handler<H: Handler<PostgresStore>>(handler: H, expected: &str) {
    let Some(store) = postgres::new_store().await else { return };
    begin(&store, "m1").await;
    let alarms = Arc::<Mutex<Vec<Alarm>>>::default();
    let reported = Arc::clone(&alarms);
    let processor = Processor::with_journal(store.clone(), Arc::new(store), handler)
        .alarms(Arc::new(move |alarm: &Alarm| reported.lock().unwrap().push(alarm.clone())));
    assert!(matches!(receive(&processor, &notification("m1", "2")).await, ProcessingResult::Failed));
    let alarms = alarms.lock().unwrap();
    let [Alarm::HandlerFailed { error, attempts: 1, .. }] = &alarms[..] else { panic!("{alarms:?}") };
    assert!(error.source().is_some_and(|cause| cause.to_string().contains(expected)), "{error:?}");
}

#[tokio::test]
async fn a_handler_that_breaks_its_transaction_has_failed() {
    is_a_failure_of_the_handler(ignoring_an_error, "the handler ignored its error").await;
    is_a_failure_of_the_handler(committing, "the transaction has ended").await;
}

#[tokio::test]
async fn the_stores_state_how_many_handlers_they_can_bear() {
    let file = sqlite::File::new();
    let limits = file.open().await.limits();
    assert_eq!((limits.handlers, limits.one_connection), (Some(1), false));
    assert!(limits.handler_time.is_some_and(|time| time < Duration::from_secs(4)), "{limits:?}");
    let pool = SqlitePoolOptions::new().max_connections(1).connect_lazy("sqlite::memory:").unwrap();
    assert!(SqliteStore::from_pool(pool).limits().one_connection);
    let Some(store) = postgres::new_store().await else { return };
    // A handler needs a second connection, and the journal must not wait for handlers.
    assert_eq!((store.limits().handlers, store.limits().one_connection), (Some(4), false));
    let one = store.pool().options().clone().max_connections(1);
    let one = PostgresStore::from_pool(one.connect_lazy_with((*store.pool().connect_options()).clone()));
    assert_eq!((one.limits().handlers, one.limits().one_connection), (Some(1), true));
}
