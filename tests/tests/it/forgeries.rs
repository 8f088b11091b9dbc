//! Forgeries by an attacker who can read or change messages, or choose a text of an order, but does not have the
//! merchant key.

use std::time::Duration;

use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{map, sign, signed, texts, to_json, to_query};
use crate::support::{KEY, credentials, general_client, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::protocol::SignaturePolicy;
use iotpay_client::signing::Verification;
use iotpay_client::{Error, NotificationRequest, card, general};

#[tokio::test]
async fn unknown_object_does_not_replace_the_signature() {
    for object in ["\"payParams\":{}", "\"retParams\":{\"a\":1}", "\"unknown\":{}"] {
        let body = format!(
            r#"{{"retCode":"SUCCESS","resCode":"SUCCESS","payOrderId":"P1","codeUrl":"weixin://x",{object},"sign":"{}"}}"#,
            "0".repeat(32)
        );
        let server = Server::always(Reply::json(body)).await;
        let client = general_client(&server.url(), KEY);
        let placed = client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await;
        assert!(matches!(placed, Err(Error::SignatureMismatch(_))), "{object}: {placed:?}");
        let refunded = client.send(&orders::refund("r1", "P1", 1)).await;
        assert!(matches!(refunded, Err(Error::SignatureMismatch(_))), "{object}: {refunded:?}");
    }
}

#[tokio::test]
async fn uncovered_objects_are_dropped() {
    let fields =
        texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("payOrderId", "P1"), ("codeUrl", "weixin://x")]);
    let genuine = to_json(&signed(fields, KEY));
    for added in ["\"retParams\":\"weixin://evil\"", "\"payParams\":\"evil\"", "\"retParams\":{\"url\":\"evil\"}"] {
        let server = Server::always(Reply::json(genuine.replacen('{', &format!("{{{added},"), 1))).await;
        match general_client(&server.url(), KEY).send(&orders::wx_native("m1", orders::NOTIFY_URL)).await {
            Ok(response) => {
                assert_eq!(response.ret_params, None, "{added}");
                assert!(response.received().fields().get("retParams").is_none(), "{added}");
            }
            Err(error) => assert!(matches!(error, Error::SignatureMismatch(_)), "{added}: {error:?}"),
        }
    }
}

