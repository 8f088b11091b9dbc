//! The blocking client sends, accepts and reports the same as the async client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::captured::captured;
use crate::support::server::{Recorded, Reply, Server, closed_url};
use crate::support::signing::{signed, texts, to_json};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, orders};
use iotpay_client::audit::{Audit, SentRequest};
use iotpay_client::blocking::Timeouts;
use iotpay_client::error::{OutcomeUnknownCause, TransportErrorKind};
use iotpay_client::protocol::{BuildError, RawRequest};
use iotpay_client::resolution::{Inquiry, Resolution, ResolvePolicy, StillUnknownReason, WaitPolicy};
use iotpay_client::{Error, card, general, request};
use iotpay_sandbox::{Fault, FaultRule, Gateway, Merchant, Timing};

type Blocking = general::BlockingClient;

/// What happened to a request.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    result: String,
    requests: usize,
    bodies: Vec<Vec<u8>>,
    content_types: Vec<Option<String>>,
}

impl Outcome {
    fn new<T>(result: &Result<T, Error>, requests: &[Recorded]) -> Self {
        let result = match result {
            Ok(_) => "accepted".to_owned(),
            Err(Error::OutcomeUnknown(unknown)) => match &unknown.cause {
                OutcomeUnknownCause::Transport(error) => format!("outcome unknown: {:?}", error.kind()),
                cause => format!("outcome unknown: {cause:?}"),
            },
            Err(Error::Unreachable(unreachable)) => format!("unreachable: {:?}", unreachable.cause.kind()),
            Err(error) => error.to_string(),
        };
        Self {
            result,
            requests: requests.len(),
            bodies: requests.iter().map(|request| request.body.clone()).collect(),
            content_types: requests.iter().map(|it| it.header("content-type").map(str::to_owned)).collect(),
        }
    }
}

fn blocking_client(url: &str) -> Blocking {
    Blocking::builder(credentials()).base_url(url).timeout(Duration::from_secs(20)).build().unwrap()
}

/// Sends a query or an order with both clients to servers that respond in the same way.
async fn by_both(reply: impl Fn(usize) -> Reply + Clone + Send + 'static, is_query: bool) -> [Outcome; 2] {
    let (query, order) = (orders::query("m1"), orders::wx_native("m1", orders::NOTIFY_URL));
    let server = Server::start(reply.clone()).await;
    let client = general::Client::builder(credentials())
        .base_url(server.url())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    let result = if is_query { client.send(&query).await.map(drop) } else { client.send(&order).await.map(drop) };
    let first = Outcome::new(&result, &server.requests());

    let server = Server::start(reply).await;
    let url = server.url();
    let task = tokio::task::spawn_blocking(move || {
        let client = blocking_client(&url);
        if is_query { client.send(&query).map(drop) } else { client.send(&order).map(drop) }
    });
    let result = task.await.unwrap();
    [first, Outcome::new(&result, &server.requests())]
}

