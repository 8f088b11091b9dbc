//! A shop that sells tea: wallets by QR code, cards in an embedded form, notifications and refunds.
//!
//! ```sh
//! export IOTPAY_MCH_ID=… IOTPAY_LOGIN_NAME=… IOTPAY_KEY_FILE=… SHOP_TOKEN=… SHOP_URL=https://shop.example
//! SHOP_ADDRESS=0.0.0.0:8080 SHOP_DATABASE=shop.db cargo run --example shop
//! ```
//! Orders, journal and inbox are in one SQLite file, so each payment is booked once, even if the shop crashes.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use iotpay_client::embedded::{EmbeddedForm, FormMode};
use iotpay_client::inbox::{Alarm, Event, HandlerError, JournalWithInbox, Processor};
use iotpay_client::journal::{Journal, Settlement};
use iotpay_client::value::{HttpUrl, ValueError};
use iotpay_client::{Client, Error, Merchant, card, general, prelude::*};
use iotpay_client::{merchant::MerchantBuilder, spec::Family};
use iotpay_store::{SqliteStore, sqlx, sqlx::Sqlite, sqlx::Transaction};
use qrcode::{QrCode, render::svg};

type Result<T, E = HandlerError> = std::result::Result<T, E>;
/// Behind a proxy, this is the address of the proxy: use `TrustedProxies`.
type Peer = ConnectInfo<SocketAddr>;
type Fields = Form<BTreeMap<String, String>>;
type Shared = State<Arc<Shop>>;
type Page = (StatusCode, Html<String>);

#[tokio::main]
async fn main() -> Result<()> {
    let setting = |name: &str| std::env::var(name).map_err(|_| format!("set the environment variable {name}"));
    let store = SqliteStore::open(setting("SHOP_DATABASE")?).await?;
    let listener = tokio::net::TcpListener::bind(setting("SHOP_ADDRESS")?).await?;
    let shop = Shop::new(Merchant::builder().env(), store, &setting("SHOP_URL")?, &setting("SHOP_TOKEN")?).await?;
    shop.serve(listener, Duration::from_secs(30)).await
}

const CARD: &str = "card";
/// In cents.
const PRICE: i64 = 2865;
/// `state` is `unpaid`, `paid`, `refunding` or `refunded`. If an order stays in `refunding`, ask IOTPay.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS orders (number TEXT PRIMARY KEY, method TEXT NOT NULL, \
    amount INTEGER NOT NULL, state TEXT NOT NULL, refund INTEGER NOT NULL)";
const ORDER: &str = "SELECT method, amount, state, refund FROM orders WHERE number = $1";
const MOVE: &str =
    "UPDATE orders SET state = $3, refund = refund + ($3 = 'refunding') WHERE number = $1 AND state = $2";

/// The method, the amount, the state, and the number of the last refund.
type Order = (String, i64, String, i64);

/// The shop. Its orders are in the file of the store.
pub struct Shop {
    merchant: Merchant,
    wallets: general::Client,
    cards: card::Client,
    store: SqliteStore,
    url: String,
    token: String,
}

impl Shop {
    /// IOTPay and the customers reach the shop under the URL.
    pub async fn new(merchant: MerchantBuilder, store: SqliteStore, url: &str, token: &str) -> Result<Arc<Self>> {
        sqlx::query(TABLE).execute(store.pool()).await?;
        let journal = JournalWithInbox::new(store.clone(), store.clone()).alarms(Arc::new(alarm));
        let journal: Arc<dyn Journal> = Arc::new(journal);
        let merchant = merchant.journal(journal).build()?;
        let (wallets, cards) = (merchant.client()?, merchant.client()?);
        let url = HttpUrl::<150>::new(url.trim_end_matches('/'))?.to_string();
        Ok(Arc::new(Self { merchant, wallets, cards, store, url, token: token.to_owned() }))
    }

