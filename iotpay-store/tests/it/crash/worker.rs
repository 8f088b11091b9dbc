//! A process that handles events. It is killed at any time.

use std::time::{Duration, SystemTime};

use iotpay_client::Cents;
use iotpay_client::inbox::{Claim, Event, EventKey, EventOutcome, EventSource, InboxError, Recorded};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::{PostgresStore, SqliteStore, StoreError};
use tokio::time::sleep;

use super::gateway::Database;
use super::process::{ACKNOWLEDGED, VERSION};
use super::shop::Shop;

/// The lease of a claim.
pub const LEASE: Duration = Duration::from_secs(1);
/// How often a process looks for events that nothing else handles.
const POLL: Duration = Duration::from_millis(100);

/// Handles the events that the standard input names, until the process is killed or the input ends.
pub fn run(database: &Database) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
        match database {
            Database::Postgres(url) => handle_all(opened(async || PostgresStore::connect(url).await).await).await,
            Database::Sqlite(path) => handle_all(opened(async || SqliteStore::open(path).await).await).await,
        }
    });
}

/// Opens the store, also while the database restarts.
async fn opened<S>(open: impl AsyncFn() -> Result<S, StoreError>) -> S {
    loop {
        if let Ok(store) = open().await {
            return store;
        }
        sleep(POLL).await;
    }
}

async fn handle_all<S: Shop>(shop: S) {
    let (sender, mut references) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let worker = shop.clone();
    tokio::spawn(async move {
        loop {
            if let Ok(claims) = worker.claim_due(10, LEASE).await {
                for claim in claims {
                    let worker = worker.clone();
                    tokio::spawn(async move { handle(&worker, &claim).await });
                }
            }
            sleep(POLL).await;
        }
    });
    while let Some(reference) = references.recv().await {
        let shop = shop.clone();
        tokio::spawn(async move {
            if let Ok(true) = receive(&shop, &reference).await {
                println!("{ACKNOWLEDGED}{reference}");
            }
        });
    }
}

/// Receives a notification. Returns `true` to acknowledge it.
async fn receive<S: Shop>(shop: &S, reference: &str) -> Result<bool, InboxError> {
    let order = JournalKey::new("1", "general", "mchOrderNo", reference);
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    let event = Event::new(key, EventSource::Notification, SystemTime::now()).with_amount(Cents::new(2865).unwrap());
    match shop.record_and_claim(&event, LEASE).await? {
        (Recorded::Handled, None) => Ok(true),
        (Recorded::New | Recorded::Pending, Some(claim)) => handle(shop, &claim).await,
        (Recorded::Pending, None) => Ok(false),
        other => panic!("{other:?}"),
    }
}

/// Books the order and completes the event. Some attempts are slow, and some fail.
async fn handle<S: Shop>(shop: &S, claim: &Claim) -> Result<bool, InboxError> {
    let reference = &claim.event.key.reference;
    let version = std::env::var(VERSION).unwrap().parse().unwrap();
    let mut transaction = shop.begin().await?;
    shop.book(&mut transaction, reference, version).await?;
    sleep(Duration::from_millis(fastrand::u64(..15))).await;
    let is_completed = match fastrand::u8(..20) {
        0 => Ok(false),
        // The handler takes longer than its lease.
        1 if version == 2 && fastrand::u8(..4) == 0 => {
            sleep(LEASE + Duration::from_millis(300)).await;
            shop.complete(&mut transaction, claim).await.map(|()| true)
        }
        _ => shop.complete(&mut transaction, claim).await.map(|()| true),
    };
    if let Ok(true) = is_completed {
        shop.commit(transaction).await?;
        return Ok(true);
    }
    drop(transaction);
    shop.release(claim, Duration::from_millis(20)).await?;
    is_completed
}
