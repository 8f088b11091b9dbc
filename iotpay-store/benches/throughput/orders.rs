//! Orders from the request to the booking: an entry in the journal with two outcomes, and an event.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use iotpay_client::journal::{Intent, Journal, JournalOutcome, Settlement};
use iotpay_store::PostgresStore;

use super::handling::{event, handle};

/// Apart from the events of the other measurement.
const FIRST: u32 = 50_000_000;
const TASKS: u32 = 32;

/// The result of a run.
pub struct Orders {
    rows: u32,
    elapsed: Duration,
}

/// Processes as many orders.
pub async fn run(store: &PostgresStore, rows: u32) -> Orders {
    let (began, next) = (Instant::now(), Arc::new(AtomicU32::new(0)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (store, next) = (store.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let order = next.fetch_add(1, Ordering::Relaxed);
                    if order >= rows {
                        return;
                    }
                    process(&store, FIRST + order).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task does not panic");
    }
    Orders { rows, elapsed: began.elapsed() }
}

async fn process(store: &PostgresStore, reference: u32) {
    let (event, now) = (event(reference), SystemTime::now());
    let intent = Intent::new(event.key.journal_key(), "create_order", now, now + Duration::from_mins(1))
        .with_amount(event.amount)
        .with_currency("CAD")
        .with_status_query("query_order");
    store.begin(&intent).await.expect("the reference is new");
    for outcome in [JournalOutcome::Accepted, JournalOutcome::Settled(Settlement::Paid)] {
        store.record(&intent.key, intent.id, &outcome).await.expect("the entry exists");
    }
    handle(store, &event).await.expect("the event is handled");
}

impl fmt::Display for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_second = f64::from(self.rows) / self.elapsed.as_secs_f64();
        write!(f, "{} orders with journal and inbox: {per_second:.0} orders/s", self.rows)
    }
}
