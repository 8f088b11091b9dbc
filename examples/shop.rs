//! A shop that sells tea: wallets by QR code, cards in an embedded form, notifications, queries and refunds.
//!
//! ```sh
//! export IOTPAY_MCH_ID=… IOTPAY_LOGIN_NAME=… IOTPAY_KEY_FILE=… SHOP_TOKEN=…
//! SHOP_URL=https://shop.example cargo run --example shop
//! ```
//! For your own shop, store the orders in a database. `tests/shop.rs` runs this shop with a sandbox.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Form, Path, State};
use axum::http::{StatusCode, header, request::Parts};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use iotpay_client::embedded::{EmbeddedForm, FormMode};
use iotpay_client::value::{HttpUrl, ValueError};
use iotpay_client::{Error, Merchant, card, general, general::Currency, outcome::Transaction, prelude::*};
use qrcode::{QrCode, render::svg};

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;
/// Behind a proxy, this is the address of the proxy: use `TrustedProxies`.
type Peer = ConnectInfo<SocketAddr>;
type Fields = Form<BTreeMap<String, String>>;
type Shared = State<Arc<Shop>>;
type Number = Path<String>;

#[tokio::main]
async fn main() -> Result<()> {
    let setting = |name: &str| std::env::var(name).map_err(|_| format!("set the environment variable {name}"));
    let merchant = Merchant::from_env()?;
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", 8080)).await?;
    let shop = Shop::new(&merchant, &setting("SHOP_URL")?, &setting("SHOP_TOKEN")?)?;
    serve(listener, Arc::new(shop), Duration::from_secs(30)).await
}

/// Serves the shop until the server fails. Unpaid orders are queried at the interval.
pub async fn serve(listener: tokio::net::TcpListener, shop: Arc<Shop>, interval: Duration) -> Result<()> {
    let router = axum::Router::new()
        .route("/", get(start_page))
        .route("/orders", post(order))
        .route("/orders/{number}", get(show_order))
        .route("/orders/{number}/refund", post(refund))
        .route("/iotpay/{family}", any(notified))
        .with_state(shop.clone());
    tokio::spawn(query_unpaid_orders(shop, interval));
    Ok(axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?)
}

const CARD: &str = "card";

#[derive(Clone)]
struct Order {
    method: String,
    amount: Cents,
    currency: Currency,
    state: OrderState,
    iotpay_id: Option<OrderId>,
    refunds: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum OrderState {
    NotPaid,
    Paid,
    /// A refund was requested. If its outcome is unknown and no notification follows, ask IOTPay.
    Refund(RefundOutcome),
}

/// The shop and its orders.
pub struct Shop {
    wallets: general::Client,
    cards: card::Client,
    wallet_receiver: general::NotificationReceiver,
    card_receiver: card::NotificationReceiver,
    price: Cents,
    url: String,
    token: String,
    orders: Mutex<BTreeMap<String, Order>>,
}

impl Shop {
    /// IOTPay and the customers reach the shop under the URL.
    pub fn new(merchant: &Merchant, url: &str, token: &str) -> Result<Self> {
        let (wallets, cards) = (merchant.client()?, merchant.client()?);
        let (wallet_receiver, card_receiver) = (merchant.receiver(), merchant.receiver());
        let url = HttpUrl::<150>::new(url.trim_end_matches('/'))?.to_string();
        let (price, token, orders) = (Cents::from_decimal("28.65")?, token.to_owned(), Mutex::default());
        Ok(Self { wallets, cards, wallet_receiver, card_receiver, price, url, token, orders })
    }

    fn orders(&self) -> MutexGuard<'_, BTreeMap<String, Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Creates the order at IOTPay and returns what the customer needs to pay: a QR code or the card form.
    async fn create(&self, mch_order_no: &str, order: &Order, client_ip: IpAddr) -> Result<String, Error> {
        let Order { amount, currency, method, .. } = order;
        if method == CARD {
            let request = request!(card::CcPurchase {
                mch_order_no,
                amount: *amount,
                currency,
                channel: PfCc,
                notify_url: format!("{}/iotpay/card", self.url),
                return_url: format!("{}/orders/{mch_order_no}", self.url),
            })?;
            let response = self.cards.send(&request).await?;
            let form = EmbeddedForm::new(response.ret_data.secure_id.expose(), FormMode::Pay);
            return Ok(form.map_or_else(|error| format!("No form: {error}"), |form| form.html()));
        }
        let request = request!(general::CustomerScanQr {
            channel: method,
            mch_order_no,
            amount: *amount,
            currency,
            subject: "Green tea",
            body: "First flush, 250 g",
            client_ip,
            notify_url: format!("{}/iotpay/wallet", self.url),
            extra: Extra { product_id: "tea-250" },
        })?;
        let picture = QrCode::new(self.wallets.send(&request).await?.qr_code());
        Ok(picture.map_or_else(|error| format!("No QR code: {error}"), |it| it.render::<svg::Color>().build()))
    }

