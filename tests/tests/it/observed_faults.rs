//! Hooks, recorders and subscribers do not affect operations, and what they see is redacted and complete.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::captured::captured_async;
use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, signed, texts, to_json, to_query};
use crate::support::{KEY, MCH_ID, credentials, orders};
use iotpay_client::audit::{Audit, SentRequest};
use iotpay_client::client::RetryBudget;
use iotpay_client::protocol::RawRequest;
use iotpay_client::{Error, NotificationReceiver, NotificationRequest, general};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use serde_json::{Value, json};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};

fn paid() -> Map {
    texts(&[
        ("retCode", "SUCCESS"),
        ("resCode", "SUCCESS"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("payOrderId", "P1"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("subject", "s"),
    ])
}

/// A recorder, and a subscriber for the client, that always panic.
struct Panicking;

impl Recorder for Panicking {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        panic!("made up")
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        panic!("made up")
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        panic!("made up")
    }
}

impl Subscriber for Panicking {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "iotpay_client"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {
        panic!("made up")
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        panic!("made up")
    }

    fn enter(&self, _: &Id) {
        panic!("made up")
    }

    fn exit(&self, _: &Id) {
        panic!("made up")
    }

    fn try_close(&self, _: Id) -> bool {
        panic!("made up")
    }
}

/// Sends a query and a payment, and receives a notification. Each of them succeeds, or is answered.
fn nothing_is_lost() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start(|at| match at {
            0 => Reply::status(503, ""),
            1 => Reply::json(to_json(&signed(paid(), KEY))),
            _ => Reply::json(r#"{"retCode":"FAIL","retMsg":"no"}"#),
        })
        .await;
        let client = general::Client::builder(credentials()).base_url(server.url()).build().unwrap();
        assert!(client.send(&orders::query("m1")).await.unwrap().status.outcome().is_paid());
        let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
        let invalid = RawRequest::new("made_up").text("mchId", "");
        assert!(matches!(client.send_raw(&invalid).await, Err(Error::Invalid(_))));
    });
    let fields = texts(&[
        ("payOrderId", "P1"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("backType", "2"),
    ]);
    let query = to_query(&signed(fields, KEY));
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    let receiver = NotificationReceiver::<general::General>::new(credentials());
    assert!(receiver.receive::<general::OrderNotification>(incoming).is_ok());
}

#[test]
fn a_recorder_that_panics_does_not_lose_a_response() {
    metrics::with_local_recorder(&Panicking, nothing_is_lost);
}

#[test]
fn a_subscriber_that_panics_does_not_lose_a_response() {
    tracing::subscriber::with_default(Panicking, nothing_is_lost);
}

#[test]
fn both_may_panic() {
    metrics::with_local_recorder(&Panicking, || tracing::subscriber::with_default(Panicking, nothing_is_lost));
}

#[test]
fn retries_that_are_not_made_are_reported() {
    let said = captured_async(async {
        let server = Server::always(Reply::Http(503, "Retry-After: 60\r\n".to_owned(), Vec::new())).await;
        let builder = || general::Client::builder(credentials()).base_url(server.url());
        let without_budget = builder().retry_budget(RetryBudget::no_retries()).timeout(Duration::from_secs(600));
        without_budget.build().unwrap().send(&orders::query("m1")).await.unwrap_err();
        builder().timeout(Duration::from_secs(9)).build().unwrap().send(&orders::query("m1")).await.unwrap_err();
    });
    let count = |part: &str| said.lines().filter(|line| line.contains(part)).count();
    assert_eq!(count("metric Key(iotpay.client.retry_budget_exhausted"), 1, "{said}");
    assert_eq!(count("message=the budget for retries is exhausted"), 1, "{said}");
    assert_eq!(count("message=no time is left for a retry"), 1, "{said}");
}

/// Keeps the bodies of requests.
#[derive(Default)]
struct Bodies(Mutex<Vec<Value>>);

impl Audit for Bodies {
    fn request(&self, request: &SentRequest<'_>) {
        self.0.lock().unwrap().push(serde_json::from_str(request.body).unwrap());
    }
}

#[tokio::test]
async fn hooks_do_not_see_card_numbers_in_the_texts_of_requests() {
    let bodies = Arc::new(Bodies::default());
    let server = Server::always(Reply::json(r#"{"retCode":"FAIL","retMsg":"no"}"#)).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).audit(bodies.clone()).build().unwrap();
    let reference = "42421234567890001234";
    let subject = "card 4242123456789000";
    let order = orders::wx_native_about(reference, subject, "4242 1234 5678 9000", orders::NOTIFY_URL);
    client.send(&order).await.unwrap_err();
    let raw = RawRequest::new("made_up")
        .mch_id("mchId")
        .text("cardNum", "4242123456789000")
        .integer("number", 4_242_123_456_789_000)
        .text("orderNo", reference)
        .reference("orderNo");
    client.send_raw(&raw).await.unwrap_err();
    let [typed, untyped] = &bodies.0.lock().unwrap()[..] else { panic!() };
    // An order number may be as long as a card number.
    assert_eq!((&typed["mchOrderNo"], &typed["mchId"]), (&json!(reference), &json!(MCH_ID)));
    assert_eq!((&typed["subject"], &typed["body"]), (&json!("card …9000"), &json!("…")));
    assert_eq!(typed["amount"], 2865);
    let hidden = "[16 bytes]";
    let expected = json!({
        "mchId": MCH_ID, "cardNum": hidden, "number": hidden, "orderNo": reference, "sign": "[secret]",
    });
    assert_eq!(*untyped, expected);
}