    /// Serves the shop until the server fails, and sweeps at the start and at the interval.
    pub async fn serve(self: Arc<Self>, listener: tokio::net::TcpListener, interval: Duration) -> Result<()> {
        let processor = Processor::with_journal(self.store.clone(), Arc::new(self.store.clone()), book);
        let processor = Arc::new(processor.alarms(Arc::new(alarm)));
        let router = axum::Router::new()
            .route("/", get(start_page))
            .route("/orders", post(order))
            .route("/orders/{number}", get(show_order))
            .route("/orders/{number}/refund", post(refund))
            .with_state(self.clone())
            .route("/iotpay/wallet", processor.axum_route::<general::OrderNotification, _>(self.merchant.receiver()))
            .route("/iotpay/card", processor.axum_route::<card::CardNotification, _>(self.merchant.receiver()));
        tokio::spawn(async move { processor.run(Duration::from_millis(500)).await });
        tokio::spawn(async move {
            loop {
                tokio::join!(sweep(&self.wallets), sweep(&self.cards));
                tokio::time::sleep(interval).await;
            }
        });
        Ok(axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?)
    }

    async fn order(&self, number: &str) -> Result<Option<Order>, sqlx::Error> {
        sqlx::query_as(ORDER).bind(number).fetch_optional(self.store.pool()).await
    }

    /// Changes the state of an order and returns `true`, or `false` if it is in none of the states `from`.
    async fn change(&self, number: &str, from: &str, to: &str) -> Result<bool, sqlx::Error> {
        let change = sqlx::query(MOVE).bind(number).bind(from).bind(to);
        Ok(change.execute(self.store.pool()).await?.rows_affected() == 1)
    }

    /// Creates the order at IOTPay and returns what the customer needs to pay: a QR code or the card form.
    async fn create(&self, mch_order_no: &str, method: &str, client_ip: IpAddr) -> Result<String, Error> {
        if method == CARD {
            let request = request!(card::CcPurchase {
                mch_order_no,
                amount: PRICE,
                currency: Cad,
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
            amount: PRICE,
            currency: Cad,
            subject: "Green tea",
            body: "First flush, 250 g",
            client_ip,
            notify_url: format!("{}/iotpay/wallet", self.url),
            extra: Extra { product_id: "tea-250" },
        })?;
        let picture = QrCode::new(self.wallets.send(&request).await?.qr_code());
        Ok(picture.map_or_else(|error| format!("No QR code: {error}"), |it| it.render::<svg::Color>().build()))
    }

    /// Refunds an order in full. A card payment that is not settled yet needs a `CcVoid` instead.
    async fn send_refund(&self, number: &str, order: &Order, client_ip: IpAddr) -> Result<RefundOutcome, Error> {
        let (method, amount, _, refund) = order;
        let (mch_refund_no, refund_amount) = (format!("{number}-r{refund}"), *amount);
        if method == CARD {
            let found = self.cards.send(&card::CcQuery::by_mch_order_no(number)?).await?;
            let pay_order_id = found.ret_data.order_id().ok_or(ValueError::Empty)?;
            let refund = request!(card::CcRefund { mch_refund_no, refund_amount, pay_order_id })?;
            return Ok(self.cards.send(&refund).await?.ret_data.status.outcome());
        }
        let found = self.wallets.send(&general::QueryOrder::by_mch_order_no(number)?).await?.into_inner();
        let pay_order_id = found.pay_order_id.ok_or(ValueError::Empty)?;
        let refund = request!(general::RefundOrder { mch_refund_no, refund_amount, client_ip, pay_order_id })?;
        // The response has no status: an accepted refund counts as done.
        self.wallets.send(&refund).await.map(|_| RefundOutcome::Refunded)
    }
}

/// Books a final outcome. It runs once for each, in the transaction that also marks it as handled.
async fn book(event: &Event, transaction: &mut Transaction<'static, Sqlite>) -> Result<()> {
    let order = event.key.reference.split("-r").next();
    let (from, to) = match event.key.outcome.settlement() {
        Some(Settlement::Paid) => ("unpaid", "paid"),
        Some(Settlement::Refunded) => ("refunding", "refunded"),
        Some(Settlement::RefundFailed) => ("refunding", "paid"),
        // The customer can still pay the order in another way.
        _ => return Ok(()),
    };
    sqlx::query(MOVE).bind(order).bind(from).bind(to).execute(&mut **transaction).await?;
    Ok(())
}

/// In your own shop, page the staff: see `docs/production.md`.
fn alarm(alarm: &Alarm) {
    eprintln!("ALARM: {alarm}");
}

/// Finds out what happened to each request of a family whose outcome is not final.
async fn sweep<F: Family>(client: &Client<F>) {
    let swept = client.sweep().await.inspect_err(|error| eprintln!("sweep: {error}"));
    for entry in swept.iter().flat_map(|report| &report.mismatched) {
        eprintln!("ALARM: {} has another amount", entry.entry.intent.key);
    }
}

async fn start_page(State(shop): Shared) -> Result<Page, Page> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM orders WHERE state <> 'unpaid'");
    let sold: i64 = count.fetch_one(shop.store.pool()).await.map_err(failed)?;
    Ok(page(StatusCode::OK, &format!("<h1>Green tea</h1><p>{sold} packages sold{ORDER_FORM}")))
}

