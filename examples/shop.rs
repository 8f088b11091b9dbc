//! A shop that sells tea: wallets by QR code, cards in an embedded form, notifications, queries and refunds.
//!
//! ```sh
//! export IOTPAY_MCH_ID=… IOTPAY_LOGIN_NAME=… IOTPAY_MERCHANT_KEY=…
//! SHOP_URL=https://shop.example cargo run --example shop
//! ```
//!
//! For your own shop, store the orders in a database, and require a login for refunds and for the list of sales.
//! `tests/shop.rs` runs this shop with a sandbox.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Form, Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{any, get, post};
use iotpay_client::embedded::{EmbeddedForm, FormMode};
use iotpay_client::general::Currency;
use iotpay_client::outcome::Transaction;
use iotpay_client::prelude::*;
use iotpay_client::value::ValueError;
use iotpay_client::{Error, card, general};
use qrcode::QrCode;
use qrcode::render::svg;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;
/// Behind a proxy, this is the address of the proxy: use `TrustedProxies`.
type Peer = ConnectInfo<SocketAddr>;
type OrderForm = Form<BTreeMap<String, String>>;

#[tokio::main]
async fn main() -> Result<()> {
    let setting = |name: &str| std::env::var(name).map_err(|_| format!("set the environment variable {name}"));
    let credentials = Credentials::builder()
        .mch_id(setting("IOTPAY_MCH_ID")?)
        .login_name(setting("IOTPAY_LOGIN_NAME")?)
        .merchant_key(setting("IOTPAY_MERCHANT_KEY")?)
        .build()?;
    let wallets = general::Client::new(credentials.clone())?;
    let cards = card::Client::new(credentials.clone())?;
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", 8080)).await?;
    serve(listener, Shop::new(wallets, cards, credentials, setting("SHOP_URL")?)?).await
}

/// Serves the shop until the server fails.
pub async fn serve(listener: tokio::net::TcpListener, shop: Shop) -> Result<()> {
    let router = axum::Router::new()
        .route("/", get(start_page))
        .route("/orders", post(order))
        .route("/orders/{number}", get(show_order))
        .route("/orders/{number}/refund", post(refund))
        .route("/iotpay/{family}", any(notified))
        .with_state(Arc::new(shop));
    Ok(axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?)
}

/// The payment method that is not a channel of the wallets.
const CARD: &str = "card";

#[derive(Clone)]
struct Order {
    /// A channel of the wallets, or `card`.
    method: String,
    amount: Cents,
    currency: Currency,
    state: OrderState,
    paid_as: Option<OrderId>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum OrderState {
    NotPaid,
    Paid,
    RefundRequested,
}

/// The shop.
pub struct Shop {
    wallets: general::Client,
    cards: card::Client,
    wallet_receiver: general::NotificationReceiver,
    card_receiver: card::NotificationReceiver,
    price: Cents,
    url: String,
    orders: Mutex<BTreeMap<String, Order>>,
    sold: AtomicU32,
}

impl Shop {
    /// Creates a shop without orders. IOTPay and the customers reach it under the URL.
    pub fn new(wallets: general::Client, cards: card::Client, credentials: Credentials, url: String) -> Result<Self> {
        let wallet_receiver = general::NotificationReceiver::new(credentials.clone());
        let card_receiver = card::NotificationReceiver::new(credentials);
        let (price, orders, sold) = (Cents::from_decimal("28.65")?, Mutex::default(), AtomicU32::new(0));
        Ok(Self { wallets, cards, wallet_receiver, card_receiver, price, url, orders, sold })
    }

    fn orders(&self) -> MutexGuard<'_, BTreeMap<String, Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a new order under a merchant reference that was never used before.
    fn add(&self, order: Order) -> String {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut orders = self.orders();
        let number = format!("tea-{time}-{}", orders.len());
        orders.insert(number.clone(), order);
        number
    }

    /// Changes the state of an order. Returns the order if it had the expected state.
    fn change(&self, number: &str, expected: OrderState, state: OrderState) -> Option<Order> {
        let mut orders = self.orders();
        let order = orders.get_mut(number).filter(|order| order.state == expected)?;
        order.state = state;
        Some(order.clone())
    }

