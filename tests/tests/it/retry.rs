//! Queries are retried within their time limit; requests that move money are sent once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::dns::{Name, Resolve, Resolving};

use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{Map, map, signed, to_json};
use crate::support::{KEY, card_client, credentials, general_client, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::{Error, Request, general};

fn flat_order() -> Map {
    map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("mchId", crate::support::MCH_ID.into()),
        ("mchOrderNo", "m1".into()),
        ("channelId", "WX_NATIVE".into()),
        ("currency", "CAD".into()),
        ("amount", 2865.into()),
        ("subject", "s".into()),
        ("body", "b".into()),
        ("status", 0.into()),
    ])
}

fn response() -> Reply {
    Reply::json(to_json(&signed(flat_order(), KEY)))
}

/// Faults with an unknown outcome.
fn faults() -> Vec<Reply> {
    vec![
        Reply::status(500, ""),
        Reply::status(503, "busy"),
        Reply::status(404, "no"),
        Reply::status(302, ""),
        Reply::json(""),
        Reply::json("<html>"),
        Reply::Bytes(Vec::new()),
        Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec()),
        Reply::Reset,
        Reply::ResetUnread,
        Reply::Late(Duration::from_secs(20), Vec::new()),
    ]
}

#[tokio::test]
async fn retries_query_after_a_transient_fault() {
    for fault in [Reply::status(500, ""), Reply::Reset, Reply::Bytes(Vec::new()), Reply::json("<html>")] {
        let server = Server::start(move |at| if at == 0 { fault.clone() } else { response() }).await;
        let found = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap();
        assert_eq!((found.amount.get(), &found.status), (2865, &general::OrderStatus::Created));
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].body, requests[1].body, "a retry sends the same body");
    }
}

#[tokio::test]
async fn stops_after_three_attempts() {
    let server = Server::always(Reply::status(500, "")).await;
    let error = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(500)));
    assert!(unknown.to_string().ends_with("send the query again"));
    assert_eq!(server.requests().len(), 3);
}

/// A resolver that finds no address, and counts the lookups.
struct Unknown(AtomicUsize);

impl Resolve for Unknown {
    fn resolve(&self, _: Name) -> Resolving {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Err("no such host".into()) })
    }
}

#[tokio::test]
async fn retries_query_if_the_gateway_is_unreachable() {
    async fn attempts<R: Request<Family = general::General>>(request: R) -> usize {
        let resolver = Arc::new(Unknown(AtomicUsize::new(0)));
        let builder = general::Client::builder(credentials()).base_url("https://gateway.test/v1/");
        let builder = builder.http_client_builder(|http| http.no_proxy().dns_resolver(Arc::clone(&resolver)));
        let Err(error) = builder.build().unwrap().send(&request).await else { panic!("a response") };
        assert!(matches!(error, Error::Unreachable(_)) && !error.may_have_taken_effect(), "{error:?}");
        resolver.0.load(Ordering::SeqCst)
    }
    assert_eq!(attempts(orders::query("m1")).await, 3);
    assert_eq!(attempts(orders::refund("r1", "P1", 1)).await, 1);
}

#[tokio::test]
async fn does_not_retry_query_after_a_response() {
    let rejection = Reply::json(r#"{"retCode":"FAIL","retMsg":"no"}"#);
    let forged = Reply::json(to_json(&signed(flat_order(), "another-made-up-key")));
    for reply in [rejection, forged] {
        let server = Server::always(reply).await;
        let error = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_) | Error::SignatureMismatch(_)));
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn stops_retrying_at_the_time_limit() {
    for (fault, most) in [(Reply::status(500, ""), 2), (Reply::Late(Duration::from_secs(20), Vec::new()), 1)] {
        let server = Server::always(fault).await;
        let timeout = Duration::from_millis(500);
        let client = general::Client::builder(credentials()).base_url(server.url()).timeout(timeout).build().unwrap();
        let began = Instant::now();
        let error = client.send(&orders::query("m1")).await.unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert!(matches!(error, Error::OutcomeUnknown(_)));
        assert!((1..=most).contains(&server.connections()));
    }
    let began = Instant::now();
    let error = general_client(&closed_url().await, KEY).send(&orders::query("m1")).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && began.elapsed() < Duration::from_secs(20));
}

/// Sends a request with every fault, and asserts that it arrives once.
async fn assert_sent_once<R: Request<Family = general::General>>(request: R, reference: &str) {
    for fault in faults() {
        let shown = format!("{} {fault:?}", R::endpoint().name);
        let timeout = if matches!(fault, Reply::Late(..)) { 400 } else { 10_000 };
        let timeout = Duration::from_millis(timeout);
        let server = Server::always(fault).await;
        let client = general::Client::builder(credentials()).base_url(server.url()).timeout(timeout).build().unwrap();
        let Err(Error::OutcomeUnknown(unknown)) = client.send(&request).await else { panic!("{shown}") };
        assert_eq!(unknown.reference.as_ref().unwrap().value, reference, "{shown}");
        assert!(unknown.to_string().contains("do not retry"), "{unknown}");
        // The client has returned: only a connection that it made before can still be counted.
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(server.connections(), 1, "{shown}");
    }
}

#[tokio::test]
async fn orders_are_sent_once() {
    assert_sent_once(orders::wx_native("m1", orders::NOTIFY_URL), "m1").await;
    assert_sent_once(orders::alipay_mobile("m2"), "m2").await;
}

#[tokio::test]
async fn refunds_are_sent_once() {
    assert_sent_once(orders::refund("r1", "P1", 1), "r1").await;
}

#[tokio::test]
async fn card_requests_are_sent_once() {
    for fault in faults().into_iter().filter(|fault| !matches!(fault, Reply::Late(..))) {
        let server = Server::always(fault).await;
        let cards = card_client(&server.url(), KEY);
        let error = cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err();
        assert!(error.may_have_taken_effect());
        assert_eq!(server.connections(), 1);
        let error = cards.send(&orders::cc_addcard("c1")).await.unwrap_err();
        assert!(error.may_have_taken_effect());
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn order_on_a_reused_connection_is_sent_once() {
    let body = to_json(&signed(flat_order(), KEY));
    for end in [Reply::Reset, Reply::Bytes(Vec::new()), Reply::status(500, "")] {
        let keep = Reply::Keep(body.clone().into_bytes(), Box::new(end));
        let server = Server::always(keep).await;
        let client = general_client(&server.url(), KEY);
        client.send(&orders::query("m1")).await.unwrap();
        let error = client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
        assert_eq!((server.connections(), server.requests().len()), (1, 2));
    }
}
