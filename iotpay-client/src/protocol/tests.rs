//! Requests and responses without a socket.
#![allow(clippy::panic)]

use super::*;
use crate::error::{Error, OutcomeUnknown, OutcomeUnknownCause};
use crate::general::General;
use crate::incoming::FromFields;
use crate::incoming::{DecodeError, DecodeErrorKind, Fields};
use crate::rejection::RejectionReason;
use crate::request::Request;
use crate::signing::Signed;
use crate::signing::{FieldValue, Signer, Verification};
use crate::spec::{DocPage, Endpoint};
use crate::transport_error::{TransportError, TransportErrorKind};
use crate::validation::Violation;
use crate::value::ValueError;

const KEY: &str = "made-up-key-canary";

static PAGE: DocPage = DocPage::new("Made-up order", "/made-up.html");
static PLACE_ORDER: Endpoint = Endpoint::new("place_order", "place_order", &PAGE)
    .reference("mchOrderNo")
    .resolved_by(&crate::general::order_query::QUERY_ORDER_STATUS)
    .echoed(&[("mchOrderNo", "mchOrderNo")]);

#[derive(Signed)]
#[signed(account(mch_id = "mchId"))]
struct PlaceOrder {
    body: Option<String>,
    mch_order_no: String,
}

#[derive(Debug, FromFields)]
struct PlaceOrderResponse {
    pay_order_id: String,
}

impl Request for PlaceOrder {
    type Family = General;
    type Response = PlaceOrderResponse;

    fn endpoint() -> &'static Endpoint {
        &PLACE_ORDER
    }

    fn validate(&self) -> Result<(), ValidationError> {
        if self.body.as_deref() == Some("invalid") {
            let violation = Violation::new("body", ValueError::Blank, None);
            return Err(ValidationError::new(vec![violation]));
        }
        Ok(())
    }

    fn decode(&self, fields: &Fields) -> Result<PlaceOrderResponse, DecodeError> {
        let response = PlaceOrderResponse::from_fields(fields)?;
        let pay_order_id = format!("{}{}", response.pay_order_id, self.body.as_deref().unwrap_or_default());
        Ok(PlaceOrderResponse { pay_order_id })
    }
}

fn order() -> PlaceOrder {
    PlaceOrder { body: None, mch_order_no: "m1".to_owned() }
}

fn protocol() -> Protocol<General> {
    Protocol::new(Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build().unwrap())
}

fn sign(fields: &[(&str, &str)], key: &str) -> String {
    let mut fields = fields.to_vec();
    fields.sort_unstable();
    let key = crate::MerchantKey::new(key).unwrap();
    let mut signer = Signer::new(General::SPEC.signing, &key);
    for (name, text) in fields {
        signer.field(name, FieldValue::Text(text));
    }
    signer.finish().to_string()
}

fn json(fields: &[(&str, &str)]) -> String {
    let members: Vec<_> = fields.iter().map(|(name, text)| format!("\"{name}\":\"{text}\"")).collect();
    format!("{{{}}}", members.join(","))
}