#[tokio::test]
async fn text_that_imitates_fields_cannot_make_an_order_paid() {
    let chosen = "b&channelId=WX_NATIVE&currency=CAD&mchId=10000701&mchOrderNo=m1&status=2&subject=x";
    let unpaid = [
        ("amount", "2865"),
        ("body", chosen),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("mchId", "10000701"),
        ("mchOrderNo", "m1"),
        ("resCode", "SUCCESS"),
        ("retCode", "SUCCESS"),
        ("status", "0"),
        ("subject", "s"),
    ];
    let sign = sign(&texts(&unpaid), KEY);
    // The same string to sign, split at other positions.
    let forged = [
        ("amount", "2865"),
        ("body", "b"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("mchId", "10000701"),
        ("mchOrderNo", "m1"),
        ("status", "2"),
        (
            "subject",
            "x&channelId=WX_NATIVE&currency=CAD&mchId=10000701&mchOrderNo=m1&resCode=SUCCESS&retCode=SUCCESS&status=0&subject=s",
        ),
    ];
    let mut fields = texts(&forged);
    fields.extend(texts(&[("sign", &sign)]));
    let rest = texts(&[("resCode", "SUCCESS"), ("retCode", "SUCCESS")]);
    for forged in [fields.clone(), fields.into_iter().chain(rest).collect()] {
        let server = Server::always(Reply::json(to_json(&forged))).await;
        let client = general::Client::builder(credentials()).base_url(server.url()).timeout(Duration::from_millis(190));
        let result =
            client.signature_policy(SignaturePolicy::WhenPresent).build().unwrap().send(&orders::query("m1")).await;
        assert!(result.is_err(), "{result:?}");
    }
    let mut genuine = texts(&unpaid);
    genuine.extend(texts(&[("sign", &sign)]));
    let server = Server::always(Reply::json(to_json(&genuine))).await;
    let error = general_client(&server.url(), KEY).send(&orders::query("m1")).await.unwrap_err();
    let Error::SignatureMismatch(mismatch) = error else { panic!("{error:?}") };
    assert_eq!(*mismatch.received.verification(), Verification::Ambiguous);
}

#[test]
fn wallet_browser_return_is_not_a_card_notification() {
    let returned = map([
        ("payOrderId", "P1".into()),
        ("mchId", "10000701".into()),
        ("mchOrderNo", "m1".into()),
        ("currency", "CAD".into()),
        ("amount", 2865.into()),
        ("status", 2.into()),
        ("backType", 1.into()),
    ]);
    let signed = signed(returned, KEY);
    let wallet = general::NotificationReceiver::new(credentials());
    let query = to_query(&signed);
    let incoming = NotificationRequest { method: "GET", query: &query, content_type: None, body: b"" };
    assert!(matches!(
        wallet.receive::<general::OrderNotification>(incoming),
        Ok(ReceivedNotification::BrowserReturn(_))
    ));

    let cards = card::NotificationReceiver::new(credentials());
    let body = to_json(&signed);
    let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
    let result = cards.receive::<card::CardNotification>(incoming);
    assert!(matches!(result, Err(NotificationError::WrongKind(_))), "{result:?}");
}

#[test]
fn escaped_name_in_an_object_cannot_hide_a_field() {
    // The sorted form of the object contains `&mchOrderNo=`; the received text does not.
    let object = r#"{"a\u0026mchOrderNo=m9":1}"#;
    let text =
        r#"amount=2865&currency=CAD&mchId=10000701&mchOrderNo=m1&payOrderId=P1&status=2&x={"a&mchOrderNo=m9":1}"#;
    let (name, rest) = text.split_once('=').unwrap();
    let sign = sign(&map([(name, rest.into())]), KEY);
    let body = format!(
        r#"{{"amount":2865,"currency":"CAD","mchId":"10000701","mchOrderNo":"m1","payOrderId":"P1","status":2,"x":{object},"sign":"{sign}"}}"#
    );
    let cards = card::NotificationReceiver::new(credentials());
    let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
    let result = cards.receive::<card::CardNotification>(incoming);
    assert!(matches!(result, Err(NotificationError::Ambiguous(_))), "{result:?}");
}

#[test]
fn invalid_optional_field_does_not_lose_a_payment() {
    let fields = texts(&[
        ("payOrderId", "P1"),
        ("mchId", "10000701"),
        ("mchOrderNo", "m1"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("backType", "2"),
        ("paySuccTime", "2026-04-07 19:44:51"),
    ]);
    let query = to_query(&signed(fields, KEY));
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    let receiver = general::NotificationReceiver::new(credentials());
    let Ok(ReceivedNotification::Server(notification)) = receiver.receive::<general::OrderNotification>(incoming)
    else {
        panic!("expected an accepted notification")
    };
    assert_eq!(notification.pay_succ_time, None);
    assert_eq!(notification.received().fields().get("paySuccTime").unwrap().text(), "2026-04-07 19:44:51");
}

#[tokio::test]
async fn no_setting_makes_the_client_follow_a_redirect() {
    let fields = texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS")]);
    for body in [to_json(&signed(fields, KEY)), r#"{"retCode":"FAIL","retMsg":"no"}"#.to_owned()] {
        let other = Server::always(Reply::json(body)).await;
        let server = Server::always(Reply::Http(307, format!("location: {}\r\n", other.url()), Vec::new())).await;
        let client = general::Client::builder(credentials())
            .base_url(server.url())
            .http_client_builder(|http| http.redirect(reqwest::redirect::Policy::limited(3)));
        let error = client.build().unwrap().send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
        assert!(matches!(unknown.cause, OutcomeUnknownCause::Status(307)), "{unknown:?}");
        assert_eq!((server.requests().len(), other.connections()), (1, 0));
    }
}

#[tokio::test]
async fn unknown_error_of_the_gateway_is_not_a_rejection() {
    let with_code = |code: &str, words: &str| {
        let fields = texts(&[("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", code), ("errCodeDes", words)]);
        to_json(&signed(fields, KEY))
    };
    let server = Server::always(Reply::json(with_code("SYSTEMERROR", "x"))).await;
    let error = general_client(&server.url(), KEY).send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(error.may_have_taken_effect());
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    assert!(matches!(&unknown.cause, OutcomeUnknownCause::ReportedByGateway(code) if code == "SYSTEMERROR"));
    // An unknown message next to a known code makes the outcome unknown.
    for (words, may_have_taken_effect) in [("", false), ("x", true)] {
        let server = Server::always(Reply::json(with_code("0112", words))).await;
        let error = general_client(&server.url(), KEY).send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)) && error.may_have_taken_effect() == may_have_taken_effect);
    }
}

#[tokio::test]
async fn very_long_timeout_does_not_panic() {
    let client = general::Client::builder(credentials()).base_url(closed_url().await).timeout(Duration::MAX);
    let error = client.build().unwrap().send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
}
