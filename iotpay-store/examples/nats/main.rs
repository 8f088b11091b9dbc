//! Passes handled events on to NATS JetStream.
//!
//! Needs a server with JetStream, such as Debian's package `nats-server`:
//!
//! ```sh
//! nats-server --jetstream --addr 127.0.0.1 &
//! cargo run -p iotpay-store --example nats
//! ```

mod sink;

use std::error::Error;
use std::time::{Duration, SystemTime};

use iotpay_client::Cents;
use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, Recorded};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::SqliteStore;
use iotpay_store::outbox::{Outbox, Pump};

use sink::JetStreamSink;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "nats://127.0.0.1:4222".to_owned());
    let path = std::env::temp_dir().join("iotpay-store-example.db");
    let store = SqliteStore::open(&path).await?.with_outbox();
    handle_one_event(&store).await?;

    let pump = Pump::new(store.clone(), JetStreamSink::connect(&url).await?);
    while store.undelivered().await? > 0 {
        let report = pump.deliver_due().await?;
        for failure in &report.failures {
            eprintln!("{failure}: {}", failure.error);
        }
        println!("delivered {} of {} events to {url}", report.delivered, report.claimed);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// In a shop, the inbox is filled by notifications, and the handler books the order.
async fn handle_one_event(store: &SqliteStore) -> Result<(), Box<dyn Error + Send + Sync>> {
    let now = SystemTime::now();
    let reference = now.duration_since(SystemTime::UNIX_EPOCH)?.as_millis().to_string();
    let order = JournalKey::new("10000701", "general", "mchOrderNo", reference);
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    let event = Event::new(key, EventSource::Query, now).with_amount(Cents::from_decimal("28.65")?);
    if store.record(&event).await? == Recorded::New
        && let Some(claim) = store.claim(&event.key, Duration::from_secs(30)).await?
    {
        let mut transaction = store.begin().await?;
        store.complete(&mut transaction, &claim).await?;
        store.commit(transaction).await?;
    }
    Ok(())
}
