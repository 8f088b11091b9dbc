//! A checkout from order to refund, with a sandbox on a loopback port.
//!
//! ```sh
//! cargo run --example checkout
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::routing::any;
use iotpay_client::notification::ReceivedNotification;
use iotpay_client::{Credentials, NotificationRequest, card, general, request};
use iotpay_sandbox::{Gateway, Merchant};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use tokio::sync::mpsc;

const MCH_ID: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
const MERCHANT_KEY: &str = "made-up-key-for-the-example";

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match checkout().await {
        Ok(()) => {
            println!("\nAll steps succeeded.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("\nThis step failed: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn checkout() -> Result<(), Failure> {
    let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, MERCHANT_KEY)?).await?;
    let credentials =
        Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(MERCHANT_KEY).build()?;
    let orders_url = gateway.base_url("general").ok_or("the sandbox has no general family")?;
    println!("1. The sandbox listens on {orders_url}");
    let orders = general::Client::builder(credentials.clone()).base_url(orders_url).build()?;

    let mut shop = Shop::open(credentials.clone()).await?;
    println!("2. The shop receives notifications at {}", shop.notify_url);

    let order = request!(general::WxNative {
        mch_order_no: "tea-20260427-0001",
        subject: "Green tea",
        body: "First flush, 250 g",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url: &shop.notify_url,
        extra: Extra { product_id: "tea-250" },
        device: "WEB",
    })?;
    let placed = orders.send(&order).await?;
    println!("3. Order {} for CAD {} is placed as {}", order.mch_order_no, order.amount, placed.pay_order_id);
    println!("   The customer scans this code with WeChat:\n");
    println!("{}", QrCode::new(&placed.code_url)?.render::<Dense1x2>().quiet_zone(true).build());

    let delivery = gateway.pay(&placed.pay_order_id).await?;
    let paid = shop.paid.recv().await.ok_or("no notification arrived")?;
    check(paid.mch_order_no == order.mch_order_no.as_str(), "the notification is for another order")?;
    check(order.amount == paid.amount, "the notification has another amount")?;
    check(paid.status.outcome().is_paid(), "the notification does not report the order as paid")?;
    check(delivery.acknowledged, "the sandbox did not accept the acknowledgement")?;
    println!("4. The customer paid: a verified notification for {} cents arrived and was acknowledged", paid.amount);

    let found = orders.send(&general::QueryOrder::by_mch_order_no(order.mch_order_no.as_str())?).await?;
    check(
        found.status.outcome().is_paid() && order.amount == found.amount,
        "the query does not report the order as paid",
    )?;
    println!("5. A query confirms it: {:?}, {} cents", found.status, found.amount);

    let refund = request!(general::RefundOrder {
        mch_refund_no: "tea-20260427-0001-r1",
        refund_amount: 1000,
        client_ip: "203.0.113.7",
        pay_order_id: &placed.pay_order_id,
    })?;
    let refunded = orders.send(&refund).await?;
    let id = refunded.refund_order_id.as_deref().ok_or("the refund has no id")?;
    println!("6. CAD {} are refunded as {id}", refund.refund_amount);

    let cards_url = gateway.base_url("card").ok_or("the sandbox has no card family")?;
    let cards = card::Client::builder(credentials).base_url(cards_url).build()?;
    let purchase = request!(card::CcPurchase {
        mch_order_no: "tea-20260427-0002",
        amount: 1500,
        currency: Cad,
        channel: PfCc,
        notify_url: &shop.notify_url,
        return_url: "https://shop.example/thanks?order=2",
    })?;
    let begun = cards.send(&purchase).await?;
    check(begun.ret_data.secure_id.expose().len() == 64, "the secureId does not have 64 digits")?;
    println!("7. A card payment for CAD {} is created; the browser receives the secureId", purchase.amount);
    println!("   {}", begun.ret_data.secure_id.expose());
    Ok(())
}

fn check(is_ok: bool, message: &str) -> Result<(), Failure> {
    if is_ok { Ok(()) } else { Err(message.into()) }
}

/// The merchant's server, with a handler for notifications.
struct Shop {
    notify_url: String,
    paid: mpsc::UnboundedReceiver<general::OrderNotification>,
}

struct Desk {
    receiver: general::NotificationReceiver,
    book: mpsc::UnboundedSender<general::OrderNotification>,
}

impl Shop {
    async fn open(credentials: Credentials) -> Result<Self, Failure> {
        let (book, paid) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk { receiver: general::NotificationReceiver::new(credentials), book });
        let router = axum::Router::new().route("/iotpay", any(take_notification)).with_state(desk);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let notify_url = format!("http://{}/iotpay", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { notify_url, paid })
    }
}

async fn take_notification(
    State(desk): State<Arc<Desk>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let incoming = NotificationRequest {
        method: method.as_str(),
        query: uri.query().unwrap_or_default(),
        content_type: headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        body: &body,
    };
    match desk.receiver.receive::<general::OrderNotification>(incoming) {
        Ok(ReceivedNotification::Server(notification)) => match desk.book.send((*notification).clone()) {
            Ok(()) => (StatusCode::OK, notification.acknowledgement()),
            Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not booked, send again"),
        },
        // Verified, but its meaning for the money is unknown to this version: someone must check the order. Until
        // then, the gateway resends it.
        Ok(ReceivedNotification::Undetermined(notification)) => {
            eprintln!("   query the order {}: the meaning of its notification is unknown", notification.mch_order_no);
            (StatusCode::SERVICE_UNAVAILABLE, "unknown, send again")
        }
        Ok(ReceivedNotification::BrowserReturn(_)) => (StatusCode::OK, "Thank you! We are waiting for the payment."),
        Err(error) => {
            eprintln!("   {error}");
            (StatusCode::BAD_REQUEST, "fail")
        }
    }
}
