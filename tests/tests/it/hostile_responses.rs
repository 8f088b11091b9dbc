//! Hostile responses: each returns the error that describes the known outcome.

use std::fmt::Write as _;
use std::time::Duration;

use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{map, signed, to_json};
use crate::support::{KEY, card_client, credentials, general_client, orders};
use iotpay_client::error::{OutcomeUnknown, OutcomeUnknownCause};
use iotpay_client::incoming::{DecodeError, DecodeErrorKind};
use iotpay_client::signing::Verification;
use iotpay_client::{Error, Request, card, general};

/// A text in the bodies that must not appear anywhere else.
const CANARY: &str = "body-canary-4711";
/// Longer than any response takes here, and shorter than a test may take.
const PATIENCE: Duration = Duration::from_secs(10);

fn order() -> general::WxNative {
    orders::wx_native("m1", orders::NOTIFY_URL)
}

/// Returns a genuine response to an order.
fn genuine() -> String {
    let fields = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("payOrderId", "P1".into()),
        ("codeUrl", format!("weixin://{CANARY}").as_str().into()),
    ]);
    to_json(&signed(fields, KEY))
}

/// Returns the error of an order with this response, which must show neither the key nor the body.
async fn fail(reply: Reply) -> Error {
    fail_within(PATIENCE, reply).await
}

async fn fail_within(timeout: Duration, reply: Reply) -> Error {
    let server = Server::always(reply).await;
    let client =
        general::Client::builder(credentials()).base_url(server.url()).timeout(timeout).max_response_size(2000);
    let error = client.build().unwrap().send(&order()).await.unwrap_err();
    assert_silent(&error);
    assert!(server.connections() == 1, "the request is sent once");
    error
}

fn assert_silent(error: &Error) {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        write!(shown, "{error} {error:?}").unwrap();
        source = error.source();
    }
    assert!(!shown.contains(KEY) && !shown.contains(CANARY), "{shown}");
}

/// Returns the unknown outcome of the order, which must have the reference for a query.
fn unknown(error: Error) -> OutcomeUnknown {
    assert!(error.may_have_taken_effect());
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    let reference = unknown.reference.as_ref().expect("a reference");
    assert_eq!((reference.field, reference.value.as_str()), ("mchOrderNo", "m1"));
    *unknown
}

async fn assert_unreadable(body: impl Into<Vec<u8>>, field: &str, problem: DecodeErrorKind) {
    let body = body.into();
    let unknown = unknown(fail(Reply::json(body.clone())).await);
    let OutcomeUnknownCause::Decode(unreadable) = &unknown.cause else { panic!("{:?}", unknown.cause) };
    assert_eq!(*unreadable, DecodeError { field: field.to_owned(), kind: problem });
    assert_eq!(unknown.raw.unwrap().as_bytes(), body);
}

#[tokio::test]
async fn rejects_bodies_that_are_not_messages() {
    for body in ["", " ", CANARY, "<html>body-canary-4711</html>", "[]", "\"body-canary-4711\"", "null", "{", "{} {}"] {
        assert_unreadable(body, "", DecodeErrorKind::NotJson).await;
    }
    let cut = genuine();
    assert_unreadable(&cut[..cut.len() - 1], "", DecodeErrorKind::NotJson).await;
    assert_unreadable(format!("{}\u{0}", genuine()), "", DecodeErrorKind::NotJson).await;
    assert_unreadable(format!("\u{200b}{}", genuine()), "", DecodeErrorKind::NotJson).await;
    assert_unreadable(b"{\"retCode\":\"\xff\"}".to_vec(), "", DecodeErrorKind::NotUtf8).await;
    assert_unreadable(b"\xff\xfe{\0}\0".to_vec(), "", DecodeErrorKind::NotUtf8).await;
}

#[tokio::test]
async fn rejects_duplicate_names() {
    let twice = genuine().replacen('{', "{\"codeUrl\":\"weixin://other\",", 1);
    assert_unreadable(twice, "codeUrl", DecodeErrorKind::Duplicate).await;
    let escaped = genuine().replacen('{', "{\"ret\\u0043ode\":\"SUCCESS\",", 1);
    assert_unreadable(escaped, "retCode", DecodeErrorKind::Duplicate).await;
    assert_unreadable(genuine().replacen('{', "{\"sign\":\"\",", 1), "sign", DecodeErrorKind::Duplicate).await;
}