    /// Creates the order at IOTPay and returns what the customer needs to pay: a QR code or the card form.
    async fn start_payment(&self, mch_order_no: &str, order: &Order, client_ip: IpAddr) -> Result<String, Error> {
        let Order { amount, currency, method, .. } = order.clone();
        if method == CARD {
            let request = request!(card::CcPurchase {
                mch_order_no,
                amount,
                currency,
                channel: PfCc,
                notify_url: format!("{}/iotpay/card", self.url),
                return_url: format!("{}/orders/{mch_order_no}", self.url),
            })?;
            let response = self.cards.send(&request).await?;
            return Ok(EmbeddedForm::new(response.ret_data.secure_id.expose(), FormMode::Pay)?.html());
        }
        let (subject, body, notify_url) = ("Green tea", "First flush, 250 g", format!("{}/iotpay/wallet", self.url));
        let code = match method.as_str() {
            "ALIPAY_QR" => {
                let order = request!(general::AlipayQr {
                    mch_order_no,
                    amount,
                    currency,
                    subject,
                    body,
                    client_ip,
                    notify_url
                })?;
                self.wallets.send(&order).await?.into_inner().qr_code
            }
            "UPI_QR" => {
                let order =
                    request!(general::UpiQr { mch_order_no, amount, currency, subject, body, client_ip, notify_url })?;
                self.wallets.send(&order).await?.into_inner().qr_code
            }
            "WX_NATIVE" => {
                let order = request!(general::WxNative {
                    mch_order_no,
                    amount,
                    currency,
                    subject,
                    body,
                    client_ip,
                    notify_url,
                    extra: Extra { product_id: "tea-250" },
                })?;
                self.wallets.send(&order).await?.into_inner().code_url
            }
            _ => return Err(ValueError::Empty.into()),
        };
        // Without the picture, the customer can still open the text as a link.
        Ok(QrCode::new(&code).map_or(code, |picture| picture.render::<svg::Color>().build()))
    }

    /// Queries an order and records its payment.
    async fn query(&self, number: &str, method: &str) -> Result<()> {
        if method == CARD {
            let found = self.cards.send(&card::CcQuery::by_mch_order_no(number)?).await?.into_inner().ret_data;
            if matches!(found.transaction(), Transaction::Payment(outcome) if outcome.is_paid()) {
                self.record(number, found.order_id(), found.amount, Some(&found.currency))?;
            }
        } else {
            let found = self.wallets.send(&general::QueryOrder::by_mch_order_no(number)?).await?.into_inner();
            if found.status.outcome().is_paid() {
                self.record(number, found.pay_order_id, found.amount, Some(&found.currency))?;
            }
        }
        Ok(())
    }

