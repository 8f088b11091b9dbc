//! Runs the shop with a sandbox, over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use iotpay_client::embedded::EmbeddedForm;
use iotpay_client::signing::{FieldValue, Signer};
use iotpay_client::spec::Family;
use iotpay_client::{Credentials, general};
use iotpay_sandbox::{Gateway, Merchant, Order};
use iotpay_store::SqliteStore;
use reqwest::header::{CONTENT_TYPE, HeaderValue};

#[path = "../shop.rs"]
#[allow(dead_code, unreachable_pub)]
mod shop;

const MCH_ID: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
const MERCHANT_KEY: &str = "made-up-key-for-the-shop";
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

const TOKEN: &str = "made-up-token-of-the-staff";

/// A shop, its sandbox, and a proxy between its wallets and the sandbox.
struct Setup {
    gateway: Gateway,
    credentials: Credentials,
    url: String,
    http: reqwest::Client,
    faults: Faults,
    /// Contains the file of the shop.
    _folder: tempfile::TempDir,
}

/// The faults of the proxy.
#[derive(Clone, Default)]
struct Faults {
    lose_next_response: Arc<AtomicBool>,
    is_slow: Arc<AtomicBool>,
}

/// A response of the shop, after redirects.
struct Page {
    status: u16,
    path: String,
    body: String,
}

impl Setup {
    async fn start() -> Self {
        Self::with_notifications(true, Duration::from_hours(1)).await
    }

    /// Starts a shop that notifications reach or do not reach, and that queries unpaid orders at the interval.
    async fn with_notifications(reach_the_shop: bool, interval: Duration) -> Self {
        let merchant = Merchant::new(MCH_ID, LOGIN_NAME, MERCHANT_KEY).unwrap();
        let gateway = Gateway::start(merchant).await.unwrap();
        let credentials =
            Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(MERCHANT_KEY).build().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();

        let faults = Faults::default();
        let base_url = gateway.base_url("general").unwrap();
        let path = base_url.splitn(4, '/').nth(3).unwrap();
        let origin = base_url.strip_suffix(path).unwrap().trim_end_matches('/').to_owned();
        let proxy = axum::Router::new().fallback(forward).with_state((origin, http.clone(), faults.clone()));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let wallets_url = format!("http://{}/{path}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, proxy).await });

        let (mch_id, cards_url) = (MCH_ID.to_owned(), gateway.base_url("card").unwrap());
        let merchant = iotpay_client::Merchant::builder().variables([
            ("IOTPAY_MCH_ID", mch_id),
            ("IOTPAY_LOGIN_NAME", LOGIN_NAME.to_owned()),
            ("IOTPAY_KEY", MERCHANT_KEY.to_owned()),
            ("IOTPAY_GENERAL_URL", wallets_url),
            ("IOTPAY_CARD_URL", cards_url),
        ]);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let public_url = if reach_the_shop { format!("{url}/") } else { "http://127.0.0.1:1".to_owned() };
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("shop.db")).await.unwrap();
        let shop = shop::Shop::new(merchant, store, &public_url, TOKEN).await.unwrap();
        tokio::spawn(async move { shop.serve(listener, interval).await });
        Self { gateway, credentials, url, http, faults, _folder: folder }
    }

    fn lose_next_response(&self) {
        self.faults.lose_next_response.store(true, Ordering::SeqCst);
    }

    async fn get(&self, path: &str) -> Page {
        Page::read(self.http.get(format!("{}{path}", self.url)).send().await.unwrap()).await
    }

    async fn post(&self, path: &str, body: impl Into<String>) -> Page {
        let request = self.http.post(format!("{}{path}", self.url)).header(CONTENT_TYPE, FORM).body(body.into());
        Page::read(request.send().await.unwrap()).await
    }

    /// Buys a package and returns the page and the order in the sandbox.
    async fn buy(&self, method: &str) -> (Page, Order) {
        let page = self.post("/orders", format!("method={method}")).await;
        (page, self.gateway.orders().pop().expect("the sandbox has the order"))
    }

    async fn assert_state(&self, order: &Order, state: &str) {
        let page = self.get(&format!("/orders/{}", order.mch_order_no)).await;
        assert_eq!(page.status, 200);
        assert!(page.body.ends_with(&format!("Order {}, CAD 28.65: {state}", order.mch_order_no)), "{}", page.body);
    }