const PLACED: [(&str, &str); 4] =
    [("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("mchOrderNo", "m1"), ("payOrderId", "P1")];

fn signed(fields: &[(&str, &str)]) -> String {
    let signature = sign(fields, KEY);
    json(&[fields, &[("sign", &signature)]].concat())
}

/// The error for a response to an order. It shows neither the key nor the body.
#[track_caller]
fn error(status: u16, body: &[u8]) -> Error {
    let (order, protocol) = (order(), protocol().with_max_response_size(1000));
    let error = protocol.prepare(&order).unwrap().judge(status, body).unwrap_err();
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(!shown.contains("canary"), "{shown}");
    error
}

#[track_caller]
fn unknown(error: Error) -> OutcomeUnknown {
    assert!(error.may_have_taken_effect());
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    assert_eq!(unknown.reference.as_ref().unwrap().to_string(), "mchOrderNo m1");
    assert!(
        unknown
            .to_string()
            .ends_with("; do not retry; call query_order with mchOrderNo m1, for example with `Client::resolve`"),
        "{unknown}"
    );
    *unknown
}

#[test]
fn prepares_a_signed_request() {
    let protocol = protocol().with_base_url("https://pay.example/v9").unwrap();
    assert_eq!(protocol.base_url(), "https://pay.example/v9/");
    let order = order();
    let exchange = protocol.prepare(&order).unwrap();
    assert_eq!((exchange.method(), exchange.url()), ("POST", "https://pay.example/v9/place_order"));
    let headers: Vec<_> = exchange.headers().collect();
    assert_eq!(headers, [("Content-Type", "application/x-www-form-urlencoded")]);
    let sign = sign(&[("mchId", "10000701"), ("mchOrderNo", "m1")], KEY);
    let (name, value) = form_urlencoded::parse(exchange.body().as_bytes()).next().unwrap();
    assert_eq!(name, "params");
    assert_eq!(value, json(&[("mchId", "10000701"), ("mchOrderNo", "m1"), ("sign", &sign)]));
    assert_eq!(exchange.body(), protocol.prepare(&order).unwrap().body());
}

#[test]
fn an_invalid_request_is_not_prepared() {
    let protocol = protocol();
    for (body, number) in [(Some("invalid"), "m1"), (Some(" "), "m1"), (None, "m 1")] {
        let order = PlaceOrder { body: body.map(str::to_owned), mch_order_no: number.to_owned() };
        let invalid = protocol.prepare(&order).unwrap_err();
        assert_eq!(invalid.violations().len(), 1, "{invalid}");
    }
    let invalid = protocol.prepare_raw(&RawRequest::new("a").text("sign", "x")).unwrap_err();
    assert_eq!(invalid.violations()[0].error, ValueError::FilledByClient);
}

#[test]
fn nothing_secret_shows() {
    let protocol = protocol();
    let request = RawRequest::new("a").secret("cvv", "canary");
    let exchange = protocol.prepare_raw(&request).unwrap();
    assert!(exchange.body().contains("canary"));
    let shown = format!("{exchange:?} {protocol:?}");
    assert!(shown.contains("https://api.iotpaycloud.com/v1/") && !shown.contains("canary"), "{shown}");
}

#[test]
fn accepts_a_signed_response() {
    let protocol = protocol();
    let order = PlaceOrder { body: Some("-x".to_owned()), ..order() };
    let exchange = protocol.prepare(&order).unwrap();
    for body in [signed(&PLACED), format!("\u{feff}{}", signed(&PLACED))] {
        let response = exchange.judge(200, body.as_bytes()).unwrap();
        assert_eq!(response.pay_order_id, "P1-x", "decoded by the request");
        assert_eq!(response.received().raw(), body);
        assert_eq!(*response.received().verification(), Verification::Verified { uncovered: Vec::new() });
    }
}

#[test]
fn rejects_unsigned_and_forged_responses() {
    let forged = json(&[&PLACED[..], &[("sign", &sign(&PLACED, "another-key"))]].concat());
    let altered = signed(&PLACED).replace("P1", "P2");
    for (body, verification) in
        [(json(&PLACED), Verification::Unsigned), (forged, Verification::Mismatch), (altered, Verification::Mismatch)]
    {
        let error = error(200, body.as_bytes());
        assert!(error.may_have_taken_effect());
        let Error::SignatureMismatch(mismatch) = error else { panic!("{error:?}") };
        assert_eq!(*mismatch.received.verification(), verification);
        assert_eq!(mismatch.reference.as_ref().unwrap().value, "m1");
    }
    let (order, protocol) = (order(), protocol().with_signature_policy(SignaturePolicy::WhenPresent));
    assert!(protocol.prepare(&order).unwrap().judge(200, json(&PLACED).as_bytes()).is_ok());
}

#[test]
fn an_unreadable_response_leaves_the_outcome_unknown() {
    let whole = signed(&PLACED);
    let without_id: Vec<_> = PLACED.into_iter().filter(|(name, _)| *name != "payOrderId").collect();
    let incomplete = signed(&without_id);
    let cases: [(&[u8], &str, DecodeErrorKind); 7] = [
        (&whole.as_bytes()[..whole.len() - 1], "", DecodeErrorKind::NotJson),
        (b"", "", DecodeErrorKind::NotJson),
        (b"[]", "", DecodeErrorKind::NotJson),
        (b"<html>canary</html>", "", DecodeErrorKind::NotJson),
        (b"\xff", "", DecodeErrorKind::NotUtf8),
        (b"{}", "retCode", DecodeErrorKind::Missing),
        (incomplete.as_bytes(), "payOrderId", DecodeErrorKind::Missing),
    ];
    for (body, field, kind) in cases {
        let unknown = unknown(error(200, body));
        let OutcomeUnknownCause::Decode(error) = &unknown.cause else { panic!("{:?}", unknown.cause) };
        assert_eq!((error.field.as_str(), error.kind), (field, kind));
        assert_eq!(unknown.raw.unwrap().as_bytes(), body);
    }
}

#[test]
fn a_response_about_another_order_is_not_accepted() {
    let other = PLACED.map(|(name, text)| (name, if text == "m1" { "m2" } else { text }));
    let body = signed(&other);
    let unknown = unknown(error(200, body.as_bytes()));
    let OutcomeUnknownCause::Decode(error) = &unknown.cause else { panic!("{:?}", unknown.cause) };
    assert_eq!((error.field.as_str(), error.kind), ("mchOrderNo", DecodeErrorKind::OtherOrder));
    assert_eq!(unknown.raw.unwrap().as_bytes(), body.as_bytes());
}

#[test]
fn an_error_status_is_never_a_success() {
    let rejection = r#"{"retCode":"FAIL","retMsg":"request params[amount] error."}"#;
    let (placed, html) = (signed(&PLACED), "<html>canary</html>");
    let placed = placed.as_str();
    for (status, body) in
        [(500, rejection), (503, placed), (599, html), (302, placed), (404, html), (429, placed), (199, placed)]
    {
        let unknown = unknown(error(status, body.as_bytes()));
        assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(it) if it == status), "{:?}", unknown.cause);
        assert_eq!(unknown.raw.unwrap().as_bytes(), body.as_bytes());
    }
    for status in [200, 204, 400, 302] {
        let error = error(status, rejection.as_bytes());
        assert!(!error.may_have_taken_effect());
        let Error::Rejected(rejected) = error else { panic!("{error:?}") };
        assert_eq!(rejected.reason, RejectionReason::InvalidField);
    }
    let failure = error(200, br#"{"retCode":"FAIL","retMsg":"SYSTEMERROR"}"#);
    assert!(matches!(unknown(failure).cause, OutcomeUnknownCause::ReportedByGateway(_)));
}

#[test]
fn a_response_has_a_maximum_size() {
    let (order, protocol) = (order(), protocol().with_max_response_size(1000));
    let exchange = protocol.prepare(&order).unwrap();
    assert!(exchange.judge(200, format!("{:1000}", signed(&PLACED)).as_bytes()).is_ok());
    let large = format!("{:1001}", signed(&PLACED));
    for status in [200, 500] {
        let unknown = unknown(exchange.judge(status, large.as_bytes()).unwrap_err());
        let OutcomeUnknownCause::Decode(error) = &unknown.cause else { panic!("{:?}", unknown.cause) };
        assert_eq!(error.kind, DecodeErrorKind::TooLarge);
        assert_eq!(unknown.raw.unwrap().as_bytes(), &large.as_bytes()[..1000]);
    }
}

#[test]
fn a_failure_of_the_transport_says_whether_anything_was_sent() {
    let (order, protocol) = (order(), protocol());
    let exchange = protocol.prepare(&order).unwrap();
    let fail = |kind| exchange.fail(TransportError::new(kind, "made up"));
    for (kind, message) in [
        (TransportErrorKind::Connect, "place_order was not sent: the gateway could not be reached"),
        (
            TransportErrorKind::NotAllowed,
            "place_order was not sent: the settings of the HTTP client do not allow the request",
        ),
    ] {
        let error = fail(kind);
        assert!(matches!(error, Error::Unreachable(_)) && !error.may_have_taken_effect());
        assert_eq!(error.to_string(), message);
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "made up");
    }
    for (kind, message) in [
        (TransportErrorKind::Timeout, "the outcome of place_order is unknown: the response timed out;"),
        (TransportErrorKind::Interrupted, "the outcome of place_order is unknown: the connection failed;"),
    ] {
        let error = fail(kind);
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "made up");
        let unknown = unknown(error);
        assert!(unknown.to_string().starts_with(message) && unknown.raw.is_none(), "{unknown}");
    }
    let error = TransportError::new(TransportErrorKind::Interrupted, "made up").with_partial_body("{\"ret");
    assert_eq!(unknown(exchange.fail(error)).raw.unwrap().as_bytes(), b"{\"ret");
}

