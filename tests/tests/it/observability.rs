//! Spans, metrics and hooks of operations and notifications.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::captured::captured_async;
use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{Map, signed, texts, to_json, to_query};
use crate::support::{KEY, MCH_ID, credentials, orders};
use iotpay_client::audit::{
    Audit, CheckedNotification, CompletedOperation, NotificationVerdict, OperationResult, ReceivedResponse, SentRequest,
};
use iotpay_client::protocol::{Protocol, RawRequest};
use iotpay_client::{Error, NotificationReceiver, NotificationRequest, card, general, request};
use serde_json::{Value, json};

/// The response to a query of `m1`.
fn paid() -> Vec<u8> {
    paid_signed_with(KEY)
}

pub fn paid_signed_with(key: &str) -> Vec<u8> {
    let fields = texts(&[
        ("retCode", "SUCCESS"),
        ("resCode", "SUCCESS"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("payOrderId", "P20160427210604000490"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("subject", "card 4242123456789000"),
    ]);
    to_json(&signed(fields, key)).into_bytes()
}

fn client(server: &Server) -> general::Client {
    general::Client::builder(credentials()).base_url(server.url()).build().unwrap()
}

/// Asserts that a text contains lines in this order.
#[track_caller]
fn assert_lines(text: &str, lines: &[&str]) {
    let mut all = text.lines();
    for line in lines {
        assert!(
            all.any(|it| it == *line),
            "{line} in\n{}",
            text.lines().filter(|it| !it.contains("hyper")).collect::<Vec<_>>().join("\n")
        );
    }
}

#[test]
fn a_query_has_one_span_with_all_attempts() {
    let mut url = String::new();
    let said = captured_async(async {
        let server = Server::start(|at| if at == 0 { Reply::status(503, "") } else { Reply::json(paid()) }).await;
        url = server.url();
        client(&server).send(&orders::query("m1")).await.unwrap();
    });
    let port = url.trim_end_matches("/v1/").rsplit(':').next().unwrap();
    assert_lines(
        &said,
        &[
            "span iotpay operation",
            "otel.name=\"query_order\"",
            "otel.kind=\"client\"",
            "iotpay.family=\"general\"",
            "iotpay.operation=\"query_order\"",
            "http.request.method=\"POST\"",
            &format!("url.full=\"{url}query_order\""),
            "iotpay.reference=\"m1\"",
            "server.address=\"127.0.0.1\"",
            &format!("server.port={port}"),
            "http.response.status_code=503",
            "error_type=\"503\"",
            "http.request.resend_count=1",
            "http.response.status_code=200",
            "iotpay.attempts=2",
            "iotpay.outcome=\"accepted\"",
            "iotpay.verification=\"verified\"",
        ],
    );
    assert_eq!(said.lines().filter(|line| *line == "span iotpay operation").count(), 1);
    assert!(!said.contains("error.type="), "{said}");
}

#[test]
fn metrics_count_attempts_retries_and_outcomes() {
    let said = captured_async(async {
        let server = Server::start(|at| if at == 0 { Reply::status(503, "") } else { Reply::json(paid()) }).await;
        client(&server).send(&orders::query("m1")).await.unwrap();
        let server = Server::always(Reply::status(500, "")).await;
        let unknown = client(&server).send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
        assert!(unknown.may_have_taken_effect());
    });
    let metrics: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("metric Key(")).collect();
    let with = |parts: &[&str]| metrics.iter().filter(|metric| parts.iter().all(|part| metric.contains(part))).count();
    let query = "iotpay.operation = query_order";
    assert_eq!(
        with(&["http.client.request.duration", query, "status_code = 503", "error.type = 503"]),
        1,
        "{metrics:#?}"
    );
    assert_eq!(with(&["http.client.request.duration", query, "status_code = 200", "server.address = 127.0.0.1"]), 1);
    assert_eq!(with(&["iotpay.client.retries", query, "error.type = 503"]), 1);
    let accepted = "iotpay.outcome = accepted";
    assert_eq!(with(&["iotpay.client.operations", query, accepted, "iotpay.verification = verified"]), 1);
    let created = "iotpay.operation = create_order";
    let unknown = ["iotpay.outcome = outcome_unknown", "error.type = 500", "iotpay.channel = WX_NATIVE"];
    assert_eq!(with(&[&["iotpay.client.operations", created], &unknown[..]].concat()), 1, "{metrics:#?}");
    assert_eq!(with(&["iotpay.client.operation.duration"]), 2);
    assert!(!metrics.iter().any(|metric| metric.contains("m1") || metric.contains("P2016")), "{metrics:#?}");
}

/// Keeps what it sees, as text.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Audit for Log {
    fn request(&self, request: &SentRequest<'_>) {
        let reference = request.reference.map(|reference| reference.value.as_str()).unwrap_or_default();
        self.push(format!("{} {} {reference} {}", request.attempt, request.endpoint.name, request.body));
    }

    fn response(&self, response: &ReceivedResponse<'_>) {
        assert!(response.duration < Duration::from_secs(60));
        self.push(format!(
            "{} {:?} {} {}",
            response.attempt,
            response.status,
            response.body.unwrap_or("no body"),
            response.error.map_or_else(|| "accepted".to_owned(), |error| format!("{error:?}")[..14].to_owned())
        ));
    }

    fn operation(&self, operation: &CompletedOperation<'_>) {
        self.push(format!("{} {} after {}", operation.endpoint.name, operation.outcome(), operation.attempts));
    }

    fn notification(&self, notification: &CheckedNotification<'_>) {
        self.push(format!("{} {} {}", notification.kind, notification.verdict, notification.body));
    }
}

