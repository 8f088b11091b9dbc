//! The client accepts responses and notifications of independent implementations.

use std::fmt::Debug;

use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, fields_of, map, of_json, sign};
use crate::support::{card_client, credentials_with, data, general_client, orders};
use iotpay_client::error::Rejected;
use iotpay_client::incoming::Fields;
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::protocol::{Protocol, SignaturePolicy, encode};
use iotpay_client::signing::{Signed, Verification};
use iotpay_client::spec::Family as _;
use iotpay_client::{Error, MerchantKey, NotificationRequest, Request, Response, card, general, shared};

/// The key and the body of a recorded response.
fn recorded(case: &str) -> (String, String) {
    let all = data::json("interop/responses.json");
    let found = all.as_array().unwrap().iter().find(|response| response["case"] == case).expect(case);
    (found["key"].as_str().unwrap().to_owned(), found["body"].as_str().unwrap().to_owned())
}

/// Sends a request to a server that replays a recorded response.
async fn replay<R>(case: &str, request: R) -> Result<Response<R::Response>, Error>
where
    R: Request<Family = general::General, Response: Debug>,
{
    let (key, body) = recorded(case);
    let server = Server::always(Reply::json(body.clone())).await;
    let result = general_client(&server.url(), &key).send(&request).await;
    assert_eq!(server.requests().len(), 1);
    // The protocol alone returns the same.
    let protocol = Protocol::<general::General>::new(credentials_with(&key)).with_base_url(&server.url()).unwrap();
    let exchange = protocol.prepare(&request).unwrap();
    let alone = exchange.judge(200, body.as_bytes());
    assert_eq!(server.requests()[0].body, exchange.body().as_bytes());
    assert_eq!(format!("{alone:?}"), format!("{result:?}"));
    if let Ok(response) = &result {
        assert_eq!(response.received().raw(), body);
    }
    result
}

async fn rejected<R>(case: &str, request: R) -> Rejected
where
    R: Request<Family = general::General, Response: Debug>,
{
    match replay(case, request).await {
        Err(Error::Rejected(rejected)) => *rejected,
        _ => panic!("{case} is a rejection"),
    }
}

fn verified(uncovered: &[&str]) -> Verification {
    Verification::Verified { uncovered: uncovered.iter().map(|name| (*name).to_owned()).collect() }
}

