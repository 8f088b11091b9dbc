//! An attacker who can change responses cannot make an unpaid order appear paid.

use std::time::Duration;

use crate::support::server::{Reply, Server};
use crate::support::signing::{map, sign, signed, texts, to_json};
use crate::support::{KEY, credentials, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::incoming::DecodeErrorKind;
use iotpay_client::protocol::SignaturePolicy;
use iotpay_client::signing::Verification;
use iotpay_client::{Error, Response, general};

const UNPAID: &str = r#"{"mchId":"10000701","mchOrderNo":"m1","channelId":"WX_NATIVE","currency":"CAD","amount":2865,"subject":"s","body":"b","status":0}"#;

/// A genuine response with the unpaid order in `result`.
fn nested() -> String {
    let fields = texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("result", UNPAID)]);
    let sign = sign(&fields, KEY);
    format!(r#"{{"retCode":"SUCCESS","resCode":"SUCCESS","result":{UNPAID},"sign":"{sign}"}}"#)
}

/// A genuine response with the unpaid order at the top level.
fn flat() -> String {
    let mut fields = crate::support::signing::of_json(&serde_json::from_str(UNPAID).unwrap());
    fields.extend(texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS")]));
    to_json(&signed(fields, KEY))
}

/// A genuine response of another shape, without any status.
fn without_status() -> String {
    let mut fields = crate::support::signing::of_json(&serde_json::from_str(UNPAID).unwrap());
    fields.remove("status");
    fields.extend(texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS")]));
    to_json(&signed(fields, KEY))
}

async fn query(body: &str, policy: SignaturePolicy) -> Result<Response<general::QueryOrderResponse>, Error> {
    // An invalid response causes a retry: the short timeout allows only one attempt.
    match query_within(Duration::from_millis(150), body, policy).await {
        Err(Error::OutcomeUnknown(unknown)) if matches!(unknown.cause, OutcomeUnknownCause::Transport(_)) => {
            query_within(Duration::from_secs(10), body, policy).await
        }
        other => other,
    }
}

/// Returns `true` if the response was rejected because of its content, and not because of a transport
/// error.
fn is_rejected(error: &Error) -> bool {
    match error {
        Error::OutcomeUnknown(unknown) => matches!(unknown.cause, OutcomeUnknownCause::Decode(_)),
        Error::SignatureMismatch(_) => true,
        _ => false,
    }
}

async fn query_within(
    timeout: Duration,
    body: &str,
    policy: SignaturePolicy,
) -> Result<Response<general::QueryOrderResponse>, Error> {
    let server = Server::always(Reply::json(body)).await;
    let client =
        general::Client::builder(credentials()).base_url(server.url()).signature_policy(policy).timeout(timeout);
    client.build().unwrap().send(&orders::query("m1")).await
}

fn add(body: &str, member: &str) -> [String; 2] {
    let front = body.replacen('{', &format!("{{{member},"), 1);
    let back = format!("{},{member}}}", &body[..body.len() - 1]);
    [front, back]
}

#[tokio::test]
async fn genuine_responses_are_unpaid() {
    for body in [nested(), flat()] {
        let found = query_within(Duration::from_secs(10), &body, SignaturePolicy::Strict).await.unwrap();
        assert_eq!(found.status, general::OrderStatus::Created);
    }
    assert!(matches!(query(&without_status(), SignaturePolicy::Standard).await, Err(Error::OutcomeUnknown(_))));
}

#[tokio::test]
async fn no_added_field_makes_an_order_paid() {
    let paid = UNPAID.replace("\"status\":0", "\"status\":2");
    let members = [
        format!("\"result\":{paid}"),
        format!("\"result\":[{paid}]"),
        format!("\"resu\\u006ct\":{paid}"),
        format!("\"Result\":{paid}"),
        format!("\"payParams\":{paid}"),
        format!("\"retParams\":{paid}"),
        format!("\"unknown\":{paid}"),
        "\"status\":2".to_owned(),
        "\"status\":{\"status\":2}".to_owned(),
        "\"status\":[2]".to_owned(),
        "\"status\":[]".to_owned(),
        "\"payParams\":\"status=2\"".to_owned(),
        "\"statu\":null".to_owned(),
        "\"\":{\"status\":2}".to_owned(),
    ];
    for policy in [SignaturePolicy::Strict, SignaturePolicy::Standard, SignaturePolicy::WhenPresent] {
        for genuine in [nested(), flat(), without_status()] {
            for body in members.iter().flat_map(|member| add(&genuine, member)) {
                match query(&body, policy).await {
                    Ok(found) => assert_eq!(found.status, general::OrderStatus::Created, "{body}"),
                    Err(error) => assert!(is_rejected(&error), "{body}: {error:?}"),
                }
            }
        }
    }
}

#[tokio::test]
async fn no_replaced_field_makes_an_order_paid() {
    let paid = UNPAID.replace("\"status\":0", "\"status\":2");
    let as_text = serde_json::Value::from(UNPAID).to_string();
    let flat_paid = paid.trim_start_matches('{').trim_end_matches('}');
    for body in [
        nested().replace("\"status\":0", "\"status\":2"),
        nested().replace("\"status\":0", "\"status\":0,\"status\":2"),
        nested().replace("\"status\":0", "\"status\":2,\"status\":0"),
        nested().replace("\"status\":0", "\"status\":0 "),
        nested().replace(UNPAID, &as_text),
        nested().replace(UNPAID, "null").replacen('{', &format!("{{{flat_paid},"), 1),
        nested().replace("\"result\"", "\"payParams\"").replacen('{', &format!("{{{flat_paid},"), 1),
        nested().replace("\"result\"", "\"unknown\"").replacen('{', &format!("{{{flat_paid},"), 1),
        flat().replace("\"status\":0", "\"status\":2"),
        flat().replace("\"status\":0", "\"status\":\"2\""),
        flat().replace("\"status\":0", "\"status\":[2]"),
        flat().replace("\"status\":0", "\"status\":{\"0\":2}"),
        flat().replace("\"status\":0", &format!("\"result\":{paid}")),
        flat().replace("\"status\":0", &format!("\"status\":0,\"result\":{paid}")),
        flat().replace("\"status\":0", &format!("\"status\":null,\"result\":{paid}")),
    ] {
        let error = query(&body, SignaturePolicy::Standard).await.unwrap_err();
        assert!(is_rejected(&error), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn unverifiable_object_does_not_prove_a_payment() {
    let paid = UNPAID.replace("\"status\":0", "\"status\":2");
    let body = format!(
        r#"{{"retCode":"SUCCESS","resCode":"SUCCESS","payParams":{{"a":1}},{},"sign":"{}"}}"#,
        paid.trim_start_matches('{').trim_end_matches('}'),
        "0".repeat(32)
    );
    for policy in [SignaturePolicy::Strict, SignaturePolicy::Standard, SignaturePolicy::WhenPresent] {
        let error = query(&body, policy).await.unwrap_err();
        assert!(matches!(error, Error::SignatureMismatch(_)), "{error:?}");
    }
}

#[tokio::test]
async fn uncovered_fields_are_listed_or_dropped() {
    let fields = map([("retCode", "SUCCESS".into()), ("resCode", "SUCCESS".into()), ("payOrderId", "P1".into())]);
    let genuine = to_json(&signed(fields, KEY));
    let [body, _] = add(&genuine, "\"payParams\":{\"a\":1},\"unknown\":{\"b\":2}");
    let server = Server::always(Reply::json(body)).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).build().unwrap();
    let response = client.send(&orders::wx_app("m1")).await.unwrap();
    let iotpay_client::signing::Verification::Verified { uncovered } = response.received().verification() else {
        panic!("expected a verified response")
    };
    assert_eq!(*uncovered, ["payParams", "unknown"]);
    assert_eq!(response.pay_params.as_str(), "{\"a\":1}");
    assert!(response.received().fields().get("unknown").is_none(), "an unsigned field is in the verified message");
}

#[tokio::test]
async fn rejects_genuine_response_about_another_order() {
    for (genuine, asked) in [(nested(), "m2"), (flat(), "m2")] {
        let server = Server::always(Reply::json(genuine)).await;
        let client = general::Client::builder(credentials()).base_url(server.url()).timeout(Duration::from_millis(150));
        let error = client.build().unwrap().send(&orders::query(asked)).await.unwrap_err();
        let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
        let OutcomeUnknownCause::Decode(unreadable) = unknown.cause else { panic!("{:?}", unknown.cause) };
        assert_eq!((unreadable.field.as_str(), unreadable.kind), ("mchOrderNo", DecodeErrorKind::OtherOrder));
    }
}

#[tokio::test]
async fn strict_client_requires_every_field_to_be_signed() {
    let fields = [("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("payOrderId", "P1")];
    let sign = sign(&texts(&fields), KEY);
    let body = format!(
        r#"{{"retCode":"SUCCESS","resCode":"SUCCESS","payOrderId":"P1","payParams":{{"a":"b"}},"sign":"{sign}"}}"#
    );
    let server = Server::always(Reply::json(body)).await;
    let with = |policy| {
        general::Client::builder(credentials()).base_url(server.url()).signature_policy(policy).build().unwrap()
    };
    let response = with(SignaturePolicy::Standard).send(&orders::wx_app("m1")).await.unwrap();
    let uncovered = vec!["payParams".to_owned()];
    assert_eq!(*response.received().verification(), Verification::Verified { uncovered });
    let strict = with(SignaturePolicy::Strict).send(&orders::wx_app("m1")).await;
    assert!(matches!(strict, Err(Error::SignatureMismatch(_))), "{strict:?}");
}