const ORDER_FORM: &str = r#"<form method="post" action="/orders"><select name="method">
<option value="WX_NATIVE">WeChat Pay</option><option value="ALIPAY_QR">Alipay</option>
<option value="UPI_QR">UnionPay</option><option value="card">Card</option></select><button>Buy</button></form>"#;

async fn order(State(shop): Shared, ConnectInfo(peer): Peer, Form(mut form): Fields) -> Result<Response, Page> {
    // An unknown method is not a channel, so that the request is invalid.
    let method = form.remove("method").unwrap_or_default();
    let number = format!("tea-{:016x}", getrandom::u64().map_err(failed)?);
    // Before the request is sent: its response may be lost, or arrive after the payment.
    let row = sqlx::query("INSERT INTO orders VALUES ($1, $2, $3, 'unpaid', 0)").bind(&number).bind(&method);
    row.bind(PRICE).execute(shop.store.pool()).await.map_err(failed)?;
    match shop.create(&number, &method, peer.ip()).await.inspect_err(|error| eprintln!("order {number}: {error}")) {
        Ok(html) => Ok(Html(format!(r#"{html}<p><a href="/orders/{number}">Order {number}</a>"#)).into_response()),
        // Not failed: the order may exist, so a sweep asks for it.
        Err(error) if error.may_have_taken_effect() => Ok(Redirect::to(&format!("/orders/{number}")).into_response()),
        Err(_) => Err(page(StatusCode::BAD_GATEWAY, "Nothing was ordered or charged. Please try again.")),
    }
}

async fn show_order(State(shop): Shared, Path(number): Path<String>) -> Result<Page, Page> {
    let order = shop.order(&number).await.map_err(failed)?;
    let Some((_, amount, state, _)) = order else { return Err(page(StatusCode::NOT_FOUND, "No such order.")) };
    Ok(page(StatusCode::OK, &format!("Order {number}, CAD {}.{:02}: {state}", amount / 100, amount % 100)))
}

/// Refunds a paid order in full.
async fn refund(state: Shared, peer: Peer, Path(number): Path<String>, Form(form): Fields) -> Result<Redirect, Page> {
    let (State(shop), ConnectInfo(peer)) = (state, peer);
    if form.get("token") != Some(&shop.token) {
        return Err(page(StatusCode::FORBIDDEN, "Only the staff of the shop can refund an order."));
    }
    let to = Redirect::to(&format!("/orders/{number}"));
    // Before the request is sent, so that a second request refunds nothing.
    if !shop.change(&number, "paid", "refunding").await.map_err(failed)? {
        return Err(page(StatusCode::CONFLICT, "The order cannot be refunded."));
    }
    let Some(order) = shop.order(&number).await.map_err(failed)? else { return Ok(to) };
    // A task, so that the outcome is booked even if the browser disconnects.
    let task = tokio::spawn(async move {
        let state = match shop.send_refund(&number, &order, peer.ip()).await {
            Ok(RefundOutcome::Refunded) => "refunded",
            Ok(RefundOutcome::Failed) => "paid",
            Err(error) if !error.may_have_taken_effect() => "paid",
            // A sweep asks for the refund, if IOTPay has a query for it.
            _ => return Ok(true),
        };
        shop.change(&number, "refunding", state).await
    });
    task.await.map_err(failed)?.map(|_| to).map_err(failed)
}

fn page(status: StatusCode, body: &str) -> Page {
    (status, Html(format!("<!doctype html><title>Tea</title>{body}")))
}

fn failed(error: impl std::fmt::Display) -> Page {
    eprintln!("error: {error}");
    page(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong. Your order is not lost.")
}