fn paid() -> Vec<u8> {
    let fields = texts(&[
        ("retCode", "SUCCESS"),
        ("resCode", "SUCCESS"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("payOrderId", "P1"),
        ("channelId", "WX_NATIVE"),
        ("subject", "Green tea"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("codeUrl", "weixin://wxpay/bizpayurl?pr=1"),
    ]);
    to_json(&signed(fields, KEY)).into_bytes()
}

/// A response whose body ends early.
fn cut(status: &str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 {status}\r\nContent-Length: 99\r\n\r\n{{\"ret").into_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_clients_have_the_same_outcomes() {
    let whole = paid();
    let forged = to_json(&signed(texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS")]), "another")).into_bytes();
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n";
    let replies = [
        Reply::json(whole.clone()),
        Reply::json(forged),
        Reply::json(r#"{"retCode":"FAIL","retMsg":"no"}"#),
        Reply::json("<html>busy</html>"),
        Reply::json(""),
        Reply::status(500, "busy"),
        Reply::status(503, whole.clone()),
        Reply::status(404, ""),
        Reply::Http(302, "Location: /v1/elsewhere\r\n".to_owned(), Vec::new()),
        Reply::Http(307, "Location: /v1/elsewhere\r\n".to_owned(), whole.clone()),
        Reply::Bytes([head.as_slice(), &whole].concat()),
        // The status says enough, and the pause is longer than the time that is left.
        cut("404 X"),
        cut("503 X\r\nRetry-After: 60"),
        cut("429 X\r\nRetry-After: 1"),
        Reply::Bytes(b"not HTTP\r\n\r\n".to_vec()),
        Reply::Bytes(Vec::new()),
        Reply::Reset,
    ];
    for (at, reply) in replies.iter().enumerate() {
        for is_query in [false, true] {
            let reply = reply.clone();
            let [asynchronous, blocking] = by_both(move |_| reply.clone(), is_query).await;
            assert_eq!(asynchronous, blocking, "reply {at}, query: {is_query}");
            assert!(is_query || blocking.requests == 1, "an order is sent once: {blocking:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_are_retried_and_orders_are_not() {
    let replies = |at| if at < 2 { Reply::status(503, "") } else { Reply::json(paid()) };
    let [asynchronous, blocking] = by_both(replies, true).await;
    assert_eq!(asynchronous, blocking);
    assert_eq!((blocking.result.as_str(), blocking.requests), ("accepted", 3));
    let [_, blocking] = by_both(replies, false).await;
    assert_eq!((blocking.result.as_str(), blocking.requests), ("outcome unknown: Status(503)", 1));
}

/// Runs a function that blocks.
async fn run<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn knows_whether_anything_was_sent() {
    let order = || orders::wx_native("m1", orders::NOTIFY_URL);
    let url = closed_url().await;
    let error = run(move || blocking_client(&url).send(&order()).unwrap_err()).await;
    assert!(matches!(&error, Error::Unreachable(it) if it.cause.kind() == TransportErrorKind::Connect), "{error:?}");

    // A host that does not exist.
    let client = Blocking::builder(credentials()).base_url("https://iotpay.invalid/v1/");
    let client = client.http_config(|http| http.proxy(None)).build().unwrap();
    let error = run(move || client.send(&order()).unwrap_err()).await;
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");

    // The connection is kept open, and reset during the next request.
    let server = Server::always(Reply::Keep(paid(), Box::new(Reply::Reset))).await;
    let url = server.url();
    let error = run(move || {
        let client = blocking_client(&url);
        client.send(&orders::query("m1")).unwrap();
        client.send(&order()).unwrap_err()
    })
    .await;
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
    assert_eq!(server.requests().len(), 2);

    let server = Server::always(Reply::Late(Duration::from_secs(60), Vec::new())).await;
    let url = server.url();
    let error = run(move || {
        let timeouts = Timeouts::new().operation(Duration::from_millis(400));
        let client = Blocking::builder(credentials()).base_url(url).timeouts(timeouts).build().unwrap();
        client.send(&order()).unwrap_err()
    })
    .await;
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    assert!(matches!(unknown.cause, OutcomeUnknownCause::Transport(error) if error.is_timeout()));
    assert_eq!(unknown.reference.unwrap().value, "m1");
}

/// A hook that blocks the thread before a request that moves money.
struct Slow(Duration);

impl Audit for Slow {
    fn request(&self, request: &SentRequest<'_>) {
        if request.endpoint.moves_money {
            std::thread::sleep(self.0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_after_its_time() {
    let server = Server::always(Reply::Keep(paid(), Box::new(Reply::json(paid())))).await;
    let url = server.url();
    let error = run(move || {
        let builder = Blocking::builder(credentials()).base_url(url).audit(Arc::new(Slow(Duration::from_millis(600))));
        let client = builder.timeout(Duration::from_millis(500)).build().unwrap();
        // Opens a connection, over which the next request could be sent at once.
        client.send(&orders::query("m1")).unwrap();
        client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).unwrap_err()
    })
    .await;
    assert!(matches!(&error, Error::Unreachable(it) if it.cause.kind() == TransportErrorKind::TooLate), "{error:?}");
    assert!(!error.may_have_taken_effect());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_attempt_that_hangs_leaves_time_for_another() {
    let hang = Reply::Late(Duration::from_secs(60), Vec::new());
    let server = Server::start(move |at| if at == 0 { hang.clone() } else { Reply::json(paid()) }).await;
    let url = server.url();
    let elapsed = run(move || {
        let timeouts = Timeouts::new().attempt(Duration::from_millis(300)).operation(Duration::from_secs(20));
        let client = Blocking::builder(credentials()).base_url(url).timeouts(timeouts).build().unwrap();
        let began = Instant::now();
        client.send(&orders::query("m1")).unwrap();
        began.elapsed()
    })
    .await;
    assert!(elapsed < Duration::from_secs(10), "{elapsed:?}");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn timeouts_of_an_unknown_endpoint_are_an_error() {
    let (short, name) = (Timeouts::new().attempt(Duration::from_secs(1)), "querry_order");
    let asynchronous = general::Client::builder(credentials()).timeouts_for_endpoint(name, short).build().unwrap_err();
    let blocking = Blocking::builder(credentials()).timeouts_for_endpoint(name, short).build().unwrap_err();
    let expected = "timeouts are set for `querry_order`, but the family `general` has no such endpoint; did you mean \
                    `query_order`?";
    assert_eq!([asynchronous.to_string(), blocking.to_string()], [expected; 2]);
    let other = Blocking::builder(credentials()).timeouts_for_endpoint("made_up", short).build().unwrap_err();
    assert!(other.to_string().ends_with("for an undocumented path, use `timeouts_for_path`"), "{other}");
    let known = Blocking::builder(credentials()).timeouts_for_endpoint("query_order", short);
    let client = known.timeouts_for_path("made_up", short).build().unwrap();
    let shown = format!("{client:?}");
    assert!(shown.contains("connect: 10s") && shown.contains("operation: 60s") && shown.contains("made_up"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_are_not_used_for_this_machine() {
    let proxy = Server::always(Reply::status(503, "")).await;
    let server = Server::always(Reply::json(paid())).await;
    let (proxy_url, url) = (proxy.url().trim_end_matches("/v1/").to_owned(), server.url());
    run(move || {
        let proxy = ureq::Proxy::new(&proxy_url).unwrap();
        let client = Blocking::builder(credentials()).base_url(url).http_config(|http| http.proxy(Some(proxy)));
        client.build().unwrap().send(&orders::query("m1")).unwrap();
    })
    .await;
    assert_eq!((proxy.connections(), server.connections()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_kept() {
    let server = Server::always(Reply::Keep(paid(), Box::new(Reply::json(paid())))).await;
    let url = server.url();
    run(move || {
        let client = blocking_client(&url);
        client.send(&orders::query("m1")).unwrap();
        client.clone().send(&orders::query("m1")).unwrap();
    })
    .await;
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
    assert_eq!(server.requests()[0].header("user-agent"), Some("iotpay-client/0.1.0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn large_responses_are_not_read_completely() {
    let server = Server::always(Reply::json(vec![b' '; 100_000])).await;
    let url = server.url();
    let error = run(move || {
        let client = Blocking::builder(credentials()).base_url(url).max_response_size(1000).build().unwrap();
        client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).unwrap_err()
    })
    .await;
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    assert_eq!(unknown.raw.unwrap().as_bytes().len(), 1000);
}

#[test]
fn untyped_and_invalid_requests() {
    let client = blocking_client("http://127.0.0.1:1/");
    assert!(matches!(client.send_raw(&RawRequest::new("a").text("b", "")), Err(Error::Invalid(_))));
    assert!(matches!(client.send_raw(&RawRequest::new("a").text("b", "c")), Err(Error::Unreachable(_))));
    let insecure = Blocking::builder(credentials()).base_url("http://10.0.0.1/").build();
    assert!(matches!(insecure, Err(BuildError::InsecureBaseUrl)));
    assert!(!format!("{client:?}").contains(KEY));
}

#[test]
fn nothing_that_the_libraries_log_contains_card_data() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::always(Reply::json(r#"{"retCode":"FAIL","retMsg":"CANARY"}"#)));
    let purchase = request!(card::CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m1",
        amount: 2865,
        card_num: "4325678901232266",
        expiry_date: "0735",
        holder: "Canary Cardholder",
        cvv: "0786",
    })
    .unwrap();
    let said = captured(|| {
        let client = card::BlockingClient::builder(credentials()).base_url(server.url()).build().unwrap();
        assert!(matches!(client.send(&purchase), Err(Error::Rejected(_))));
    });
    assert!(said.contains("Connected TcpStream") && said.contains("iotpay.outcome=\"rejected\""), "{said}");
    for secret in ["43256789", "Canary", "CANARY", "\"0786\"", KEY] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

/// Asks quickly, and does not wait for requests that are over.
fn quick() -> ResolvePolicy {
    let pause = Duration::from_millis(20);
    let policy = ResolvePolicy::new().first_pause(pause).longest_pause(pause).margin(pause).clock_skew(Duration::ZERO);
    policy.time_limit(Duration::from_secs(5))
}

#[tokio::test(flavor = "multi_thread")]
async fn resolves_what_is_unknown() {
    let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
    let client = Blocking::builder(credentials())
        .base_url(gateway.base_url("general").unwrap())
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    // The response is lost, before or after the effect.
    for (number, timing) in [("before", Timing::Before), ("after", Timing::After)] {
        let rule = FaultRule::new(Fault::Reset, timing).endpoint("create_order");
        gateway.inject(rule).unwrap();
        let order = orders::wx_native(number, orders::NOTIFY_URL);
        let (this, sent) = (client.clone(), order.clone());
        let began = Instant::now();
        let error = run(move || this.send(&sent)).await.unwrap_err();
        gateway.clear_faults();
        if let Some(order) = gateway.orders().into_iter().find(|order| order.mch_order_no == number) {
            // The notification is not sent to a remote host, but the order is paid.
            gateway.pay(&order.pay_order_id).await.unwrap_err();
        }
        let this = client.clone();
        let resolution = run(move || this.resolve_with(&error, &quick())).await;
        match timing {
            Timing::Before => {
                assert!(matches!(resolution, Resolution::NeverArrived), "{resolution:?}");
                // Earlier, the request could still have arrived.
                assert!(began.elapsed() >= Duration::from_millis(500 + 20), "{:?}", began.elapsed());
            }
            Timing::After => assert!(resolution.is_paid(), "{resolution:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_until_the_customer_pays() {
    let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
    let client = blocking_client(&gateway.base_url("general").unwrap());
    let order = orders::wx_native("m1", orders::NOTIFY_URL);
    let (this, sent) = (client.clone(), order.clone());
    let response = run(move || this.send(&sent)).await.unwrap();
    let policy = WaitPolicy::new().interval(Duration::from_millis(50)).queries(4);
    let (this, asked) = (client.clone(), order.clone());
    let resolution = run(move || this.wait_with(&asked, &policy)).await;
    assert!(
        matches!(resolution, Resolution::StillUnknown { reason: StillUnknownReason::Pending, .. }),
        "{resolution:?}"
    );
    let waiting = tokio::task::spawn_blocking(move || client.wait_with(&order, &policy.queries(100)));
    tokio::time::sleep(Duration::from_millis(200)).await;
    gateway.pay(&response.pay_order_id).await.unwrap_err();
    assert!(waiting.await.unwrap().is_paid());
}

/// A gateway that does not respond does not use up more than the policy's time.
#[tokio::test(flavor = "multi_thread")]
async fn a_resolution_ends_within_its_limits() {
    let server = Server::always(Reply::Late(Duration::from_secs(600), Vec::new())).await;
    let client = blocking_client(&server.url());
    let began = Instant::now();
    let policy = quick().query_timeout(Duration::from_millis(300)).time_limit(Duration::from_secs(1));
    let inquiry = Inquiry::by_reference(&general::order_query::QUERY_ORDER_STATUS, "m1");
    let resolution = run(move || client.resolve_with(&inquiry, &policy)).await;
    assert!(
        matches!(resolution, Resolution::StillUnknown { reason: StillUnknownReason::Unanswered(Some(_)), .. }),
        "{resolution:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(server.connections() >= 2, "{}", server.connections());
}
