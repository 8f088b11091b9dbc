//! The routes for axum and actix-web behave in the same way.

use std::sync::Arc;

use iotpay_client::general::{self, OrderNotification};
use iotpay_client::inbox::{IncomingNotification, MemoryInbox, Processor, Reply};
use iotpay_client::journal::{Intent, Journal as _, JournalKey, MemoryJournal};
use iotpay_client::test_util::TestNotification;
use iotpay_client::{Cents, Credentials};

use super::{Books, ShopProcessor, paid, receiver};
use crate::support::{MCH_ID, credentials};

/// Returns a processor whose journal knows the orders.
async fn processor(references: &[&str]) -> (Arc<ShopProcessor>, Arc<Books>) {
    let (journal, books) = (Arc::new(MemoryJournal::new()), Arc::<Books>::default());
    for reference in references {
        let now = std::time::SystemTime::now();
        let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", *reference);
        journal.begin(&Intent::new(key, "create_order", now, now).with_amount(Cents::new(5).unwrap())).await.unwrap();
    }
    let inbox = Arc::new(MemoryInbox::new());
    (Arc::new(Processor::with_journal(inbox, journal, books.clone())), books)
}

fn notification(reference: &str) -> TestNotification<OrderNotification> {
    TestNotification::new()
        .field("payOrderId", "P1")
        .field("mchOrderNo", reference)
        .field("currency", "CAD")
        .field("amount", "5")
        .field("status", "2")
}

/// Sends requests to a shop, and compares the responses.
async fn check(url: &str, books: &Books) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let as_form = notification("m1").signed(&credentials());
    let in_query = notification("m2").signed(&credentials()).in_query();
    let browser = notification("m3").browser_return().signed(&credentials()).in_query();
    let other_key = Credentials::builder().mch_id(MCH_ID).merchant_key("another").build().unwrap();
    let forged = notification("m1").signed(&other_key);
    let post = |query: &str, content_type: &str, body: String| {
        http.post(format!("{url}?{query}")).header("content-type", content_type).body(body)
    };
    let form = "application/x-www-form-urlencoded";
    for (request, status, text) in [
        (post("", as_form.content_type, as_form.body.clone()), 200, "success"),
        (post(&in_query.query, in_query.content_type, String::new()), 200, "success"),
        (post("", as_form.content_type, as_form.body.clone()), 200, "success"),
        (http.get(format!("{url}?{}", browser.query)), 200, "Thank you. You can close this page."),
        (post("", forged.content_type, forged.body.clone()), 400, "fail"),
        (post("", form, String::new()), 400, "fail"),
        (post("", form, "x".repeat(64 * 1024 + 1)), 413, "fail"),
        (http.get(url), 400, "fail"),
    ] {
        let response = request.send().await.unwrap();
        let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(response.status().as_u16(), status, "{url}");
        assert!(content_type.eq_ignore_ascii_case("text/plain; charset=utf-8"), "{content_type}");
        assert_eq!(response.text().await.unwrap(), text);
    }
    assert_eq!(books.booked(), paid(&["m1", "m2"]));
}

#[tokio::test]
async fn axum_route() {
    let (processor, books) = processor(&["m1", "m2"]).await;
    let route = processor.axum_route::<OrderNotification, _>(receiver());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/iotpay", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        axum::serve(listener, axum::Router::new().route("/iotpay", route)).await.unwrap();
    });
    check(&url, &books).await;
    server.abort();
}

/// A handler of the shop's own, with the extractor.
async fn own_axum_handler(
    axum::extract::State(shop): axum::extract::State<Arc<ShopProcessor>>,
    incoming: IncomingNotification,
) -> Reply {
    shop.receive::<general::OrderNotification>(&receiver(), incoming.request()).await.reply
}

#[tokio::test]
async fn axum_extractor() {
    let (processor, books) = processor(&["m1", "m2"]).await;
    let router = axum::Router::new().route("/iotpay", axum::routing::any(own_axum_handler)).with_state(processor);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/iotpay", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    check(&url, &books).await;
    server.abort();
}

#[tokio::test]
async fn actix_route() {
    let (processor, books) = processor(&["m1", "m2"]).await;
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/iotpay", listener.local_addr().unwrap());
    let app = move || {
        let route = processor.actix_route::<OrderNotification>(receiver());
        actix_web::App::new().route("/iotpay", route)
    };
    let server = actix_web::HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
    let handle = server.handle();
    let running = std::thread::spawn(move || actix_web::rt::System::new().block_on(server));
    check(&url, &books).await;
    handle.stop(true).await;
    running.join().unwrap().unwrap();
}