    /// Records a payment once, if its amount and its currency, where it has one, are those of the order.
    fn record(&self, number: &str, id: Option<OrderId>, amount: Cents, currency: Option<&Currency>) -> Result<()> {
        let mut orders = self.orders();
        let order = orders.get_mut(number).ok_or_else(|| format!("unknown order {number}"))?;
        if order.amount != amount || currency.is_some_and(|currency| *currency != order.currency) {
            return Err(format!("order {number} is about {}, not {amount} {currency:?}", order.amount).into());
        }
        // The gateway can send a notification more than once.
        if order.state == OrderState::NotPaid {
            (order.state, order.paid_as) = (OrderState::Paid, id);
            self.sold.fetch_add(1, Ordering::Relaxed);
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
        acknowledge(self.card_receiver.receive(incoming)?, |it: &card::CardNotification| {
            let is_paid = matches!(it.transaction(), Transaction::Payment(outcome) if outcome.is_paid());
            if is_paid { self.record(&it.mch_order_no, it.order_id(), it.amount, Some(&it.currency)) } else { Ok(()) }
        })
    }

    async fn send_refund(&self, number: &str, order: &Order, client_ip: IpAddr) -> Result<(), Error> {
        let (mch_refund_no, refund_amount) = (format!("{number}-r"), order.amount);
        let pay_order_id = order.paid_as.clone().ok_or(ValueError::Empty);
        if order.method == CARD {
            self.cards.send(&request!(card::CcRefund { mch_refund_no, refund_amount, pay_order_id })?).await?;
        } else {
            let refund = request!(general::RefundOrder { mch_refund_no, refund_amount, client_ip, pay_order_id })?;
            self.wallets.send(&refund).await?;
        }
        Ok(())
    }
}

/// Records a notification and returns its acknowledgement.
fn acknowledge<N>(it: ReceivedNotification<N>, record: impl Fn(&N) -> Result<()>) -> Result<&'static str> {
    match it {
        ReceivedNotification::Server(it) => record(&it).map(|()| it.acknowledgement()),
        // Money may have moved: the page of the order queries it.
        ReceivedNotification::Undetermined(_) => Err("the meaning of the status is unknown".into()),
        ReceivedNotification::BrowserReturn(_) => Ok("Thank you!"),
    }
}

async fn start_page(State(shop): State<Arc<Shop>>) -> Response {
    let sold = shop.sold.load(Ordering::Relaxed);
    page(StatusCode::OK, &format!("<h1>Green tea, ${}</h1><p>{sold} packages sold{ORDER_FORM}", shop.price))
}

const ORDER_FORM: &str = r#"<form method="post" action="/orders"><select name="method">
<option value="WX_NATIVE">WeChat Pay</option><option value="ALIPAY_QR">Alipay</option>
<option value="UPI_QR">UnionPay</option><option value="card">Card</option></select><button>Buy</button></form>"#;

async fn order(State(shop): State<Arc<Shop>>, ConnectInfo(peer): Peer, Form(mut form): OrderForm) -> Response {
    // An unknown method is not a channel, so that the request is invalid.
    let method = form.remove("method").unwrap_or_default();
    let order =
        Order { method, amount: shop.price, currency: Currency::Cad, state: OrderState::NotPaid, paid_as: None };
    // Before the request is sent: its response may be lost, or arrive after the payment.
    let number = shop.add(order.clone());
    match shop.start_payment(&number, &order, peer.ip()).await {
        Ok(html) => page(StatusCode::OK, &format!(r#"{html}<p><a href="/orders/{number}">Order {number}</a>"#)),
        Err(error) => {
            eprintln!("order {number}: {error}");
            if error.may_have_taken_effect() {
                // Not failed: the page of the order queries it.
                return Redirect::to(&format!("/orders/{number}")).into_response();
            }
            page(StatusCode::BAD_GATEWAY, "The order was not created, and nothing was charged. Please try again.")
        }
    }
}

async fn show_order(State(shop): State<Arc<Shop>>, Path(number): Path<String>) -> Response {
    let find = || shop.orders().get(&number).cloned();
    if let Some(order) = find()
        && order.state == OrderState::NotPaid
        && let Err(error) = shop.query(&number, &order.method).await
    {
        eprintln!("query of order {number}: {error}");
    }
    let Some(order) = find() else { return page(StatusCode::NOT_FOUND, "There is no such order.") };
    page(StatusCode::OK, &format!("Order {number}, {} {}: {:?}", order.currency, order.amount, order.state))
}

/// Refunds a paid order in full.
async fn refund(State(shop): State<Arc<Shop>>, ConnectInfo(peer): Peer, Path(number): Path<String>) -> Response {
    // Before the request is sent, so that a second request refunds nothing.
    let Some(order) = shop.change(&number, OrderState::Paid, OrderState::RefundRequested) else {
        return page(StatusCode::CONFLICT, "Only a paid order can be refunded, and only once.");
    };
    if let Err(error) = shop.send_refund(&number, &order, peer.ip()).await {
        eprintln!("refund of order {number}: {error}");
        if !error.may_have_taken_effect() {
            shop.change(&number, OrderState::RefundRequested, OrderState::Paid);
        }
    }
    Redirect::to(&format!("/orders/{number}")).into_response()
}

async fn notified(State(shop): State<Arc<Shop>>, Path(family): Path<String>, parts: Parts, body: Bytes) -> Response {
    let incoming = NotificationRequest {
        method: parts.method.as_str(),
        query: parts.uri.query().unwrap_or_default(),
        content_type: parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        body: &body,
    };
    match if family == CARD { shop.on_card(incoming) } else { shop.on_wallet(incoming) } {
        Ok(text) => text.into_response(),
        Err(error) => {
            eprintln!("notification: {error}");
            // Not acknowledged: the gateway sends it again.
            (StatusCode::INTERNAL_SERVER_ERROR, "fail").into_response()
        }
    }
}

fn page(status: StatusCode, body: &str) -> Response {
    (status, Html(format!("<!doctype html><title>Tea</title>{body}"))).into_response()
}
