//! A query is sent again only when the gateway asks for it, and not at all if that is after the deadline.

use std::time::{Duration, Instant};

use crate::support::server::{Reply, Server};
use crate::support::{KEY, credentials, general_client, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::{Error, general};

/// A gateway that is busy once, and then rejects. Its first response has these header lines.
async fn busy_once(status: u16, headers: &str) -> Server {
    let headers = headers.to_owned();
    let rejection = Reply::json(r#"{"retCode":"FAIL","retMsg":"no"}"#);
    Server::start(
        move |at| {
            if at == 0 { Reply::Http(status, headers.clone(), b"busy".to_vec()) } else { rejection.clone() }
        },
    )
    .await
}

#[tokio::test]
async fn waits_as_long_as_the_gateway_asks() {
    for (status, headers) in [
        (503, "Retry-After: 2\r\n"),
        (429, "Retry-After: 2\r\n"),
        (503, "Date: Fri, 27 Nov 2026 12:00:00 GMT\r\nRetry-After: Fri, 27 Nov 2026 12:00:02 GMT\r\n"),
    ] {
        let server = busy_once(status, headers).await;
        let began = Instant::now();
        let error = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
        assert!((Duration::from_secs(2)..Duration::from_secs(8)).contains(&began.elapsed()), "{:?}", began.elapsed());
        assert_eq!(server.connections(), 2, "{headers}");
    }
}

#[tokio::test]
async fn does_not_wait_past_the_deadline() {
    for value in ["30", "99999999999999999999", "Fri, 27 Nov 2099 12:00:00 GMT"] {
        let server = busy_once(503, &format!("Retry-After: {value}\r\n")).await;
        let builder = general::Client::builder(credentials()).base_url(server.url());
        let client = builder.timeout(Duration::from_secs(20)).build().unwrap();
        let began = Instant::now();
        let error = client.send(&orders::query("m1")).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(server.connections(), 1, "{value}");
    }
}

#[tokio::test]
async fn a_date_in_the_past_or_an_invalid_value_means_no_longer_pause() {
    for value in ["Fri, 27 Nov 2020 12:00:00 GMT", "soon", "-5"] {
        let server = busy_once(503, &format!("Retry-After: {value}\r\n")).await;
        let began = Instant::now();
        general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(5), "{value}: {:?}", began.elapsed());
        assert_eq!(server.connections(), 2, "{value}");
    }
}

/// A response whose body ends early.
fn truncated(status: u16, headers: &str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: 99\r\n\r\n{{\"ret").into_bytes())
}

#[tokio::test]
async fn a_response_with_an_incomplete_body_is_judged_by_its_status() {
    let server = Server::always(truncated(503, "Retry-After: 60\r\n")).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).timeout(Duration::from_secs(9)).build();
    let Error::OutcomeUnknown(unknown) = client.unwrap().send(&orders::query("m1")).await.unwrap_err() else {
        panic!()
    };
    assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(503)), "{unknown:?}");
    // The pause is longer than the time that is left.
    assert_eq!(server.requests().len(), 1);

    let server = Server::always(truncated(404, "")).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).build().unwrap();
    let Error::OutcomeUnknown(unknown) = client.send(&orders::query("m1")).await.unwrap_err() else { panic!() };
    assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(404)), "{unknown:?}");
    assert_eq!(server.requests().len(), 1);
}