    async fn query(&self, number: &str, method: &str) -> Result<()> {
        let (is_paid, id, amount, currency) = if method == CARD {
            let found = self.cards.send(&card::CcQuery::by_mch_order_no(number)?).await?.into_inner().ret_data;
            let is_paid = matches!(found.transaction(), Transaction::Payment(outcome) if outcome.is_paid());
            (is_paid, found.order_id(), found.amount, found.currency)
        } else {
            let found = self.wallets.send(&general::QueryOrder::by_mch_order_no(number)?).await?.into_inner();
            (found.status.outcome().is_paid(), found.pay_order_id, found.amount, found.currency)
        };
        if is_paid { self.record(number, id, amount, Some(&currency)) } else { Ok(()) }
    }

    /// Records a payment once, if its amount and its currency, where it has one, are those of the order.
    fn record(&self, number: &str, id: Option<OrderId>, amount: Cents, currency: Option<&Currency>) -> Result<()> {
        let mut orders = self.orders();
        let order = orders.get_mut(number).ok_or_else(|| format!("unknown order {number}"))?;
        if order.amount != amount || currency.is_some_and(|currency| *currency != order.currency) {
            return Err(format!("order {number} is about {}, not {amount} {currency:?}", order.amount).into());
        }
        // A notification can arrive again, and a response to a query may omit the id.
        order.iotpay_id = order.iotpay_id.take().or(id);
        if order.state == OrderState::NotPaid {
            order.state = OrderState::Paid;
        }
        Ok(())
    }

    /// Records the outcome of a refund, if it is the latest refund of its order and its outcome is not known yet.
    fn record_refund(&self, mch_refund_no: &str, outcome: RefundOutcome) -> Result<()> {
        let mut orders = self.orders();
        let (number, at) = mch_refund_no.rsplit_once("-r").ok_or("not a refund of this shop")?;
        let open = |it: &Order| matches!(it.state, OrderState::Refund(RefundOutcome::Pending | RefundOutcome::Unknown));
        if let Some(order) = orders.get_mut(number).filter(|it| open(it) && it.refunds.to_string() == at) {
            order.state = OrderState::Refund(outcome);
        }
        Ok(())
    }

