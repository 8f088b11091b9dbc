//! What a process does: it serves the routes and sweeps.

use std::sync::Arc;
use std::time::Duration;

use iotpay_client::Client;
use iotpay_client::inbox::Inbox;
use iotpay_client::journal::{Journal, JournalKey};
use iotpay_client::resolution::ResolvePolicy;
use iotpay_client::spec::Family;
use tokio::net::TcpListener;

use crate::books::Books;
use crate::flaw::Flaw;
use crate::routes;
use crate::settings::{Result, Settings};
use crate::shop::Shop;
use crate::wrong;

/// The database of the shop.
pub trait Store: Books + Journal + Inbox<Transaction = Self::OwnTransaction> {}

impl<S: Books + Journal + Inbox<Transaction = S::OwnTransaction>> Store for S {}

/// The pause between two looks at the inbox.
const INTERVAL: Duration = Duration::from_millis(200);
/// The pause between two sweeps.
const SWEEP: Duration = Duration::from_millis(1500);

/// Runs until the process is killed.
pub async fn run<S: Store>(store: S, settings: Settings) -> Result<()> {
    store.create_tables(settings.handler).await?;
    let flaw = settings.flaw;
    let shop = Arc::new(Shop::new(store, settings)?);
    // A sweep would find what this one has lost.
    if flaw != Some(Flaw::AcknowledgesFirst) {
        tokio::spawn(sweep(shop.wallets.clone()));
        tokio::spawn(sweep(shop.cards.clone()));
    }
    let worker = Arc::clone(&shop);
    match flaw {
        None => drop(tokio::spawn(async move { worker.processor.run(INTERVAL).await })),
        Some(Flaw::NeverOffersAgain) => {}
        Some(flaw) => drop(tokio::spawn(wrong::work(worker, flaw, INTERVAL))),
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("ready {}", listener.local_addr()?.port());
    Ok(axum::serve(listener, routes::router(shop)).await?)
}

/// Sweeps at the start and then regularly, a part of the open entries at a time.
async fn sweep<F: Family>(client: Client<F>) {
    // All processes are on one machine.
    let margin = Duration::from_millis(100);
    let policy = ResolvePolicy::new().first_pause(margin).longest_pause(margin).margin(margin);
    let policy = policy.clock_skew(Duration::ZERO).time_limit(Duration::from_secs(1));
    let mut after: Option<JournalKey> = None;
    loop {
        match client.sweep().after(after.take()).policy(policy).max_queries(100).await {
            Ok(report) => after = report.next,
            Err(error) => eprintln!("sweep: {error}"),
        }
        tokio::time::sleep(SWEEP).await;
    }
}
