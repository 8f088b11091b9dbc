//! The merchant key and received texts do not appear in output that may be logged.

use std::fmt::{Debug, Display};

use crate::support::server::{Reply, Server};
use crate::support::signing::{map, signed, texts, to_json, to_query};
use crate::support::{LOGIN_NAME, MCH_ID, orders};
use iotpay_client::notification::ReceivedNotification;
use iotpay_client::protocol::{EncodedRequest, encode};
use iotpay_client::signing::StringToSign;
use iotpay_client::value::SecretText;
use iotpay_client::{Credentials, Error, MerchantKey, NotificationRequest, ValidationError, card, general};

const KEY: &str = "key-canary-0815-key-canary";
/// Part of texts that are received.
const CANARY: &str = "text-canary-4711";

fn credentials() -> Credentials {
    Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(KEY).build().unwrap()
}

#[track_caller]
fn assert_silent(shown: &str) {
    for part in [KEY, CANARY, "canary"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

#[track_caller]
fn assert_debug_silent(value: &dyn Debug) {
    assert_silent(&format!("{value:?} {value:#?}"));
}

#[track_caller]
fn assert_error_silent<E: Debug + Display + std::error::Error>(error: &E) {
    assert_debug_silent(error);
    assert_silent(&error.to_string());
    let mut source = error.source();
    while let Some(cause) = source {
        assert_silent(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
}

#[test]
fn types_with_the_key_do_not_show_it() {
    assert_debug_silent(&MerchantKey::new(KEY).unwrap());
    assert_debug_silent(&credentials());
    assert_debug_silent(credentials().key());
    assert_debug_silent(&credentials().account());
    let wallets = general::Client::new(credentials()).unwrap();
    assert_debug_silent(&wallets);
    assert_debug_silent(&wallets.clone());
    assert_debug_silent(&card::Client::new(credentials()).unwrap());
    assert_debug_silent(&general::NotificationReceiver::new(credentials()));
    assert_debug_silent(&card::NotificationReceiver::new(credentials()).ignore_parameter("s"));
}

#[test]
fn invalid_credentials_are_not_shown() {
    let long = format!("{CANARY}{}", "x".repeat(60));
    let invalid: ValidationError =
        Credentials::builder().mch_id(&long).login_name(&long).merchant_key(KEY).build().unwrap_err();
    assert_error_silent(&invalid);
    assert_error_silent(&general::Client::builder(credentials()).base_url("http://shop.example/").build().unwrap_err());
}

#[test]
fn invalid_values_are_not_shown() {
    let long = CANARY.repeat(40);
    let error = general::WxNative::new(general::WxNativeRequired {
        mch_order_no: &long,
        currency: general::Currency::Cad,
        amount: 0,
        notify_url: &long,
        subject: &long,
        body: &long,
        extra: general::WxNativeExtraMembers { product_id: &long },
        client_ip: orders::IP,
    })
    .unwrap_err();
    assert_eq!(error.violations().len(), 6);
    assert_error_silent(&error);
    assert_error_silent(&general::QueryOrder::by_mch_order_no(&long).unwrap_err());
    assert_error_silent(&orders::alipay_qr("m1").with_extra(CANARY).unwrap_err());
    assert_debug_silent(&SecretText::<40>::new(CANARY).unwrap());
    assert_error_silent(&SecretText::<4>::new(CANARY).unwrap_err());
}

#[test]
fn requests_do_not_contain_the_key() {
    use iotpay_client::spec::Family as _;
    let EncodedRequest { body, signature, .. } =
        encode(&orders::cc_purchase("m1", orders::NOTIFY_URL), &credentials(), card::Card::SPEC);
    assert_silent(&format!("{} {body:?} {signature} {signature:?}", body.as_str()));
    let order = orders::wx_native_about("m1", CANARY, CANARY, orders::NOTIFY_URL);
    let explanation = StringToSign::for_request(&order, &credentials().account(), general::General::SPEC.signing);
    assert_debug_silent(&explanation);
    assert!(!explanation.to_masked_string().contains(KEY) && explanation.to_masked_string().ends_with("&key=***"));
}

/// Returns the error of an order with this response.
async fn error_of(reply: Reply) -> Error {
    let server = Server::always(reply).await;
    let client =
        general::Client::builder(credentials()).base_url(server.url()).max_response_size(1000).build().unwrap();
    client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err()
}

#[tokio::test]
async fn errors_show_neither_key_nor_response() {
    let unsigned = to_json(&texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("codeUrl", CANARY)]));
    let forged = unsigned.replacen('{', "{\"sign\":\"text-canary-4711\",\"o\":{\"a\":\"text-canary-4711\"},", 1);
    let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{CANARY}");
    for reply in [
        Reply::json(CANARY),
        Reply::json(unsigned),
        Reply::json(forged),
        Reply::json(format!("{{\"retCode\":\"{CANARY}\"}}")),
        Reply::json(CANARY.repeat(100)),
        Reply::status(500, CANARY),
        Reply::status(404, CANARY),
        Reply::Http(302, "Location: http://127.0.0.1:1/text-canary-4711\r\n".to_owned(), CANARY.into()),
        Reply::Bytes(cut.into()),
        Reply::Bytes(CANARY.into()),
        Reply::Reset,
    ] {
        let error = error_of(reply).await;
        assert!(error.may_have_taken_effect());
        assert_error_silent(&error);
    }
}

#[tokio::test]
async fn rejection_shows_its_message_on_one_line() {
    let fields = texts(&[("retCode", "FAIL"), ("retMsg", "no\n2026-01-01 paid\u{1b}[2J 茶"), ("other", CANARY)]);
    let error = error_of(Reply::json(to_json(&fields))).await;
    assert_silent(&format!("{error} {error:?} {error:#?}"));
    assert!(!error.to_string().contains(['\n', '\u{1b}']), "{error}");
    assert!(error.to_string().contains("no\\n2026-01-01 paid\\u{1b}[2J 茶"), "{error}");
    let Error::Rejected(rejected) = error else { panic!("expected a rejection") };
    assert_eq!(rejected.message.as_deref(), Some("no\n2026-01-01 paid\u{1b}[2J 茶"), "the raw message is kept");
    let long = texts(&[("retCode", "FAIL"), ("retMsg", &"茶".repeat(300))]);
    assert!(error_of(Reply::json(to_json(&long))).await.to_string().chars().count() < 500);
}

#[tokio::test]
async fn received_messages_show_names_only() {
    let fields = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("payOrderId", "P1".into()),
        ("other", CANARY.into()),
    ]);
    let body = to_json(&signed(fields, KEY)).replacen('{', "{\"payParams\":{\"a\":\"text-canary-4711\"},", 1);
    let server = Server::always(Reply::json(body)).await;
    let client = general::Client::builder(credentials()).base_url(server.url()).build().unwrap();
    let response = client.send(&orders::wx_app("m1")).await.unwrap();
    assert!(response.received().raw().contains(CANARY));
    assert_debug_silent(response.received());
    assert_debug_silent(response.received().fields());
    assert_debug_silent(&response);
    for field in response.received().fields() {
        assert_debug_silent(&field);
    }
}