    fn on_wallet(&self, incoming: NotificationRequest<'_>) -> Result<&'static str> {
        acknowledge(self.wallet_receiver.receive(incoming)?, |it: &general::OrderNotification| {
            let (is_paid, id) = (it.status.outcome().is_paid(), Some(it.pay_order_id.clone()));
            if is_paid { self.record(&it.mch_order_no, id, it.amount, it.currency.as_ref()) } else { Ok(()) }
        })
    }

    fn on_card(&self, incoming: NotificationRequest<'_>) -> Result<&'static str> {
        acknowledge(self.card_receiver.receive(incoming)?, |it: &card::CardNotification| match it.transaction() {
            Transaction::Payment(outcome) if outcome.is_paid() => {
                self.record(&it.mch_order_no, it.order_id(), it.amount, Some(&it.currency))
            }
            Transaction::Refund(outcome) => self.record_refund(&it.mch_order_no, outcome),
            Transaction::Payment(_) | Transaction::Undetermined => Ok(()),
        })
    }

    /// Refunds an order in full. A card payment that is not settled yet needs a `CcVoid` instead.
    async fn send_refund(&self, mch_refund_no: &str, order: Order, client_ip: IpAddr) -> Result<RefundOutcome, Error> {
        let (refund_amount, pay_order_id) = (order.amount, order.iotpay_id.ok_or(ValueError::Empty)?);
        if order.method == CARD {
            let refund = request!(card::CcRefund { mch_refund_no, refund_amount, pay_order_id })?;
            return Ok(self.cards.send(&refund).await?.ret_data.status.outcome());
        }
        let refund = request!(general::RefundOrder { mch_refund_no, refund_amount, client_ip, pay_order_id })?;
        // The response has no status: an accepted refund counts as done.
        self.wallets.send(&refund).await.map(|_| RefundOutcome::Refunded)
    }
}

/// Finds the payments whose notification was lost. In your own shop, stop when the order has expired.
async fn query_unpaid_orders(shop: Arc<Shop>, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        let orders = shop.orders().clone();
        for (number, order) in orders.iter().filter(|(_, order)| order.state == OrderState::NotPaid) {
            let _ =
                shop.query(number, &order.method).await.inspect_err(|error| eprintln!("query of {number}: {error}"));
        }
    }
}

fn acknowledge<N>(it: ReceivedNotification<N>, record: impl Fn(&N) -> Result<()>) -> Result<&'static str> {
    match it {
        ReceivedNotification::Server(it) => record(&it).map(|()| it.acknowledgement()),
        // Money may have moved: `query_unpaid_orders` queries the order.
        ReceivedNotification::Undetermined(_) => Err("the meaning of the status is unknown".into()),
        ReceivedNotification::BrowserReturn(_) => Ok("Thank you!"),
    }
}

async fn start_page(State(shop): Shared) -> Response {
    let sold = shop.orders().values().filter(|order| order.state != OrderState::NotPaid).count();
    page(StatusCode::OK, &format!("<h1>Green tea, ${}</h1><p>{sold} packages sold{ORDER_FORM}", shop.price))
}

const ORDER_FORM: &str = r#"<form method="post" action="/orders"><select name="method">
<option value="WX_NATIVE">WeChat Pay</option><option value="ALIPAY_QR">Alipay</option>
<option value="UPI_QR">UnionPay</option><option value="card">Card</option></select><button>Buy</button></form>"#;

async fn order(State(shop): Shared, ConnectInfo(peer): Peer, Form(mut form): Fields) -> Response {
    // An unknown method is not a channel, so that the request is invalid.
    let method = form.remove("method").unwrap_or_default();
    let (amount, currency, state) = (shop.price, Currency::Cad, OrderState::NotPaid);
    let order = Order { method, amount, currency, state, iotpay_id: None, refunds: 0 };
    let Ok(random) = getrandom::u64() else { return page(StatusCode::INTERNAL_SERVER_ERROR, "Please try again.") };
    let number = format!("tea-{random:016x}");
    // Before the request is sent: its response may be lost, or arrive after the payment.
    shop.orders().insert(number.clone(), order.clone());
    match shop.create(&number, &order, peer.ip()).await.inspect_err(|error| eprintln!("order {number}: {error}")) {
        Ok(html) => page(StatusCode::OK, &format!(r#"{html}<p><a href="/orders/{number}">Order {number}</a>"#)),
        // Not failed: the order may exist, so it is queried.
        Err(error) if error.may_have_taken_effect() => Redirect::to(&format!("/orders/{number}")).into_response(),
        Err(_) => page(StatusCode::BAD_GATEWAY, "Nothing was ordered or charged. Please try again."),
    }
}

async fn show_order(State(shop): Shared, Path(number): Number) -> Response {
    let Some(order) = shop.orders().get(&number).cloned() else { return page(StatusCode::NOT_FOUND, "No such order.") };
    page(StatusCode::OK, &format!("Order {number}, {} {}: {:?}", order.currency, order.amount, order.state))
}

/// Refunds a paid order in full, or records in `failed` the reference of a refund that failed according to IOTPay.
async fn refund(State(shop): Shared, ConnectInfo(peer): Peer, Path(number): Number, Form(form): Fields) -> Response {
    if form.get("token") != Some(&shop.token) {
        return page(StatusCode::FORBIDDEN, "Only the staff of the shop can refund an order.");
    }
    let to = Redirect::to(&format!("/orders/{number}")).into_response();
    if let Some(failed) = form.get("failed") {
        let _ = shop.record_refund(failed, RefundOutcome::Failed);
        return to;
    }
    let can_refund = |it: &Order| matches!(it.state, OrderState::Paid | OrderState::Refund(RefundOutcome::Failed));
    // Before the request is sent, so that a second request refunds nothing.
    let changed = shop.orders().get_mut(&number).filter(|order| can_refund(order)).map(|order| {
        (order.state, order.refunds) = (OrderState::Refund(RefundOutcome::Unknown), order.refunds + 1);
        order.clone()
    });
    let Some(order) = changed else { return page(StatusCode::CONFLICT, "The order cannot be refunded.") };
    // A task, so that the refund completes even if the browser disconnects.
    let task = async move {
        let reference = format!("{number}-r{}", order.refunds);
        let outcome = shop.send_refund(&reference, order, peer.ip()).await.unwrap_or_else(|error| {
            eprintln!("refund {reference}: {error}");
            if error.may_have_taken_effect() { RefundOutcome::Unknown } else { RefundOutcome::Failed }
        });
        let _ = shop.record_refund(&reference, outcome);
    };
    let _ = tokio::spawn(task).await;
    to
}

async fn notified(State(shop): Shared, Path(family): Path<String>, parts: Parts, body: Bytes) -> Response {
    let incoming = NotificationRequest {
        method: parts.method.as_str(),
        query: parts.uri.query().unwrap_or_default(),
        content_type: parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        body: &body,
    };
    let handled = if family == CARD { shop.on_card(incoming) } else { shop.on_wallet(incoming) };
    let text = handled.inspect_err(|error| eprintln!("notification: {error}"));
    // An error is not acknowledged: the gateway sends the notification again.
    text.map_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, "fail").into_response(), IntoResponse::into_response)
}

fn page(status: StatusCode, body: &str) -> Response {
    (status, Html(format!("<!doctype html><title>Tea</title>{body}"))).into_response()
}