#[tokio::test]
async fn wx_native() {
    let response = replay("create_order WX_NATIVE", orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap();
    assert_eq!(response.code_url, "weixin://wxpay/bizpayurl?pr=x");
    assert_eq!(response.pay_order_id, "P00000000000000000001");
    assert_eq!(*response.received().verification(), verified(&[]));
}

#[tokio::test]
async fn alipay_mobile() {
    let response = replay("create_order ALIPAY_MOBILE", orders::alipay_mobile("m1")).await.unwrap();
    assert_eq!(response.pay_params, "a=1&b=2");
    assert!(response.ret_params.is_none());
    // Similar gateways omit the field from the string to sign, whether it is text or an object.
    assert_eq!(*response.received().verification(), verified(&["payParams"]));
}

#[tokio::test]
async fn wx_app_forwards_its_object_unchanged() {
    let response = replay("create_order WX_APP", orders::wx_app("m1")).await.unwrap();
    assert_eq!(response.pay_params.as_str(), r#"{"timeStamp":"1505049094","appId":"wx1"}"#);
    assert_eq!(*response.received().verification(), verified(&["payParams"]));
}

#[tokio::test]
async fn alipay_qr_under_its_other_name() {
    let response = replay("create_order ALIPAY_QR", orders::alipay_qr("m1")).await.unwrap();
    assert_eq!(response.qr_code, "https://127.0.0.1/pay?x=1&y=2");
    assert_eq!(*response.received().verification(), verified(&[]));
}

#[tokio::test]
async fn query_order_nested_in_result() {
    let response = replay("query_order", orders::query("m-WX_NATIVE")).await.unwrap();
    assert_eq!(response.mch_order_no, "m-WX_NATIVE");
    assert_eq!(response.amount, 2865);
    assert_eq!(response.channel_id, general::Channel::WxNative);
    assert_eq!(response.currency, shared::Currency::Cad);
    assert_eq!(response.status, general::OrderStatus::Created);
    assert!(!response.status.outcome().is_paid());
    assert_eq!((response.subject.as_str(), response.body.as_deref()), ("购买 商品 50% +1", Some("a&b")));
    assert_eq!(response.extra.as_deref(), Some(r#"{"productId":"120989823"}"#));
    assert_eq!(*response.received().verification(), verified(&[]));
}

#[tokio::test]
async fn refund() {
    let response = replay("refund", orders::refund("r1", "P1", 100)).await.unwrap();
    assert_eq!(response.refund_order_id.as_deref(), Some("R7"));
    assert_eq!(*response.received().verification(), verified(&[]));
}

#[tokio::test]
async fn rejections_keep_their_message() {
    let order = || orders::wx_native("m1", orders::NOTIFY_URL);
    for (rejection, message) in [
        (rejected("create_order bad sign", order()).await, "Verify XX pay sign failed."),
        (rejected("create_order no amount", order()).await, "request params[amount] error."),
        (rejected("query_order missing", orders::query("m9")).await, "支付订单不存在"),
    ] {
        assert_eq!(rejection.message.as_deref(), Some(message));
        assert!(!rejection.is_business_error);
        assert_eq!(rejection.code, None);
        assert_eq!(*rejection.received.verification(), Verification::Unsigned);
        assert!(Error::Rejected(Box::new(rejection)).to_string().contains(message));
    }
}

#[test]
fn verifies_channels_without_a_type() {
    for case in ["create_order WX_JSAPI", "create_order ALIPAY_PC"] {
        let (key, body) = recorded(case);
        let verification =
            Fields::from_json(&body).unwrap().verify(&shared::SIGNING, &MerchantKey::new(&key).unwrap(), &[]);
        assert_eq!(verification, verified(&[]), "{case}");
    }
}

#[test]
fn accepts_and_decodes_notifications() {
    let notifications = data::json("interop/notifications.json");
    assert!(notifications.as_array().unwrap().len() >= 8);
    for notification in notifications.as_array().unwrap() {
        let (order, _) = receive(notification, notification["query"].as_str().unwrap());
        let Ok(ReceivedNotification::Server(order)) = order else { panic!("{order:?}") };
        assert_eq!(*order.received().verification(), verified(&[]));
        let sent = &notification["sent"];
        let text = |name: &str| sent[name].as_str().filter(|text| !text.is_empty());
        assert_eq!(text("payOrderId"), Some(order.pay_order_id.as_str()));
        assert_eq!(text("mchId"), order.mch_id.as_deref());
        assert_eq!(text("mchOrderNo"), Some(order.mch_order_no.as_str()));
        assert_eq!(text("channelId"), order.channel_id.as_ref().map(general::Channel::as_str));
        assert_eq!(text("currency"), order.currency.as_ref().map(shared::Currency::as_str));
        assert_eq!(sent["amount"].as_i64(), Some(order.amount.into()));
        assert_eq!(sent["status"].to_string(), order.status.as_str());
        assert!(order.status.outcome().is_paid());
        for (name, value) in [
            ("clientIp", &order.client_ip),
            ("device", &order.device),
            ("subject", &order.subject),
            ("body", &order.body),
            ("channelOrderNo", &order.channel_order_no),
            ("param1", &order.param1),
            ("param2", &order.param2),
        ] {
            assert_eq!(text(name), value.as_deref(), "{name}");
        }
        assert_eq!(sent["paySuccTime"].as_i64(), order.pay_succ_time);
        assert_eq!(order.back_type, Some(general::BackType::Server));
    }
}

/// The result of receiving a recorded notification with this query.
fn receive(
    notification: &serde_json::Value,
    query: &str,
) -> (Result<ReceivedNotification<general::OrderNotification>, NotificationError>, Fields) {
    let receiver = general::NotificationReceiver::new(credentials_with(notification["key"].as_str().unwrap()));
    let incoming = NotificationRequest {
        method: notification["method"].as_str().unwrap(),
        query,
        content_type: Some("application/x-www-form-urlencoded"),
        body: notification["body"].as_str().unwrap().as_bytes(),
    };
    let fields = Fields::from_form(query.as_bytes()).unwrap_or_default();
    (receiver.receive(incoming), fields)
}

#[test]
fn rejects_notification_with_one_altered_character() {
    let notifications = data::json("interop/notifications.json");
    for notification in notifications.as_array().unwrap() {
        let query = notification["query"].as_str().unwrap();
        let (_, genuine) = receive(notification, query);
        for (at, character) in query.char_indices() {
            for other in ["0", "z", "&", "%20"].into_iter().filter(|other| *other != character.to_string()) {
                let altered = format!("{}{other}{}", &query[..at], &query[at + 1..]);
                let (result, fields) = receive(notification, &altered);
                let same = genuine.iter().all(|field| fields.get(field.name()) == Some(field) || field.is_empty());
                let is_sign = |field: iotpay_client::incoming::ReceivedField| field.name() == "sign";
                assert!(result.is_err() || (same && fields.iter().any(is_sign)), "{altered}");
            }
        }
    }
}

#[tokio::test]
async fn accepts_constructed_response_only_with_its_key() {
    let body = data::text("samples/constructed-create_order-WX_NATIVE-response.json");
    let server = Server::always(Reply::json(body)).await;
    let order = orders::wx_native("m1", orders::NOTIFY_URL);
    let response = general_client(&server.url(), "k").send(&order).await.unwrap();
    assert_eq!(*response.received().verification(), verified(&[]));
    assert_eq!(response.code_url, "weixin://wxpay/bizpayurl?pr=x");
    let error = general_client(&server.url(), "l").send(&order).await.unwrap_err();
    assert!(matches!(error, Error::SignatureMismatch(_)));
}

#[test]
fn accepts_constructed_notification() {
    let query = data::text("samples/constructed-notify-WX_JSAPI-query.txt");
    let receiver = general::NotificationReceiver::new(credentials_with("k"));
    let incoming = NotificationRequest { method: "POST", query: query.trim_end(), content_type: None, body: b"" };
    let Ok(ReceivedNotification::Server(order)) = receiver.receive::<general::OrderNotification>(incoming) else {
        panic!("expected an accepted notification")
    };
    assert_eq!(order.subject.as_deref(), Some("购买 商品&x=1 50%"));
    assert_eq!(order.body.as_deref(), Some("a+b"));
    assert_eq!(order.channel_id, Some(general::Channel::WxJsapi));
    assert_eq!(order.acknowledgement(), general::General::SPEC.acknowledgement);
}

#[test]
fn verifies_signatures_of_the_vendors_sdk() {
    for name in ["card-sdk-php-cc_purchase-request.json", "card-sdk-php-cc_addcard-request.json"] {
        let text = data::text(&format!("samples/{name}"));
        let mut fields = of_json(&serde_json::from_str(&text).unwrap());
        let recorded_sign = fields.remove("sign").unwrap();
        assert_eq!(recorded_sign, sign(&fields, "k").as_str().into(), "{name}");
        let verification =
            Fields::from_json(&text).unwrap().verify(&shared::SIGNING, &MerchantKey::new("k").unwrap(), &[]);
        assert_eq!(verification, verified(&[]), "{name}");
    }
}

/// Asserts which fields a request sends, and that it is signed like a sorted map.
fn assert_sends(request: &dyn Signed, expected: &Map) {
    assert_eq!(fields_of(request), *expected);
    let encoded = encode(request, &credentials_with("k"), card::Card::SPEC);
    assert_eq!(encoded.signature.to_string(), sign(expected, "k"));
    let sent: serde_json::Value = serde_json::from_str(&encoded.body).unwrap();
    let mut sent = of_json(&sent);
    assert_eq!(sent.remove("sign"), Some(sign(expected, "k").as_str().into()));
    assert_eq!(sent, *expected);
}

#[test]
fn card_requests_sign_like_a_sorted_map() {
    let purchase = orders::cc_purchase("m/1购", "https://ex.com/n").with_subject("\"tea\" & \\").unwrap();
    let expected = map([
        ("mchOrderNo", "m/1购".into()),
        ("mchId", crate::support::MCH_ID.into()),
        ("currency", "CAD".into()),
        ("amount", 1500.into()),
        ("loginName", crate::support::LOGIN_NAME.into()),
        ("notifyUrl", "https://ex.com/n".into()),
        ("returnUrl", orders::RETURN_URL.into()),
        ("channel", "PF_CC".into()),
        ("subject", "\"tea\" & \\".into()),
    ]);
    assert_sends(&purchase, &expected);
    let expected = map([
        ("cardId", "c1".into()),
        ("mchId", crate::support::MCH_ID.into()),
        ("returnUrl", orders::RETURN_URL.into()),
        ("loginName", crate::support::LOGIN_NAME.into()),
        ("channel", "UPI_EX".into()),
    ]);
    assert_sends(&orders::cc_addcard("c1"), &expected);
}

#[tokio::test]
async fn official_sample_is_unverifiable_but_decoded() {
    // The order number of the sample has 36 characters, but the table of the same page allows 30. Since no
    // request can contain it, the test uses a shorter one.
    let sample = data::text("samples/general-09-create_order-ALIPAY_MOBILE-response.json");
    let number = r#""mchOrderNo": "b4ac8f53-a93f-4a82-8059-307644ce2166""#;
    assert!(sample.contains(number));
    let server = Server::always(Reply::json(sample.replace(number, r#""mchOrderNo": "m1""#))).await;
    let order = orders::alipay_mobile("m1");
    for key in ["k", "any-other-key"] {
        let response = general_client(&server.url(), key).send(&order).await.unwrap();
        assert_eq!(*response.received().verification(), Verification::Unverifiable);
        assert_eq!(response.pay_order_id, "AA20260204145804816118393649");
        let params = response.ret_params.as_ref().unwrap();
        assert_eq!(params.trade_no.as_deref(), Some("20260204114010800190184000018685170"));
        assert_eq!(params.scheme_url.as_deref(), Some(response.pay_params.as_str()));
        assert_eq!(params.url, response.ret_detail);
    }
    let strict = general::Client::builder(credentials_with("k")).base_url(server.url());
    let strict = strict.signature_policy(SignaturePolicy::Strict).build().unwrap();
    let Err(Error::SignatureMismatch(mismatch)) = strict.send(&order).await else { panic!("Strict accepts it") };
    assert_eq!(*mismatch.received.verification(), Verification::Unverifiable);
    assert_eq!(mismatch.reference.unwrap().value, "m1");
}

#[tokio::test]
async fn accepts_unsigned_card_response() {
    let body = r#"{"retCode":"SUCCESS","retMsg":"","retData":{"redirectUrl":"https:\/\/ex.com\/cc","secureId":"ab"}}"#;
    let server = Server::always(Reply::json(body)).await;
    let response = card_client(&server.url(), "k").send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap();
    assert_eq!(*response.received().verification(), Verification::Unsigned);
    assert_eq!(
        (response.ret_data.redirect_url.expose(), response.ret_data.secure_id.expose()),
        ("https://ex.com/cc", "ab")
    );
}