/// The JSON after the first words of a line.
fn body(line: &str) -> Value {
    let text = &line[line.find('{').unwrap()..=line.rfind('}').unwrap()];
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn hooks_see_each_attempt_with_redacted_bodies() {
    let log = Arc::new(Log::default());
    let server = Server::start(|at| if at == 0 { Reply::status(503, "busy") } else { Reply::json(paid()) }).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).audit(log.clone()).build().unwrap();
    client.send(&orders::query("m1")).await.unwrap();
    let lines = log.take();
    assert_eq!(lines.len(), 5, "{lines:#?}");
    assert!(lines[0].starts_with("1 query_order m1 {") && lines[2].starts_with("2 query_order m1 {"), "{lines:#?}");
    assert_eq!(body(&lines[0]), json!({"mchId": MCH_ID, "mchOrderNo": "m1", "sign": "[secret]"}));
    assert_eq!(lines[1], "1 Some(503) busy OutcomeUnknown");
    let response = body(&lines[3]);
    assert_eq!(response["payOrderId"], "P20160427210604000490");
    assert_eq!((&response["sign"], &response["subject"]), (&json!("[secret]"), &json!("card …9000")));
    assert!(lines[3].ends_with(" accepted"), "{lines:#?}");
    assert_eq!(lines[4], "query_order accepted after 2");
}

#[tokio::test]
async fn hooks_do_not_see_card_data() {
    let log = Arc::new(Log::default());
    let reply = json!({
        "retCode": "SUCCESS",
        "retMsg": "for 4242123456789000 and 7861",
        "retData": {"cvv": "786", "expiryDate": "0735", "cardNum": "4242123456789000", "payOrderId": "C4242123456789000"},
    });
    let server = Server::always(Reply::json(reply.to_string())).await;
    let client = card::Client::builder(credentials()).base_url(server.url()).audit(log.clone()).build().unwrap();
    let purchase = request!(card::CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m1",
        amount: 2865,
        card_num: "4242123456789000",
        expiry_date: "0735",
        holder: "Jack",
        cvv: "7861",
    })
    .unwrap();
    let _ = client.send(&purchase).await;
    let lines = log.take();
    let sent = body(&lines[0]);
    for name in ["cardNum", "expiryDate", "holder", "cvv", "sign"] {
        assert_eq!(sent[name], "[secret]", "{name}");
    }
    assert_eq!((&sent["amount"], &sent["mchOrderNo"]), (&json!(2865), &json!("m1")));
    let received = body(&lines[1]);
    assert_eq!(received["retMsg"], "for [secret] and [secret]");
    for name in ["cvv", "expiryDate", "cardNum"] {
        assert_eq!(received["retData"][name], "[secret]", "{name}");
    }
    // An id that contains the card number is not an id.
    assert_eq!(received["retData"]["payOrderId"], "C[secret]");
}

