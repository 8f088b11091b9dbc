//! Raw requests over HTTP, and how their responses are handled.
#![cfg(all(feature = "transport", feature = "general", feature = "card"))]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::incoming::DecodeErrorKind;
use iotpay_client::protocol::{RawRequest, SignaturePolicy};
use iotpay_client::signing::{FieldValue, Signer, Verification};
use iotpay_client::spec::Family;
use iotpay_client::value::ValueError;
use iotpay_client::{Client, Credentials, Error, MerchantKey, card::Card, general::General};

const KEY: &str = "key-canary-0815";

/// A loopback gateway that returns the same response to each request and stores the bodies.
struct Gateway {
    url: String,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Gateway {
    fn responding_with(status: u16, response: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let (kept, response) = (Arc::clone(&bodies), response.to_owned());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let (mut request, mut chunk) = (String::new(), [0; 4096]);
                while !is_complete(&request) {
                    let length = stream.read(&mut chunk).unwrap();
                    request.push_str(std::str::from_utf8(&chunk[..length]).unwrap());
                }
                kept.lock().unwrap().push(request);
                let length = response.len();
                let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                stream.write_all((head + &response).as_bytes()).unwrap();
            }
        });
        Self { url, bodies }
    }

    fn client<F: Family>(&self) -> Client<F> {
        self.client_with(SignaturePolicy::Standard)
    }

    fn client_with<F: Family>(&self, policy: SignaturePolicy) -> Client<F> {
        let credentials =
            Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build().unwrap();
        Client::builder(credentials).base_url(&self.url).signature_policy(policy).build().unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.bodies.lock().unwrap().clone()
    }
}

