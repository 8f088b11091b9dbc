//! The time of a request is limited: for connecting, for each attempt, and for the whole operation.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::dns::{Name, Resolve, Resolving};
use tokio::net::TcpListener;

use crate::support::server::{Reply, Server};
use crate::support::signing::{map, signed, to_json};
use crate::support::{KEY, MCH_ID, credentials, orders};
use iotpay_client::audit::{Audit, SentRequest};
use iotpay_client::client::{ClientBuilder, Timeouts};
use iotpay_client::error::{OutcomeUnknownCause, RawBody, TransportErrorKind};
use iotpay_client::protocol::RawRequest;
use iotpay_client::{Error, general};

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn builder(server: &Server) -> ClientBuilder<general::General> {
    general::Client::builder(credentials()).base_url(server.url())
}

/// The gateway's response to a query.
fn order() -> Reply {
    let fields = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m1".into()),
        ("channelId", "WX_NATIVE".into()),
        ("currency", "CAD".into()),
        ("amount", 2865.into()),
        ("subject", "s".into()),
        ("body", "b".into()),
        ("status", 2.into()),
    ]);
    Reply::json(to_json(&signed(fields, KEY)))
}

/// A gateway whose first response never arrives.
async fn first_hangs() -> Server {
    Server::start(|at| if at == 0 { Reply::Late(ms(60_000), Vec::new()) } else { order() }).await
}

/// A rejection that arrives late.
fn late_rejection(pause: u64) -> Reply {
    let body = r#"{"retCode":"FAIL","retMsg":"no"}"#;
    let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    Reply::Late(ms(pause), text.into_bytes())
}

#[tokio::test]
async fn a_first_attempt_that_hangs_leaves_time_for_another() {
    let server = first_hangs().await;
    let client = builder(&server).timeouts(Timeouts::new().attempt(ms(300)).operation(ms(20_000))).build().unwrap();
    let began = Instant::now();
    assert!(client.send(&orders::query("m1")).await.unwrap().status.outcome().is_paid());
    assert!(began.elapsed() < ms(10_000), "{:?}", began.elapsed());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn by_default_an_attempt_of_a_query_has_a_third_of_the_time() {
    let server = first_hangs().await;
    let client = builder(&server).timeout(ms(6000)).build().unwrap();
    let began = Instant::now();
    assert!(client.send(&orders::query("m1")).await.unwrap().status.outcome().is_paid());
    assert!(began.elapsed() >= ms(2000) && began.elapsed() < ms(5000), "{:?}", began.elapsed());
}

#[tokio::test]
async fn timeouts_of_an_operation_apply_to_it_alone() {
    let server = Server::always(late_rejection(600)).await;
    let short = Timeouts::new().attempt(ms(100)).operation(ms(150));
    let client = builder(&server).timeouts_for::<general::QueryOrder>(short).build().unwrap();
    let began = Instant::now();
    let Error::OutcomeUnknown(unknown) = client.send(&orders::query("m1")).await.unwrap_err() else { panic!() };
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::Transport(error) if error.is_timeout()), "{unknown:?}");
    assert!(began.elapsed() < ms(600), "{:?}", began.elapsed());
    let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");

    let client = builder(&server).timeouts_for_path("made_up", short).build().unwrap();
    for (path, is_late) in [("made_up", true), ("another", false)] {
        let error = client.send_raw(&RawRequest::new(path).mch_id("mchId")).await.unwrap_err();
        assert_eq!(matches!(error, Error::OutcomeUnknown(_)), is_late, "{path}: {error:?}");
    }
}

#[tokio::test]
async fn a_timeout_of_the_http_client_does_not_replace_them() {
    let server = Server::always(late_rejection(300)).await;
    let client = builder(&server).http_client_builder(|http| http.timeout(ms(50))).build().unwrap();
    let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
}

#[tokio::test]
async fn an_attempt_ends_in_the_middle_of_a_response() {
    let begun = b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"retCode\"".to_vec();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base_url = format!("http://{}/v1/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        stream.write_all(&begun).await.unwrap();
        // The connection stays open.
        pending::<()>().await;
    });
    let client = general::Client::builder(credentials()).base_url(base_url).timeout(ms(400)).build().unwrap();
    let Error::OutcomeUnknown(unknown) = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err() else {
        panic!()
    };
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::Transport(error) if error.is_timeout()), "{unknown:?}");
    assert_eq!(unknown.raw.as_ref().map(RawBody::as_bytes), Some(br#"{"retCode""#.as_slice()));
}

/// A resolver that never responds.
struct Silent;

impl Resolve for Silent {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(pending())
    }
}

