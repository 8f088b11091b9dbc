//! Notifications and queries through the inbox to the handler of a shop, with real HTTP in both directions.

mod alarms;
mod crashes;
mod deliveries;
mod failures;
mod found_by_sweep;
mod frameworks;
mod handlers;
mod limits;
mod superseded;
mod worker;
mod wrapped;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iotpay_client::general::{self, OrderNotification};
use iotpay_client::inbox::{
    Alarm, Event, Handler, HandlerError, Inbox, JournalWithInbox, MemoryInbox, MemoryTransaction, ProcessingPolicy,
    Processor,
};
use iotpay_client::journal::{Journal, JournalKey, MemoryJournal};
use iotpay_client::resolution::ResolvePolicy;
use iotpay_client::test_util::{NotificationParts, TestNotification};
use iotpay_sandbox::{Delivery, Gateway, Merchant};
use tokio::task::JoinHandle;

use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, orders};

/// What the handler does once. Without any, it books.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Fail,
    Panic,
    /// Books after a pause.
    Slow(Duration),
    /// Never returns.
    Hang,
}

/// The handler of the shop. It books in a ledger when the transaction is committed.
#[derive(Debug, Default)]
pub struct Books {
    ledger: Arc<Mutex<Vec<Event>>>,
    acts: Mutex<VecDeque<Act>>,
    calls: AtomicUsize,
}

impl Books {
    pub fn next(&self, act: Act) {
        self.acts.lock().unwrap().push_back(act);
    }

    /// Returns the outcomes and references that were booked.
    pub fn booked(&self) -> Vec<(String, String)> {
        let ledger = self.ledger.lock().unwrap();
        ledger.iter().map(|event| (event.key.outcome.to_string(), event.key.reference.clone())).collect()
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

impl<I: Inbox<Transaction = MemoryTransaction>> Handler<I> for Books {
    async fn handle(&self, event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let (ledger, booked) = (Arc::clone(&self.ledger), event.clone());
        transaction.on_commit(move || ledger.lock().unwrap().push(booked));
        let act = self.acts.lock().unwrap().pop_front();
        match act {
            None => {}
            Some(Act::Fail) => return Err("the warehouse is closed".into()),
            Some(Act::Panic) => panic!("made-up panic of a handler"),
            Some(Act::Slow(time)) => tokio::time::sleep(time).await,
            Some(Act::Hang) => std::future::pending().await,
        }
        Ok(())
    }
}

pub type ShopProcessor = Processor<Arc<MemoryInbox>, Arc<Books>>;

/// A sandbox, and a shop with a journal and an inbox.
pub struct Shop {
    pub gateway: Gateway,
    pub client: general::Client,
    pub journal: Arc<MemoryJournal>,
    pub inbox: Arc<MemoryInbox>,
    pub books: Arc<Books>,
    pub processor: Arc<ShopProcessor>,
    alarms: Arc<Mutex<Vec<Alarm>>>,
    notify_url: String,
    server: JoinHandle<()>,
}

/// Short pauses, so that the tests are fast.
pub fn quick() -> ProcessingPolicy {
    let (first, longest) = (Duration::from_millis(20), Duration::from_millis(50));
    ProcessingPolicy::new().retry(first, longest)
}

pub fn receiver() -> general::NotificationReceiver {
    general::NotificationReceiver::new(credentials())
}

impl Shop {
    pub async fn new() -> Self {
        Self::with(quick()).await
    }

    pub async fn with(policy: ProcessingPolicy) -> Self {
        let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
        let (journal, inbox) = (Arc::new(MemoryJournal::new()), Arc::new(MemoryInbox::new()));
        let both: Arc<dyn Journal> = Arc::new(JournalWithInbox::new(journal.clone(), inbox.clone()));
        let client = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap());
        let client = client.journal(both).build().unwrap();
        let (books, alarms) = (Arc::<Books>::default(), Arc::<Mutex<Vec<Alarm>>>::default());
        let reported = Arc::clone(&alarms);
        let processor = Processor::with_journal(inbox.clone(), journal.clone(), books.clone())
            .policy(policy)
            .alarms(Arc::new(move |alarm: &Alarm| reported.lock().unwrap().push(alarm.clone())));
        let processor = Arc::new(processor);
        let route = processor.axum_route::<OrderNotification, _>(receiver());
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let notify_url = format!("http://{}/iotpay", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/iotpay", route);
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { gateway, client, journal, inbox, books, processor, alarms, notify_url, server }
    }

    /// Places an order, and returns its IOTPay id.
    pub async fn order(&self, reference: &str) -> String {
        let response = self.client.send(&orders::wx_native(reference, &self.notify_url)).await.unwrap();
        response.pay_order_id.as_str().to_owned()
    }

    /// Places an order whose notifications are not sent, because its host is not on this machine.
    pub async fn order_without_notification(&self, reference: &str) -> String {
        let response = self.client.send(&orders::wx_native(reference, orders::NOTIFY_URL)).await.unwrap();
        response.pay_order_id.as_str().to_owned()
    }

    /// Places an order and pays it. Returns the first delivery of the notification.
    pub async fn paid(&self, reference: &str) -> Delivery {
        let id = self.order(reference).await;
        self.gateway.pay(&id).await.unwrap()
    }

    /// Sends a notification, and returns the status and the body of the response.
    pub async fn notify(&self, notification: &TestNotification<OrderNotification>) -> (u16, String) {
        self.send(notification.signed(&credentials())).await
    }

    /// Sends the HTTP request of a notification.
    pub async fn send(&self, parts: NotificationParts) -> (u16, String) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(format!("{}?{}", self.notify_url, parts.query));
        let response = request.header("content-type", parts.content_type).body(parts.body).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Returns the kinds of the alarms, and forgets them.
    pub fn alarms(&self) -> Vec<&'static str> {
        self.alarms.lock().unwrap().drain(..).map(|alarm| alarm.kind()).collect()
    }

    /// Returns the only alarm, and forgets it.
    pub fn only_alarm(&self) -> Alarm {
        let mut alarms = self.alarms.lock().unwrap();
        assert_eq!(alarms.len(), 1, "{alarms:?}");
        alarms.remove(0)
    }

    pub async fn is_settled(&self, reference: &str) -> bool {
        let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", reference);
        let entry = self.journal.entry(&key).await.unwrap().unwrap();
        entry.outcome.is_some_and(|outcome| outcome.to_string() == "settled-paid")
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Asks quickly, and does not wait for requests that are over.
pub fn quick_resolution() -> ResolvePolicy {
    let pause = Duration::from_millis(20);
    let policy = ResolvePolicy::new().first_pause(pause).longest_pause(pause).margin(pause).clock_skew(Duration::ZERO);
    policy.time_limit(Duration::from_millis(300))
}

/// Returns a notification of a paid order, as the sandbox sends it.
pub fn notification(reference: &str, id: &str) -> TestNotification<OrderNotification> {
    TestNotification::new()
        .field("payOrderId", id)
        .field("mchId", MCH_ID)
        .field("mchOrderNo", reference)
        .field("currency", "CAD")
        .field("amount", "2865")
        .field("status", "2")
        .field("backType", "2")
}

pub fn paid(references: &[&str]) -> Vec<(String, String)> {
    references.iter().map(|reference| ("settled-paid".to_owned(), (*reference).to_owned())).collect()
}