#[test]
fn untyped_requests_follow_the_same_rules() {
    let protocol = protocol();
    let request = RawRequest::new("place_order").text("mchOrderNo", "m1").mch_id("mchId").reference("mchOrderNo");
    let exchange = protocol.prepare_raw(&request).unwrap();
    let order = order();
    assert_eq!(exchange.body(), protocol.prepare(&order).unwrap().body(), "sorted and signed alike");
    let received = exchange.judge(200, signed(&PLACED).as_bytes()).unwrap();
    assert_eq!(received.fields().get("payOrderId").unwrap().text(), "P1");
    let other = signed(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("mchOrderNo", "m2")]);
    let Err(Error::OutcomeUnknown(unknown)) = exchange.judge(200, other.as_bytes()) else { panic!("another order") };
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::Decode(it) if it.kind == DecodeErrorKind::OtherOrder));
    assert!(matches!(exchange.judge(200, json(&PLACED).as_bytes()), Err(Error::SignatureMismatch(_))));
    let error = exchange.fail(TransportError::new(TransportErrorKind::Connect, "made up"));
    assert!(matches!(error, Error::Unreachable(_)));
}

#[test]
// `card-v2` is deprecated.
#[allow(deprecated)]
fn the_base_urls_of_the_families_are_valid() {
    fn assert_valid<F: Family>() {
        let base_url = F::SPEC.base_url;
        assert_eq!(base_url::checked(base_url).unwrap().as_str(), base_url);
    }
    assert_valid::<General>();
    #[cfg(feature = "card")]
    assert_valid::<crate::card::Card>();
    #[cfg(feature = "card-v2")]
    assert_valid::<crate::card_v2::CardV2>();
    #[cfg(feature = "autodebit")]
    assert_valid::<crate::autodebit::Autodebit>();
    let protocol = protocol();
    assert!(matches!(protocol.clone().with_base_url("http://pay.example/"), Err(BuildError::InsecureBaseUrl)));
    assert!(matches!(protocol.with_base_url("pay"), Err(BuildError::InvalidBaseUrl)));
}

#[test]
fn a_request_may_need_the_login_name() {
    let without = Credentials::builder().mch_id("10000701").merchant_key(KEY).build().unwrap();
    let without = Protocol::<General>::new(without);
    assert!(without.prepare(&order()).is_ok());
    let raw = RawRequest::new("refund").login_name("jobNo").text("body", "tea");
    let Err(error) = without.prepare_raw(&raw) else { panic!("the login name is missing") };
    let [violation] = error.violations() else { panic!("{error}") };
    assert_eq!((violation.field, violation.error), ("jobNo", ValueError::NoLoginName));
    assert!(error.to_string().contains("`jobNo` requires a login name, which the credentials do not have"), "{error}");
    assert!(protocol().prepare_raw(&raw).is_ok());
}