#[tokio::test]
async fn undocumented_responses_are_shown_without_values() {
    let log = Arc::new(Log::default());
    let server =
        Server::always(Reply::json(r#"{"retCode":"FAIL","retMsg":"no","token":"secret","n":{"a":[12345]}}"#)).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).audit(log.clone()).build().unwrap();
    let raw = RawRequest::new("made_up").text("mchId", MCH_ID);
    let _ = client.send_raw(&raw).await;
    let received = body(&log.take()[1]);
    assert_eq!(received, json!({"retCode": "FAIL", "retMsg": "no", "token": "[6 bytes]", "n": {"a": ["[5 bytes]"]}}));
}

#[tokio::test]
async fn hooks_see_requests_that_are_invalid_unreachable_or_canceled() {
    let log = Arc::new(Log::default());
    let client =
        |url: String| general::Client::builder(credentials()).base_url(url).audit(log.clone()).build().unwrap();
    let invalid = RawRequest::new("made_up").text("mchId", "");
    assert!(matches!(client("http://127.0.0.1:1/".to_owned()).send_raw(&invalid).await, Err(Error::Invalid(_))));
    assert_eq!(log.take(), ["made_up invalid after 0"]);

    let refused = client(closed_url().await);
    let unreachable = refused.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await;
    assert!(matches!(unreachable, Err(Error::Unreachable(_))));
    let lines = log.take();
    assert_eq!(lines[1..], ["1 None no body Unreachable(Un", "create_order unreachable after 1"]);

    let server = Server::always(Reply::Late(Duration::from_secs(600), Vec::new())).await;
    let client = client(server.url());
    let query = orders::query("m1");
    let query = client.send(&query);
    assert!(tokio::time::timeout(Duration::from_millis(300), query).await.is_err());
    let lines = log.take();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert_eq!(lines[1], "query_order canceled after 1");
}

#[test]
fn hooks_see_the_exchanges_of_other_transports() {
    let log = Arc::new(Log::default());
    let protocol = Protocol::<general::General>::new(credentials()).with_audit(log.clone());
    let query = orders::query("m2");
    let exchange = protocol.prepare(&query).unwrap();
    // A verified response about another order.
    assert!(exchange.judge(200, &paid()).is_err());
    drop(exchange);
    let lines = log.take();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[1].ends_with(" accepted"), "{lines:#?}");
    assert_eq!(lines[2], "query_order outcome_unknown after 1");
    // A prepared request that is not sent is no operation.
    drop(protocol.prepare(&query).unwrap());
    assert!(log.take().is_empty());
}

pub fn notification() -> Map {
    texts(&[
        ("payOrderId", "P20160427210604000490"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("backType", "2"),
        ("channelId", "WX_NATIVE"),
        ("param1", "4242 1234 5678 9000"),
    ])
}

#[test]
fn a_notification_has_a_span_a_verdict_and_metrics() {
    let log = Arc::new(Log::default());
    let receiver = NotificationReceiver::<general::General>::new(credentials()).audit(log.clone());
    let receive = |query: &str, method: &str| {
        let incoming = NotificationRequest { method, query, content_type: None, body: b"" };
        receiver.receive::<general::OrderNotification>(incoming).is_ok()
    };
    let genuine = to_query(&signed(notification(), KEY));
    let forged = to_query(&signed(notification(), "another-made-up-key"));
    let said = captured_async(async {
        assert!(receive(&genuine, "POST"));
        assert!(!receive(&forged, "POST"));
        assert!(!receive(&genuine, "GET"));
        assert!(!receive("a=%FF", "POST"));
    });
    assert_lines(
        &said,
        &[
            "span iotpay notification",
            "otel.kind=\"server\"",
            "iotpay.notification=\"OrderNotification\"",
            "iotpay.outcome=\"server\"",
            "iotpay.verification=\"verified\"",
            "iotpay.reference=\"m1\"",
            "span iotpay notification",
            "iotpay.outcome=\"signature_mismatch\"",
            "iotpay.verification=\"mismatch\"",
            "error.type=\"signature_mismatch\"",
            "span iotpay notification",
            "iotpay.outcome=\"not_post\"",
            "span iotpay notification",
            "iotpay.outcome=\"decode\"",
        ],
    );
    for verdict in ["server", "signature_mismatch", "not_post", "decode"] {
        let outcome = format!("iotpay.outcome = {verdict}");
        let is_counted = |line: &str| line.contains("Key(iotpay.notifications,") && line.contains(&outcome);
        assert_eq!(said.lines().filter(|line| is_counted(line)).count(), 1, "{verdict}: {said}");
    }
    let lines = log.take();
    assert!(
        lines[0].starts_with("OrderNotification server {") && lines[1].contains(" signature_mismatch {"),
        "{lines:?}"
    );
    let shown = body(&lines[0]);
    assert_eq!((&shown["payOrderId"], &shown["mchOrderNo"]), (&json!("P20160427210604000490"), &json!("m1")));
    assert_eq!((&shown["param1"], &shown["sign"]), (&json!("…"), &json!("[secret]")));
}

#[tokio::test]
async fn a_query_that_is_dropped_in_a_pause_is_canceled() {
    let log = Arc::new(Log::default());
    let server = Server::always(Reply::Http(503, "Retry-After: 9\r\n".to_owned(), Vec::new())).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).audit(log.clone()).build().unwrap();
    let query = orders::query("m1");
    let query = client.send(&query);
    assert!(tokio::time::timeout(Duration::from_millis(500), query).await.is_err());
    let lines = log.take();
    assert_eq!(lines.last().unwrap(), "query_order canceled after 1", "{lines:#?}");
}

#[test]
fn verdicts_and_results_are_words() {
    assert_eq!(NotificationVerdict::WrongKind.to_string(), "wrong_kind");
    assert_eq!(OperationResult::Canceled.as_str(), "canceled");
}
