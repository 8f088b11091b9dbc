//! A request that moves money runs to completion, even if the caller drops its future.

use std::collections::BTreeSet;
use std::future::ready;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::support::server::{Reply, Server};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, orders};
use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome, MemoryJournal,
};
use iotpay_client::protocol::RawRequest;
use iotpay_client::{Error, general};
use iotpay_sandbox::{Fault, FaultRule, Gateway, Merchant, Timing};

/// How long the sandbox delays its responses.
const DELAY: Duration = Duration::from_millis(200);

async fn slow_sandbox() -> Gateway {
    let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
    gateway.inject(FaultRule::new(Fault::Delay(DELAY), Timing::After)).unwrap();
    gateway
}

fn client(gateway: &Gateway, journal: &Arc<MemoryJournal>, runs_to_completion: bool) -> general::Client {
    let builder = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap());
    builder.journal(journal.clone()).run_to_completion(runs_to_completion).build().unwrap()
}

/// Waits until the journal has an outcome for each of its entries.
async fn outcomes(journal: &MemoryJournal) -> Vec<JournalEntry> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let entries = journal.entries();
        if entries.iter().all(|entry| entry.outcome.is_some()) {
            return entries;
        }
        assert!(Instant::now() < deadline, "{entries:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn dropped_orders_are_recorded_as_the_sandbox_has_them() {
    let (gateway, journal) = (slow_sandbox().await, Arc::new(MemoryJournal::new()));
    let client = client(&gateway, &journal, true);
    let mut dropped = 0;
    for at in 0..12_u32 {
        let (client, order) = (client.clone(), orders::wx_native(&format!("m{at:02}"), orders::NOTIFY_URL));
        // From before the connection is made until after the response.
        let response = tokio::time::timeout(DELAY * at / 9, client.send(&order)).await;
        dropped += usize::from(response.is_err());
    }
    assert!((4..12).contains(&dropped), "{dropped} dropped");
    let entries = outcomes(&journal).await;
    assert!(entries.iter().all(|entry| entry.outcome == Some(JournalOutcome::Accepted)), "{entries:?}");
    let recorded: BTreeSet<_> = entries.into_iter().map(|entry| entry.intent.key.reference).collect();
    let existing: BTreeSet<_> = gateway.orders().into_iter().map(|order| order.mch_order_no).collect();
    assert_eq!((recorded.len(), &recorded), (12, &existing));
    assert_eq!(gateway.orders().len(), 12);
}

#[tokio::test]
async fn an_exit_can_wait_for_dropped_requests() {
    let (gateway, journal) = (slow_sandbox().await, Arc::new(MemoryJournal::new()));
    let client = client(&gateway, &journal, true);
    tokio::time::timeout(Duration::from_secs(10), client.wait_for_requests()).await.expect("nothing is in progress");
    for at in 0..5 {
        let order = orders::wx_native(&format!("m{at}"), orders::NOTIFY_URL);
        assert!(tokio::time::timeout(DELAY / 10, client.send(&order)).await.is_err());
    }
    // A query is cancelled with its future, so it is not counted.
    assert!(tokio::time::timeout(DELAY / 10, client.send(&orders::query("m0"))).await.is_err());
    assert_eq!(client.requests_in_progress(), 5);
    client.wait_for_requests().await;
    assert_eq!(client.requests_in_progress(), 0);
    assert!(journal.entries().iter().all(|entry| entry.outcome == Some(JournalOutcome::Accepted)));
}

#[tokio::test]
async fn dropped_untyped_requests_are_recorded() {
    let (gateway, journal) = (slow_sandbox().await, Arc::new(MemoryJournal::new()));
    let client = client(&gateway, &journal, true);
    let order = RawRequest::new("create_order")
        .mch_id("mchId")
        .login_name("jobNo")
        .text("mchOrderNo", "m1")
        .text("channelId", "UPI_QR")
        .text("currency", "CAD")
        .integer("amount", 1)
        .text("clientIp", "203.0.113.7")
        .text("notifyUrl", orders::NOTIFY_URL)
        .text("subject", "s")
        .text("body", "b")
        .reference("mchOrderNo");
    assert!(tokio::time::timeout(DELAY / 4, client.send_raw(&order)).await.is_err());
    let entries = outcomes(&journal).await;
    assert_eq!((entries.len(), entries[0].outcome), (1, Some(JournalOutcome::Accepted)));
    assert_eq!(gateway.orders().len(), 1);
}

#[tokio::test]
async fn the_caller_can_opt_out() {
    let (gateway, journal) = (slow_sandbox().await, Arc::new(MemoryJournal::new()));
    let client = client(&gateway, &journal, false);
    let order = orders::wx_native("m1", orders::NOTIFY_URL);
    assert!(tokio::time::timeout(DELAY / 4, client.send(&order)).await.is_err());
    tokio::time::sleep(DELAY * 2).await;
    let entries = journal.entries();
    assert_eq!((entries.len(), entries[0].outcome), (1, None), "the entry stays open");
    client.send(&orders::wx_native("m2", orders::NOTIFY_URL)).await.unwrap();
    assert_eq!(journal.entries()[1].outcome, Some(JournalOutcome::Accepted));
}

#[tokio::test]
async fn dropped_queries_are_cancelled() {
    let server = Server::always(Reply::status(503, "")).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).build().unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(100), client.send(&orders::query("m1"))).await.is_err());
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(server.connections(), 1, "no retry after the caller is gone");
}

/// Polls a future until it returns.
fn run<T>(mut future: std::pin::Pin<Box<dyn Future<Output = T> + Send + '_>>) -> T {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => return value,
            Poll::Pending => assert!(Instant::now() < deadline, "no result"),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_runtime_that_ends_leaves_an_unknown_outcome() {
    let server = Server::always(Reply::Late(Duration::from_secs(20), Vec::new())).await;
    let journal = Arc::new(MemoryJournal::new());
    let builder = general::Client::builder(credentials()).base_url(server.url());
    let client = builder.journal(journal.clone()).build().unwrap();
    let other = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let order = orders::wx_native("m1", orders::NOTIFY_URL);
    let mut response = client.send(&order);
    {
        let _entered = other.enter();
        assert!(response.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    other.shutdown_background();
    let error = run(response).unwrap_err();
    assert!(matches!(&error, Error::OutcomeUnknown(unknown) if unknown.reference.is_some()), "{error:?}");
    assert_eq!(journal.entries()[0].outcome, None, "a sweep resolves it");
}

/// A journal that panics when it records an outcome.
struct Panicking(MemoryJournal);

impl Journal for Panicking {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        self.0.begin(intent)
    }

    fn record<'a>(&'a self, _: &'a JournalKey, _: IntentId, _: &'a JournalOutcome) -> JournalFuture<'a, JournalEntry> {
        panic!("canary")
    }

    fn entry<'a>(&'a self, _: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        Box::pin(ready(Ok(None)))
    }

    fn open<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: Option<&'a JournalKey>,
        _: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        Box::pin(ready(Ok(Vec::new())))
    }
}

#[tokio::test]
async fn a_panic_leaves_an_unknown_outcome() {
    let server = Server::always(Reply::status(503, "")).await;
    let builder = general::Client::builder(credentials()).base_url(server.url());
    let client = builder.journal(Arc::new(Panicking(MemoryJournal::new()))).build().unwrap();
    let error = client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)) && !format!("{error} {error:?}").contains("canary"), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}