    /// Waits until the order has the state.
    async fn wait_for_state(&self, order: &Order, state: &str) {
        for _ in 0..100 {
            if self.get(&format!("/orders/{}", order.mch_order_no)).await.body.ends_with(&format!(": {state}")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.assert_state(order, state).await;
    }

    async fn assert_sold(&self, count: usize) {
        let body = self.get("/").await.body;
        assert!(body.contains(&format!("<p>{count} packages sold")), "{body}");
    }

    async fn refund(&self, order: &Order) -> Page {
        self.post(&format!("/orders/{}/refund", order.mch_order_no), format!("token={TOKEN}")).await
    }

    fn refunded(&self) -> Vec<(String, i64)> {
        self.gateway.refunds().into_iter().map(|refund| (refund.mch_refund_no, refund.amount)).collect()
    }

    /// Sends a notification that an order is paid, signed with the merchant key.
    async fn notify(&self, order: &Order, amount: i64, currency: &str) -> Page {
        let amount = amount.to_string();
        let fields = [
            ("amount", amount.as_str()),
            ("currency", currency),
            ("mchId", MCH_ID),
            ("mchOrderNo", &order.mch_order_no),
            ("payOrderId", &order.pay_order_id),
            ("status", "2"),
        ];
        let mut signer = Signer::new(general::General::SPEC.signing, self.credentials.key());
        for (name, value) in fields {
            signer.field(name, FieldValue::Text(value));
        }
        let body: String = fields.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let sign = signer.finish();
        self.post("/iotpay/wallet", format!("{body}sign={sign}")).await
    }
}

impl Page {
    async fn read(response: reqwest::Response) -> Self {
        let (status, path) = (response.status().as_u16(), response.url().path().to_owned());
        Self { status, path, body: response.text().await.unwrap() }
    }
}

/// Forwards a request to the sandbox, with the faults.
async fn forward(
    State((origin, http, faults)): State<(String, reqwest::Client, Faults)>,
    uri: Uri,
    body: Bytes,
) -> (StatusCode, String) {
    if faults.is_slow.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let response = http.post(format!("{origin}{uri}")).header(CONTENT_TYPE, FORM).body(body).send().await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    // A query would be sent again.
    if !uri.path().contains("query") && faults.lose_next_response.swap(false, Ordering::SeqCst) {
        (StatusCode::GATEWAY_TIMEOUT, String::new())
    } else {
        (status, text)
    }
}

#[tokio::test]
async fn each_wallet_is_paid_by_its_qr_code() {
    let setup = Setup::start().await;
    for (at, channel) in ["WX_NATIVE", "ALIPAY_QR", "UPI_QR"].into_iter().enumerate() {
        let (page, order) = setup.buy(channel).await;
        assert!(page.status == 200 && page.body.contains("<svg"), "{}", page.body);
        assert_eq!((order.fields.get("channelId"), order.amount), (Some(channel), 2865));
        setup.assert_state(&order, "unpaid").await;

        let delivery = setup.gateway.pay(&order.pay_order_id).await.unwrap();
        assert!(delivery.acknowledged, "{delivery:?}");
        setup.assert_sold(at + 1).await;
        setup.assert_state(&order, "paid").await;
    }
}

#[tokio::test]
async fn a_card_is_entered_in_the_form_and_refunded() {
    let setup = Setup::start().await;
    let (page, order) = setup.buy("card").await;
    assert!(page.status == 200 && page.body.contains(EmbeddedForm::SCRIPT), "{}", page.body);
    assert_eq!(order.family, "card");
    assert!(setup.gateway.pay(&order.pay_order_id).await.unwrap().acknowledged);
    setup.assert_sold(1).await;

    setup.gateway.settle(&order.pay_order_id).unwrap();
    assert_eq!(setup.refund(&order).await.status, 200);
    assert_eq!(setup.refunded(), [(format!("{}-r1", order.mch_order_no), 2865)]);
    setup.assert_state(&order, "refunded").await;
}

/// The gateway rejects the refund of a card payment that is not settled with an undocumented text, so that its outcome
/// is unknown.
#[tokio::test]
async fn a_refund_with_an_unknown_outcome_is_not_sent_again() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("card").await;
    setup.gateway.pay(&order.pay_order_id).await.unwrap();
    assert_eq!(setup.refund(&order).await.status, 200);
    setup.assert_state(&order, "refunding").await;
    setup.gateway.settle(&order.pay_order_id).unwrap();
    assert_eq!(setup.refund(&order).await.status, 409);
    assert_eq!(setup.refunded(), []);
}

#[tokio::test]
async fn only_the_staff_can_refund() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("WX_NATIVE").await;
    setup.gateway.pay(&order.pay_order_id).await.unwrap();
    for form in ["", "token=", "token=wrong"] {
        assert_eq!(setup.post(&format!("/orders/{}/refund", order.mch_order_no), form).await.status, 403, "{form}");
    }
    assert_eq!(setup.refunded(), []);
    setup.assert_state(&order, "paid").await;
}

#[tokio::test]
async fn a_refund_completes_after_the_browser_has_disconnected() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("WX_NATIVE").await;
    setup.gateway.pay(&order.pay_order_id).await.unwrap();
    setup.faults.is_slow.store(true, Ordering::SeqCst);
    let url = format!("{}/orders/{}/refund", setup.url, order.mch_order_no);
    let request = setup.http.post(url).header(CONTENT_TYPE, FORM).body(format!("token={TOKEN}"));
    assert!(request.timeout(Duration::from_millis(100)).send().await.unwrap_err().is_timeout());
    setup.wait_for_state(&order, "refunded").await;
    assert_eq!(setup.refunded().len(), 1);
}