/// Sends a refund to a gateway to which no connection is ever established, and returns the time until the error.
async fn connect_in_vain(base_url: &str, timeouts: Timeouts) -> Duration {
    let builder = general::Client::builder(credentials()).base_url(base_url);
    let builder = builder.timeouts_for::<general::RefundOrder>(timeouts);
    let client = builder.http_client_builder(|http| http.no_proxy().dns_resolver(Arc::new(Silent))).build().unwrap();
    let began = Instant::now();
    let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    let Error::Unreachable(unreachable) = &error else { panic!("{error:?}") };
    assert_eq!(unreachable.cause.kind(), TransportErrorKind::Connect);
    assert!(!error.may_have_taken_effect());
    began.elapsed()
}

#[tokio::test]
async fn nothing_is_sent_if_connecting_takes_too_long() {
    // Accepts connections and never answers the TLS handshake.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    for base_url in ["https://gateway.test/v1/".to_owned(), format!("https://{address}/v1/")] {
        for timeouts in [
            Timeouts::new().connect(ms(200)),
            // Shorter than the connect timeout: still, nothing was sent.
            Timeouts::new().attempt(ms(200)),
            Timeouts::new().operation(ms(200)),
        ] {
            let took = connect_in_vain(&base_url, timeouts).await;
            assert!((ms(150)..ms(5000)).contains(&took), "{base_url} {timeouts:?}: {took:?}");
        }
    }
}

/// A hook that blocks before a request that moves money.
struct Blocking(Duration);

impl Audit for Blocking {
    fn request(&self, request: &SentRequest<'_>) {
        if request.endpoint.moves_money {
            std::thread::sleep(self.0);
        }
    }
}

/// Other processes conclude from the time that such a request never arrives.
#[tokio::test]
async fn nothing_that_moves_money_is_sent_after_its_time() {
    let rejection = br#"{"retCode":"FAIL","retMsg":"no"}"#;
    let server = Server::always(Reply::Keep(rejection.to_vec(), Box::new(Reply::json(rejection)))).await;
    let client = builder(&server).audit(Arc::new(Blocking(ms(500)))).timeout(ms(400)).build().unwrap();
    // Opens a connection, over which the next request could be sent at once.
    let error = client.send(&orders::query("m1")).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    let Error::Unreachable(unreachable) = &error else { panic!("{error:?}") };
    assert_eq!(unreachable.cause.kind(), TransportErrorKind::TooLate);
    assert!(!error.may_have_taken_effect());
    tokio::time::sleep(ms(200)).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_short_attempt_of_all_requests_does_not_end_a_payment() {
    let server = Server::always(late_rejection(400)).await;
    let client = builder(&server).timeouts(Timeouts::new().attempt(ms(100))).build().unwrap();
    let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
}

#[tokio::test]
async fn an_error_of_the_gateway_is_not_hidden_by_later_timeouts() {
    let hang = Reply::Late(ms(60_000), Vec::new());
    let server = Server::start(move |at| if at == 0 { Reply::status(503, "") } else { hang.clone() }).await;
    let client = builder(&server).timeouts(Timeouts::new().attempt(ms(200)).operation(ms(20_000))).build().unwrap();
    let Error::OutcomeUnknown(unknown) = client.send(&orders::query("m1")).await.unwrap_err() else { panic!() };
    assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(503)), "{unknown:?}");
    assert_eq!(server.requests().len(), 3);
}

/// The timeouts in the README are those of the families.
#[test]
fn the_readme_lists_the_defaults() {
    use iotpay_client::spec::Family as _;
    let readme = include_str!("../../../iotpay-client/README.md");
    for spec in [general::General::SPEC, iotpay_client::card::Card::SPEC, iotpay_client::autodebit::Autodebit::SPEC] {
        let seconds = spec.timeout.as_secs();
        // Without a trailing zero that the division does not have.
        let attempt = format!("{:.1}", spec.timeout.as_secs_f64() / 3.0);
        let attempt = attempt.trim_end_matches(".0");
        let row = format!("| `{}` | 10 s | {attempt} s | {seconds} s | {seconds} s |", spec.name);
        assert!(readme.contains(&row), "the README must contain {row}");
    }
}
