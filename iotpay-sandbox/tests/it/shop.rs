//! A shop that places orders, and its server for notifications.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::Uri;
use iotpay_client::{Credentials, NotificationRequest, general, request};
use iotpay_sandbox::{Gateway, GatewayBuilder, Merchant};

pub const MCH_ID: &str = "10000701";
pub const LOGIN_NAME: &str = "jack123";
pub const KEY: &str = "made-up-key-for-the-tests";

pub fn merchant() -> Merchant {
    Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()
}

/// A sandbox, a client for it, and a server that receives notifications.
pub struct Shop {
    pub gateway: Gateway,
    pub client: general::Client,
    pub notify_url: String,
    received: Arc<Received>,
}

#[derive(Default)]
struct Received {
    queries: Mutex<Vec<String>>,
    response: Mutex<String>,
    delay: Mutex<Duration>,
}

impl Shop {
    /// Starts a sandbox, and a server that does not acknowledge notifications.
    pub async fn new(settings: impl FnOnce(GatewayBuilder) -> GatewayBuilder) -> Self {
        let gateway = settings(Gateway::builder(merchant())).start().await.unwrap();
        let client = client(&gateway, MCH_ID, KEY);
        let received = Arc::new(Received::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let notify_url = format!("http://{}/notify", listener.local_addr().unwrap());
        let router = Router::new().fallback(receive).with_state(Arc::clone(&received));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { gateway, client, notify_url, received }
    }

    /// Stops the sandbox, and starts one with the same data file.
    #[cfg(feature = "data")]
    pub async fn restart(self, file: &crate::data::TemporaryFile) -> Self {
        self.gateway.shut_down().await.unwrap();
        let gateway = Gateway::builder(merchant()).data(file.path()).start().await.unwrap();
        let client = client(&gateway, MCH_ID, KEY);
        Self { gateway, client, ..self }
    }

    /// Sets the response to later notifications.
    pub fn respond(&self, text: &str) {
        text.clone_into(&mut self.received.response.lock().unwrap());
    }

    /// Sets how long the shop waits before it responds.
    #[cfg(feature = "page")]
    pub fn delay(&self, by: Duration) {
        *self.received.delay.lock().unwrap() = by;
    }

    /// Returns the queries of all received notifications.
    pub fn received(&self) -> Vec<String> {
        self.received.queries.lock().unwrap().clone()
    }

    /// Waits until this many notifications have arrived.
    pub async fn wait_for(&self, count: usize) {
        wait_until(|| self.received().len() >= count).await;
    }

    /// Places an order and returns its IOTPay id.
    pub async fn order(&self, mch_order_no: &str) -> String {
        let order = order(mch_order_no, &self.notify_url);
        self.client.send(&order).await.unwrap().pay_order_id.to_string()
    }

    /// Returns the wire value of an order's status.
    pub fn status(&self, pay_order_id: &str) -> String {
        let orders = self.gateway.orders();
        orders.into_iter().find(|order| order.pay_order_id == pay_order_id).unwrap().status
    }
}

/// Waits until a condition is met.
pub async fn wait_until(is_met: impl Fn() -> bool) {
    let waiting = async {
        while !is_met() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the condition is never met");
}

async fn receive(State(received): State<Arc<Received>>, uri: Uri, _: Bytes) -> String {
    received.queries.lock().unwrap().push(uri.query().unwrap_or_default().to_owned());
    // Read at once: the caller may change it while the shop waits.
    let response = received.response.lock().unwrap().clone();
    let delay = *received.delay.lock().unwrap();
    tokio::time::sleep(delay).await;
    response
}

/// Returns `true` if a receiver with this merchant id and key accepts a notification in a query.
pub fn accepts(mch_id: &str, key: &str, query: &str) -> bool {
    let receiver = general::NotificationReceiver::new(credentials(mch_id, key));
    let incoming = NotificationRequest { method: "POST", query, content_type: None, body: b"" };
    receiver.receive::<general::OrderNotification>(incoming).is_ok()
}

pub fn credentials(mch_id: &str, key: &str) -> Credentials {
    Credentials::builder().mch_id(mch_id).login_name(LOGIN_NAME).merchant_key(key).build().unwrap()
}

pub fn client(gateway: &Gateway, mch_id: &str, key: &str) -> general::Client {
    general::Client::builder(credentials(mch_id, key)).base_url(gateway.base_url("general").unwrap()).build().unwrap()
}

pub fn order(mch_order_no: &str, notify_url: &str) -> general::WxNative {
    request!(general::WxNative {
        mch_order_no,
        subject: "Green tea",
        body: "First flush",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url,
        extra: Extra { product_id: "tea" },
    })
    .unwrap()
}

/// An order that redirects the customer.
#[cfg(feature = "page")]
pub fn redirected_order(mch_order_no: &str, notify_url: &str) -> general::AlipayPc {
    request!(general::AlipayPc {
        mch_order_no,
        subject: "Green tea",
        body: "First flush",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url,
        return_url: "http://127.0.0.1:9/return",
    })
    .unwrap()
}