#[test]
fn notifications_and_their_errors_show_neither() {
    let fields = |sign: &str| {
        texts(&[("payOrderId", "P1"), ("mchId", MCH_ID), ("amount", CANARY), ("status", CANARY), ("sign", sign)])
    };
    let mut own = fields("");
    own.remove("sign");
    let other = map([("mchId", CANARY.into())]);
    let swallowing = map([("mchId", MCH_ID.into()), ("body", "text-canary-4711&mchId=1".into())]);
    let receiver = general::NotificationReceiver::new(credentials());
    for query in [
        to_query(&fields("")),
        to_query(&fields(CANARY)),
        to_query(&signed(own, KEY)),
        to_query(&signed(other, KEY)),
        to_query(&signed(swallowing, KEY)),
        format!("amount={CANARY}&amount=1"),
        format!("amount={CANARY}%FF"),
    ] {
        let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
        let error = receiver.receive::<general::OrderNotification>(incoming).unwrap_err();
        assert_error_silent(&error);
    }
    let card = map([
        ("payOrderId", "PC1".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m1".into()),
        ("currency", "CAD".into()),
        ("amount", 1.into()),
        ("status", 2.into()),
        ("expiryDate", CANARY.into()),
    ]);
    let mut payment = card.clone();
    payment.insert("payType".to_owned(), "pay".into());
    let receive = |fields| {
        let body = to_json(&signed(fields, KEY));
        let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
        card::NotificationReceiver::new(credentials()).receive::<card::CardNotification>(incoming).unwrap()
    };
    let notification = receive(payment);
    assert_debug_silent(&notification);
    let ReceivedNotification::Server(notification) = notification else { panic!("expected a payment") };
    assert_eq!(notification.expiry_date.as_ref().unwrap().expose(), CANARY);
    let notification = receive(card);
    assert_debug_silent(&notification);
    let ReceivedNotification::Undetermined(notification) = notification else {
        panic!("expected an undetermined notification")
    };
    assert_eq!(notification.expiry_date.as_ref().unwrap().expose(), CANARY);
}