#[tokio::test]
async fn envelope_with_wrong_types_is_unreadable() {
    for (body, field, problem) in [
        (r#"{"a":"body-canary-4711"}"#, "retCode", DecodeErrorKind::Missing),
        (r#"{"retCode":null}"#, "retCode", DecodeErrorKind::Missing),
        (r#"{"retCode":""}"#, "retCode", DecodeErrorKind::Missing),
        (r#"{"retCode":{"a":"body-canary-4711"}}"#, "retCode", DecodeErrorKind::NotText),
        (r#"{"retCode":["SUCCESS"]}"#, "retCode", DecodeErrorKind::NotText),
        (r#"{"retCode":"body-canary-4711"}"#, "retCode", DecodeErrorKind::UnexpectedValue),
        (r#"{"retCode":"success"}"#, "retCode", DecodeErrorKind::UnexpectedValue),
        (r#"{"retCode":true}"#, "retCode", DecodeErrorKind::UnexpectedValue),
    ] {
        assert_unreadable(body, field, problem).await;
    }
    let without = to_json(&signed(map([("retCode", "SUCCESS".into())]), KEY));
    assert_unreadable(without, "resCode", DecodeErrorKind::Missing).await;
    let odd = to_json(&signed(map([("retCode", "SUCCESS".into()), ("resCode", "OK".into())]), KEY));
    assert_unreadable(odd, "resCode", DecodeErrorKind::UnexpectedValue).await;
    let bare = to_json(&signed(map([("retCode", "SUCCESS".into()), ("resCode", "SUCCESS".into())]), KEY));
    assert_unreadable(bare, "payOrderId", DecodeErrorKind::Missing).await;
}

#[tokio::test]
async fn result_with_wrong_types_is_unreadable() {
    let right = r#"{"mchId":"10000701","mchOrderNo":"m1","channelId":"WX_NATIVE","currency":"CAD","amount":1,"subject":"s","body":"b","status":2}"#;
    for (from, to, field, problem) in [
        ("\"amount\":1", "\"amount\":{\"a\":1}", "amount", DecodeErrorKind::NotText),
        ("\"amount\":1", "\"amount\":1.0", "amount", DecodeErrorKind::NotAnInteger),
        ("\"amount\":1", "\"amount\":\"1e2\"", "amount", DecodeErrorKind::NotAnInteger),
        ("\"amount\":1", "\"amount\":99999999999999999999", "amount", DecodeErrorKind::NotAnInteger),
        ("\"amount\":1", "\"amount\":null", "amount", DecodeErrorKind::Missing),
        ("\"status\":2", "\"status\":[2]", "status", DecodeErrorKind::NotText),
        ("\"status\":2", "\"status\":0,\"status\":2", "result.status", DecodeErrorKind::Duplicate),
        ("\"status\":2", "\"state\":2", "status", DecodeErrorKind::Missing),
    ] {
        let result = right.replace(from, to);
        let known = [("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("result", &result)];
        let sign = crate::support::signing::sign(&crate::support::signing::texts(&known), KEY);
        let body = format!(r#"{{"retCode":"SUCCESS","resCode":"SUCCESS","result":{result},"sign":"{sign}"}}"#);
        let server = Server::always(Reply::json(body)).await;
        let error = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
        assert_silent(&error);
        let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
        let OutcomeUnknownCause::Decode(unreadable) = unknown.cause else { panic!("{to}") };
        assert_eq!(unreadable, DecodeError { field: field.to_owned(), kind: problem }, "{to}");
        assert!(unknown.raw.is_some() && unknown.reference.is_some_and(|it| it.value == "m1"));
    }
}

#[tokio::test]
async fn large_response_is_read_up_to_the_limit() {
    let large = genuine().replacen('{', &format!("{{{}", " ".repeat(5000)), 1);
    let unknown = unknown(fail(Reply::json(large.clone())).await);
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::Decode(DecodeError { kind: DecodeErrorKind::TooLarge, .. })));
    assert_eq!(unknown.raw.unwrap().as_bytes(), &large.as_bytes()[..2000]);
    let padded = format!("{:2000}", genuine());
    let server = Server::always(Reply::json(padded)).await;
    let client =
        general::Client::builder(credentials()).base_url(server.url()).max_response_size(2000).build().unwrap();
    assert!(client.send(&order()).await.is_ok(), "the limit is inclusive");
}

#[tokio::test]
async fn chunked_response_is_read_up_to_the_limit() {
    let (first, second) = ("a".repeat(1500), "b".repeat(1500));
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let bytes = format!("{head}5dc\r\n{first}\r\n5dc\r\n{second}\r\n0\r\n\r\n");
    let unknown = unknown(fail(Reply::Bytes(bytes.into())).await);
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::Decode(DecodeError { kind: DecodeErrorKind::TooLarge, .. })));
    assert_eq!(unknown.raw.unwrap().as_bytes(), &(first + &second).as_bytes()[..2000]);
}

#[tokio::test]
async fn limit_is_one_mebibyte_by_default() {
    for (length, is_read) in [(1024 * 1024, true), (1024 * 1024 + 1, false)] {
        let server = Server::always(Reply::json(genuine() + &" ".repeat(length - genuine().len()))).await;
        match general_client(&server.url(), KEY).send(&order()).await {
            Ok(_) => assert!(is_read, "{length}"),
            Err(error) => {
                assert!(!is_read, "{length}: {error:?}");
                let OutcomeUnknownCause::Decode(problem) = unknown(error).cause else { panic!("{length}") };
                assert_eq!(problem.kind, DecodeErrorKind::TooLarge);
            }
        }
    }
}

#[tokio::test]
async fn deep_nesting_causes_no_harm() {
    for depth in [100, 20_000, 150_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let sign = "0".repeat(32);
        let body = format!(r#"{{"retCode":"SUCCESS","resCode":"SUCCESS","payParams":{deep},"sign":"{sign}"}}"#);
        let server = Server::always(Reply::json(body)).await;
        let error = general_client(&server.url(), KEY).send(&orders::wx_app("m1")).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)), "{depth}");
        let error = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
        assert!(matches!(error, Error::SignatureMismatch(_)), "{depth}");
    }
}

#[tokio::test]
async fn response_with_a_wrong_signature_is_a_mismatch() {
    let unsigned = to_json(&map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("payOrderId", "P1".into()),
        ("codeUrl", CANARY.into()),
    ]));
    let sign = |value: &str| unsigned.replacen('{', &format!("{{\"sign\":{value},"), 1);
    for (body, expected) in [
        (unsigned.clone(), Verification::Unsigned),
        (sign("\"\""), Verification::Unsigned),
        (sign("null"), Verification::Unsigned),
        (sign("\" \\n\""), Verification::Unsigned),
        (sign("{}"), Verification::Unsigned),
        (sign("[ [] ]"), Verification::Unsigned),
        (sign("\"x\""), Verification::Mismatch),
        (sign("0"), Verification::Mismatch),
        (sign("true"), Verification::Mismatch),
        (sign("{\"a\":1}"), Verification::Mismatch),
        (sign(&format!("\"{}\"", "0".repeat(32))), Verification::Mismatch),
        (genuine().replace("P1", "P2"), Verification::Mismatch),
        (genuine().replacen('{', "{\"added\":1,", 1), Verification::Mismatch),
        (genuine().replace("SUCCESS", "FAIL"), Verification::Mismatch),
    ] {
        let error = fail(Reply::json(body.clone())).await;
        assert!(error.may_have_taken_effect());
        let Error::SignatureMismatch(mismatch) = error else { panic!("{body}: {error:?}") };
        assert_eq!(*mismatch.received.verification(), expected, "{body}");
        assert_eq!(mismatch.reference.as_ref().unwrap().value, "m1");
        assert_eq!(mismatch.received.raw(), body);
        assert!(!mismatch.string_to_sign.to_masked_string().contains(KEY));
    }
}

#[tokio::test]
async fn error_status_is_never_a_success() {
    for status in [400, 404, 429, 500, 502, 503] {
        for body in [genuine(), String::new(), format!("<html>{CANARY}</html>")] {
            let unknown = unknown(fail(Reply::status(status, body.clone())).await);
            assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(code) if code == status));
            assert_eq!(unknown.raw.unwrap().as_bytes(), body.as_bytes());
        }
    }
    // A rejection counts with any status that is not a server error.
    let error = fail(Reply::status(400, r#"{"retCode":"FAIL","retMsg":"no"}"#)).await;
    assert!(matches!(error, Error::Rejected(_)));
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let other = Server::always(Reply::json(genuine())).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}create_order\r\n", other.url());
        let unknown = unknown(fail(Reply::Http(status, location, CANARY.into())).await);
        assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(code) if code == status));
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn broken_connection_leaves_the_outcome_unknown() {
    let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{CANARY}");
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{CANARY}\r\nzz\r\n");
    for bytes in [cut, chunked] {
        let unknown = unknown(fail(Reply::Bytes(bytes.into())).await);
        assert!(matches!(unknown.cause, OutcomeUnknownCause::Transport(_)));
        assert_eq!(unknown.raw.unwrap().as_bytes(), CANARY.as_bytes(), "the received text is kept");
    }
    let no_http = ["", "body-canary-4711\r\n\r\n", "HTTP/1.1 200 OK\r\nbody-canary-4711", "HTTP/9.9 999 X\r\n\r\n"];
    for bytes in no_http.map(|text| Reply::Bytes(text.into())).into_iter().chain([Reply::Reset, Reply::ResetUnread]) {
        let unknown = unknown(fail(bytes).await);
        assert!(matches!(unknown.cause, OutcomeUnknownCause::Transport(_)) && unknown.raw.is_none());
    }
}

#[tokio::test]
async fn slow_response_times_out() {
    let began = std::time::Instant::now();
    let unknown = unknown(fail_within(PATIENCE / 50, Reply::Late(PATIENCE * 3, genuine().into())).await);
    let OutcomeUnknownCause::Transport(cause) = &unknown.cause else { panic!("{:?}", unknown.cause) };
    assert!(cause.is_timeout());
    assert!(unknown.to_string().contains("the response timed out"));
    assert!(began.elapsed() < PATIENCE);
}

#[tokio::test]
async fn unreachable_server_means_nothing_was_sent() {
    let error = general_client(&closed_url().await, KEY).send(&order()).await.unwrap_err();
    assert_silent(&error);
    assert!(matches!(error, Error::Unreachable(_)) && !error.may_have_taken_effect());
    assert_eq!(error.to_string(), "create_order was not sent: the gateway could not be reached");
}

#[tokio::test]
async fn card_responses_fail_in_the_same_way() {
    async fn unknown_of<R: Request<Family = card::Card>>(request: &R, body: &str) -> OutcomeUnknown {
        let server = Server::always(Reply::json(body)).await;
        match card_client(&server.url(), KEY).send(request).await {
            Err(Error::OutcomeUnknown(unknown)) => *unknown,
            Err(error) => panic!("{error:?}"),
            Ok(_) => panic!("the response is accepted"),
        }
    }
    for body in [
        "",
        r#"{"retCode":"SUCCESS"}"#,
        r#"{"retCode":"SUCCESS","retData":"x"}"#,
        r#"{"retCode":"SUCCESS","retData":[]}"#,
        r#"{"retCode":"SUCCESS","retData":{"secureId":"s"}}"#,
        r#"{"retCode":"SUCCESS","retData":{"secureId":"s","redirectUrl":"r","secureId":"t"}}"#,
    ] {
        let purchase = unknown_of(&orders::cc_purchase("m1", orders::NOTIFY_URL), body).await;
        assert_eq!(purchase.reference.unwrap().to_string(), "mchOrderNo m1");
        let card = unknown_of(&orders::cc_addcard("c1"), body).await;
        assert_eq!(card.reference.unwrap().to_string(), "cardId c1");
        assert_eq!(card.raw.unwrap().as_bytes(), body.as_bytes());
    }
    // If a family does not sign responses, a signature that is present must still match.
    let server = Server::always(Reply::json(r#"{"retCode":"SUCCESS","sign":"x","retData":{}}"#)).await;
    let error = card_client(&server.url(), KEY).send(&orders::cc_addcard("c1")).await.unwrap_err();
    assert!(matches!(error, Error::SignatureMismatch(_)));
}