fn is_complete(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn sign(fields: &[(&str, &str)]) -> String {
    let key = MerchantKey::new(KEY).unwrap();
    let mut signer = Signer::new(General::SPEC.signing, &key);
    for (name, text) in fields {
        signer.field(name, FieldValue::Text(text));
    }
    signer.finish().to_string()
}

/// Returns a signed response with these fields, in the order of signing, followed by more JSON.
fn signed(fields: &[(&str, &str)], more: &str) -> String {
    let members: String = fields.iter().map(|(name, text)| format!("\"{name}\":\"{text}\",")).collect();
    format!("{{{members}{more}\"sign\":\"{}\"}}", sign(fields))
}

const SUCCESS: [(&str, &str); 3] = [("refundStatus", "2"), ("resCode", "SUCCESS"), ("retCode", "SUCCESS")];

fn query() -> RawRequest {
    RawRequest::new("query_refund").mch_id("mchId").login_name("jobNo").text("mchRefundNo", "r1").idempotent()
}

fn order() -> RawRequest {
    RawRequest::new("create_order")
        .mch_id("mchId")
        .text("mchOrderNo", "m1")
        .integer("amount", 1)
        .reference("mchOrderNo")
}

#[tokio::test]
async fn request_is_signed_sent_and_verified() {
    let gateway = Gateway::responding_with(200, &signed(&SUCCESS, ""));
    let call =
        RawRequest::new("query_refund").text("subject", "a&b 茶").login_name("jobNo").mch_id("mchId").integer("n", 7);
    let response = gateway.client::<General>().send_raw(&call).await.unwrap();
    assert_eq!(*response.verification(), Verification::Verified { uncovered: Vec::new() });
    assert_eq!(response.fields().get("refundStatus").unwrap().text(), "2");
    let request = gateway.requests().remove(0);
    assert!(request.starts_with("POST /query_refund HTTP/1.1\r\n"), "{request}");
    let sign = sign(&[("jobNo", "jack123"), ("mchId", "10000701"), ("n", "7"), ("subject", "a&b 茶")]);
    let json = format!(r#"{{"jobNo":"jack123","mchId":"10000701","n":7,"subject":"a&b 茶","sign":"{sign}"}}"#);
    let body = form_urlencoded::parse(request.split_once("\r\n\r\n").unwrap().1.as_bytes()).next().unwrap();
    assert_eq!(body, ("params".into(), json.into()));
}

#[tokio::test]
async fn each_family_has_its_own_format() {
    let gateway = Gateway::responding_with(200, r#"{"retCode":"SUCCESS","retMsg":"","retData":{"cardId":"c1"}}"#);
    let call = RawRequest::new("cc_querycard").mch_id("mchId").text("cardId", "c1").idempotent();
    let response = gateway.client::<Card>().send_raw(&call).await.unwrap();
    assert_eq!(*response.verification(), Verification::Unsigned);
    assert_eq!(response.fields().get("retData").unwrap().text(), r#"{"cardId":"c1"}"#);
    let request = gateway.requests().remove(0);
    let sign = sign(&[("cardId", "c1"), ("mchId", "10000701")]);
    assert!(request.ends_with(&format!(r#"{{"cardId":"c1","mchId":"10000701","sign":"{sign}"}}"#)), "{request}");
}

#[tokio::test]
async fn invalid_request_is_not_sent() {
    let gateway = Gateway::responding_with(200, &signed(&SUCCESS, ""));
    let call = order().text("refundable", "text-canary").integer("refundAmount", 1).text("sign", "text-canary");
    let error = gateway.client::<General>().send_raw(&call).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"));
    let Error::Invalid(invalid) = error else { panic!("{error}") };
    let violations: Vec<_> = invalid.violations().iter().map(|it| (it.field, it.error)).collect();
    let differently = ValueError::AmbiguousSortOrder { other: "refundAmount" };
    assert_eq!(violations, [("sign", ValueError::FilledByClient), ("refundable", differently)]);
    assert!(gateway.requests().is_empty());
}

#[tokio::test]
async fn rejection_is_reported() {
    let gateway = Gateway::responding_with(200, r#"{"retCode":"FAIL","retMsg":"signature error"}"#);
    let Error::Rejected(no) = gateway.client::<General>().send_raw(&query()).await.unwrap_err() else { panic!() };
    assert_eq!((no.endpoint.name, no.message.as_deref()), ("query_refund", Some("signature error")));
    assert!(no.to_string().contains("https://develop.iotpay.ca/guide/signature.html"), "{no}");
    assert_eq!(gateway.requests().len(), 1);
}

#[tokio::test]
async fn rejects_unsigned_and_forged_success() {
    let unsigned = r#"{"retCode":"SUCCESS","resCode":"SUCCESS"}"#.to_owned();
    let forged = signed(&SUCCESS, "").replace("\"2\"", "\"3\"");
    for response in [unsigned, forged] {
        let gateway = Gateway::responding_with(200, &response);
        let error = gateway.client::<General>().send_raw(&order()).await.unwrap_err();
        let Error::SignatureMismatch(mismatch) = error else { panic!("{error}") };
        assert_eq!(mismatch.reference.as_ref().unwrap().to_string(), "mchOrderNo m1");
        assert!(!format!("{mismatch} {mismatch:?}").contains(KEY));
    }
}

#[tokio::test]
async fn retries_only_queries() {
    let gateway = Gateway::responding_with(500, "");
    for (call, attempts) in [(order(), 1), (query(), 4)] {
        let error = gateway.client::<General>().send_raw(&call).await.unwrap_err();
        assert!(
            matches!(&error, Error::OutcomeUnknown(unknown) if matches!(unknown.cause, OutcomeUnknownCause::Status(500))),
            "{error}"
        );
        assert_eq!(gateway.requests().len(), attempts);
    }
    let error = gateway.client::<General>().send_raw(&order()).await.unwrap_err();
    assert!(
        error.to_string().contains(
            "do not retry; no endpoint returns the outcome, so ask IOTPay about the request with mchOrderNo m1"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn rejects_response_about_another_order() {
    let about = |no| signed(&[("mchOrderNo", no), ("resCode", "SUCCESS"), ("retCode", "SUCCESS")], "");
    let gateway = Gateway::responding_with(200, &about("m2"));
    let error = gateway.client::<General>().send_raw(&order()).await.unwrap_err();
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error}") };
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::Decode(it) if it.kind == DecodeErrorKind::OtherOrder));
    assert!(Gateway::responding_with(200, &about("m1")).client::<General>().send_raw(&order()).await.is_ok());
}

#[tokio::test]
async fn reports_uncovered_objects() {
    // The signature covers everything except the object, which is kept and reported as uncovered.
    let gateway = Gateway::responding_with(200, &signed(&SUCCESS, "\"madeUp\":{\"b\":1},"));
    let response = gateway.client::<General>().send_raw(&order()).await.unwrap();
    assert_eq!(*response.verification(), Verification::Verified { uncovered: vec!["madeUp".to_owned()] });
    assert_eq!(response.fields().get("madeUp").unwrap().text(), "{\"b\":1}");
    let strict = gateway.client_with::<General>(SignaturePolicy::Strict).send_raw(&order()).await;
    assert!(matches!(strict, Err(Error::SignatureMismatch(_))));

    // The signature matches no known form of the object.
    let unknown =
        signed(&SUCCESS, "\"madeUp\":{\"b\":1},").replace("\"sign\":\"", "\"sign\":\"0").replacen("0\"}", "\"}", 1);
    let gateway = Gateway::responding_with(200, &unknown);
    let client = gateway.client::<General>();
    assert_eq!(*client.send_raw(&order()).await.unwrap().verification(), Verification::Unverifiable);
    // Only verified responses to queries are accepted, since they decide about money.
    let Error::SignatureMismatch(mismatch) = client.send_raw(&query()).await.unwrap_err() else { panic!() };
    assert_eq!(*mismatch.received.verification(), Verification::Unverifiable);
    let strict = gateway.client_with::<General>(SignaturePolicy::Strict).send_raw(&order()).await;
    assert!(matches!(strict, Err(Error::SignatureMismatch(_))));
}

#[tokio::test]
async fn object_with_a_known_form_must_be_signed_in_that_form() {
    // `result` is known to be signed with the received characters.
    let gateway = Gateway::responding_with(200, &signed(&SUCCESS, "\"result\":{\"status\":2},"));
    let error = gateway.client::<General>().send_raw(&order()).await.unwrap_err();
    let Error::SignatureMismatch(mismatch) = error else { panic!("{error}") };
    assert_eq!(*mismatch.received.verification(), Verification::Mismatch);
}