#[tokio::test]
async fn a_payment_of_another_amount_or_currency_is_not_recorded() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("UPI_QR").await;
    for (amount, currency) in [(1, "CAD"), (2864, "CAD"), (2865, "USD")] {
        let page = setup.notify(&order, amount, currency).await;
        assert_eq!((page.status, page.body.as_str()), (500, "fail"), "{amount} {currency}");
    }
    setup.assert_sold(0).await;
    setup.assert_state(&order, "unpaid").await;

    let page = setup.notify(&order, 2865, "CAD").await;
    assert_eq!((page.status, page.body.as_str()), (200, "success"));
    setup.assert_sold(1).await;
}

#[tokio::test]
async fn a_forged_notification_is_not_recorded() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("UPI_QR").await;
    let (number, id) = (&order.mch_order_no, &order.pay_order_id);
    let forged = format!("amount=2865&mchOrderNo={number}&payOrderId={id}&status=2&sign={}", "0".repeat(32));
    assert_eq!(setup.post("/iotpay/wallet", forged).await.status, 400);
    setup.assert_sold(0).await;
}

#[tokio::test]
async fn a_repeated_notification_is_recorded_once() {
    let setup = Setup::start().await;
    for method in ["ALIPAY_QR", "card"] {
        let (_, order) = setup.buy(method).await;
        for _ in 0..3 {
            assert!(setup.gateway.pay(&order.pay_order_id).await.unwrap().acknowledged);
        }
    }
    setup.assert_sold(2).await;
}

#[tokio::test]
async fn a_paid_order_is_refunded_once() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("WX_NATIVE").await;
    assert_eq!(setup.refund(&order).await.status, 409, "it is not paid");
    setup.gateway.pay(&order.pay_order_id).await.unwrap();
    assert_eq!(setup.refund(&order).await.status, 200);
    assert_eq!(setup.refund(&order).await.status, 409, "it is refunded");
    assert_eq!(setup.refunded(), [(format!("{}-r1", order.mch_order_no), 2865)]);
    setup.assert_state(&order, "refunded").await;
}

#[tokio::test]
async fn an_order_whose_response_is_lost_is_paid() {
    let setup = Setup::start().await;
    setup.lose_next_response();
    let (page, order) = setup.buy("WX_NATIVE").await;
    assert_eq!((page.status, page.path), (200, format!("/orders/{}", order.mch_order_no)));
    setup.assert_state(&order, "unpaid").await;
    assert!(setup.gateway.pay(&order.pay_order_id).await.unwrap().acknowledged);
    setup.assert_state(&order, "paid").await;
}

#[tokio::test]
async fn a_payment_without_a_notification_is_found_by_a_query() {
    let setup = Setup::with_notifications(false, Duration::from_millis(50)).await;
    for (at, method) in ["WX_NATIVE", "card"].into_iter().enumerate() {
        let (_, order) = setup.buy(method).await;
        setup.assert_sold(at).await;
        assert_eq!(setup.gateway.pay(&order.pay_order_id).await.unwrap().status, None);
        setup.wait_for_state(&order, "paid").await;
        setup.assert_sold(at + 1).await;
    }
}

#[tokio::test]
async fn a_refund_whose_response_is_lost_is_not_sent_again() {
    let setup = Setup::start().await;
    let (_, order) = setup.buy("ALIPAY_QR").await;
    setup.gateway.pay(&order.pay_order_id).await.unwrap();
    setup.lose_next_response();
    assert_eq!(setup.refund(&order).await.status, 200);
    setup.assert_state(&order, "refunding").await;
    assert_eq!(setup.refund(&order).await.status, 409);
    assert_eq!(setup.gateway.refunds().len(), 1);
}

#[tokio::test]
async fn an_invalid_order_charges_nothing() {
    let setup = Setup::start().await;
    for form in ["method=UPI_APP", "method=", ""] {
        let page = setup.post("/orders", form).await;
        assert_eq!(page.status, 502, "{form}");
        assert!(page.body.contains("Nothing was ordered or charged"), "{}", page.body);
    }
    assert_eq!(setup.gateway.orders(), []);
    assert_eq!(setup.get("/orders/tea-1").await.status, 404);
}

#[test]
fn the_program_is_short_and_does_not_panic() {
    let source = include_str!("../shop.rs");
    assert!(source.lines().count() <= 250, "{} lines", source.lines().count());
    for panicking in [".unwrap()", ".expect(", "panic!", "todo!", "unreachable!", "unimplemented!"] {
        assert!(!source.contains(panicking), "{panicking}");
    }
}
