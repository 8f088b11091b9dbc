//! A text such as `x&status=2` would make the string to sign of a notification ambiguous, so that the
//! notification is never accepted. Requests do not accept such texts, and notifications with any text that
//! requests accept are accepted.

use crate::support::orders;
use crate::support::random::Random;
use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, fields_of, map, signed, to_json, to_query};
use crate::support::{KEY, MCH_ID, credentials, general_client};
use iotpay_client::incoming::{Fields, FromFields};
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::protocol::RawRequest;
use iotpay_client::signing::{Signed, Verification};
use iotpay_client::spec::{DocPage, Endpoint, Family};
use iotpay_client::value::{HttpUrl, Id, JsonText, SecretText, Text, ValueError};
use iotpay_client::{
    Error, MerchantKey, NotificationReceiver, NotificationRequest, Request, ValidationError, autodebit, card, general,
    request,
};

const ROUNDS: usize = 3_000;

/// Returns texts with parts that matter to the string to sign, and the names of fields that each one can
/// imitate.
fn texts(random: &mut Random) -> (Vec<String>, Vec<(String, &'static str)>) {
    let names = general::General::SPEC.signing.names;
    let mut pieces = vec![
        "&",
        "&",
        "&",
        "=",
        "=",
        "=",
        "x",
        " ",
        "茶",
        "2",
        "%26",
        "&&",
        "==",
        "{",
        "&status=",
        "&amount=2",
        "&param1=x",
    ];
    let (mut valid, mut invalid) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        pieces.extend([random.pick(names), random.pick(names)]);
        let text = random.some(&pieces, 7);
        pieces.truncate(pieces.len() - 2);
        match Text::<200>::new(&text) {
            Ok(_) => valid.push(text),
            Err(ValueError::ReadsAsField { name }) => invalid.push((text, name)),
            Err(_) => {}
        }
    }
    assert!(valid.len() > ROUNDS / 2 && invalid.len() > ROUNDS / 10, "{} {}", valid.len(), invalid.len());
    (valid, invalid)
}

fn verification(fields: Map) -> Verification {
    let rule = general::General::SPEC.signing;
    let mut fields = Fields::from_json(&to_json(&signed(fields, KEY))).unwrap();
    fields.verify(rule, &MerchantKey::new(KEY).unwrap(), &[])
}

/// Returns `true` if the field accepts any text: a field with a known format never contains `&` or `=`.
fn is_text(name: &str) -> bool {
    name != "sign" && !general::General::SPEC.signing.words.contains(&name)
}

/// A message with every documented text field, which represents every response and notification.
#[test]
fn message_is_ambiguous_if_and_only_if_a_text_is_invalid() {
    let mut random = Random::new(0x51_6E_A7_0E);
    let (valid, invalid) = texts(&mut random);
    let names: Vec<_> = general::General::SPEC.signing.names.iter().filter(|name| is_text(name)).collect();
    for _ in 0..ROUNDS / 10 {
        // All texts together, in any field.
        let all = |random: &mut Random| -> Map {
            names.iter().map(|name| ((**name).to_owned(), valid[random.below(valid.len())].as_str().into())).collect()
        };
        let fields = all(&mut random);
        let found = verification(fields.clone());
        assert!(matches!(found, Verification::Verified { .. }), "{found:?} {fields:?}");
        let (text, _) = &invalid[random.below(invalid.len())];
        let mut fields = fields;
        fields.insert((*names[random.below(names.len())]).to_owned(), text.as_str().into());
        assert_eq!(verification(fields.clone()), Verification::Ambiguous, "{text} {fields:?}");
    }
}

/// Every text of an order appears in its notification.
#[test]
fn accepts_notification_about_a_valid_order() {
    let mut random = Random::new(0xEC_40);
    let (valid, invalid) = texts(&mut random);
    let receiver = general::NotificationReceiver::new(credentials());
    let text = |random: &mut Random, max: usize| -> String {
        valid[random.below(valid.len())].chars().take(max).collect::<String>()
    };
    let mut accepted = 0;
    for _ in 0..ROUNDS / 10 {
        let [subject, body, param1, param2, remarks] = [64, 255, 64, 64, 200].map(|max| text(&mut random, max));
        let made = request!(general::WxApp {
            mch_order_no: "m1",
            currency: Cad,
            amount: 2865,
            client_ip: "203.0.113.7",
            notify_url: "https://shop.example/n",
            subject: &subject,
            body: &body,
            param1: &param1,
            param2: &param2,
            remarks: &remarks,
            device: &subject,
            extra: Extra { app_id: &body },
        });
        // A text truncated to its limit may be blank.
        let Ok(order) = made else { continue };
        accepted += 1;
        let mut fields = fields_of(&order);
        fields.extend(map([("payOrderId", "P1".into()), ("status", "2".into()), ("backType", "2".into())]));
        let query = to_query(&signed(fields.clone(), KEY));
        let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
        let result = receiver.receive::<general::OrderNotification>(incoming);
        assert!(matches!(result, Ok(ReceivedNotification::Server(_))), "{result:?} {fields:?}");
    }
    assert!(accepted > ROUNDS / 20, "{accepted}");

    // Conversely, a text that would not be accepted is reported when the order is built.
    let known = general::General::SPEC.signing.notification_fields;
    for (text, name) in
        invalid.iter().filter(|(text, name)| text.chars().count() <= 64 && known.contains(name)).take(200)
    {
        let mut fields = fields_of(&orders::wx_native("m1", orders::NOTIFY_URL));
        fields.extend(map([("payOrderId", "P1".into()), ("status", "2".into()), ("subject", text.as_str().into())]));
        let query = to_query(&signed(fields, KEY));
        let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
        let result = receiver.receive::<general::OrderNotification>(incoming);
        assert!(matches!(result, Err(NotificationError::Ambiguous(_))), "{text}: {result:?}");
        let invalid = general::WxNative::new(general::WxNativeRequired {
            mch_order_no: "m1",
            currency: general::Currency::Cad,
            amount: 1,
            client_ip: orders::IP,
            notify_url: orders::NOTIFY_URL,
            subject: text,
            body: "b",
            extra: general::WxNativeExtraMembers { product_id: "p" },
        })
        .unwrap_err();
        assert_eq!(reported(&invalid), [("subject", ValueError::ReadsAsField { name })], "{text}");
    }
}

/// The signature is not part of the string to sign, so no text can imitate it.
#[tokio::test]
async fn signature_in_a_signed_text_is_not_ambiguous() {
    let url = "https://openapi.alipay.com/gateway.do?charset=UTF-8&sign=QkF%2B&app_id=1&sign_type=RSA2";
    let app = "alipay_sdk=x&app_id=2018&biz_content=%7B%7D&charset=utf-8&sign=QkF%2B&sign_type=RSA2";
    let object = format!(r#"{{"alipayUrl":"{url}"}}"#);
    for name in ["payParams", "retParams", "codeUrl", "newField"] {
        for text in [url, app, &object, "x&sign=", "x&sign=1&sign=2"] {
            let response = map([("retCode", "SUCCESS".into()), ("resCode", "SUCCESS".into()), (name, text.into())]);
            let server = Server::always(Reply::json(to_json(&signed(response, KEY)))).await;
            let call = RawRequest::new("create_order").text("mchOrderNo", "m1").reference("mchOrderNo");
            let received = general_client(&server.url(), KEY).send_raw(&call).await;
            assert_eq!(received.unwrap().fields().get(name).unwrap().text(), text, "{name}");
        }
        // The part after it is still ambiguous.
        let fields = map([(name, "x&sign=A&status=2".into()), ("status", "2".into())]);
        assert_eq!(verification(fields), Verification::Ambiguous, "{name}");
    }
}

fn receive<F: Family, N>(fields: Map) -> Result<ReceivedNotification<N>, NotificationError>
where
    N: iotpay_client::notification::NotificationFor<F>,
{
    let receiver = NotificationReceiver::<F>::new(credentials());
    let (query, body) = match F::SPEC.notifications {
        iotpay_client::spec::NotificationBody::Json => (String::new(), to_json(&signed(fields, KEY))),
        _ => (to_query(&signed(fields, KEY)), String::new()),
    };
    receiver.receive::<N>(NotificationRequest {
        method: "POST",
        query: &query,
        content_type: None,
        body: body.as_bytes(),
    })
}

#[test]
fn accepts_notifications_of_each_family_with_valid_texts() {
    let mut random = Random::new(0xFA_11);
    let (valid, _) = texts(&mut random);
    for text in valid.iter().take(300) {
        let with_text = |fields: &[(&str, &str)]| -> Map {
            let texts = [("newField", text.as_str())];
            fields.iter().chain(&texts).map(|(name, value)| ((*name).to_owned(), (*value).into())).collect()
        };
        let order =
            [("payOrderId", "P1"), ("mchId", MCH_ID), ("mchOrderNo", "m1"), ("currency", "CAD"), ("amount", "1")];
        let card = with_text(&[order.as_slice(), &[("status", "2"), ("payType", "pay")]].concat());
        let result_of_card = receive::<card::Card, card::CardNotification>(card);
        assert!(result_of_card.is_ok(), "{text:?} {result_of_card:?}");
        let contract = [("mchContractId", "c1"), ("iotpayContractId", "i1"), ("mchId", MCH_ID), ("status", "2")];
        let result = receive::<autodebit::Autodebit, autodebit::ContractNotification>(with_text(&contract));
        assert!(
            !matches!(result, Err(NotificationError::Ambiguous(_) | NotificationError::SignatureMismatch(_))),
            "{text:?} {result:?}"
        );
    }
}

fn reported(invalid: &ValidationError) -> Vec<(&'static str, ValueError)> {
    invalid.violations().iter().map(|violation| (violation.field, violation.error)).collect()
}

#[test]
fn reports_every_invalid_text_with_field_and_reason() {
    let status = ValueError::ReadsAsField { name: "status" };
    let bad = || "x&status=2".to_owned();
    let invalid = request!(general::WxApp {
        mch_order_no: "m1",
        currency: Cad,
        amount: 1,
        client_ip: "::1",
        notify_url: { "https://shop.example/a&status=2" },
        subject: bad(),
        body: bad(),
        param1: bad(),
        param2: Some(bad()),
        remarks: bad(),
        device: bad(),
        extra: Extra { app_id: bad() },
    });
    let mut found = reported(&invalid.unwrap_err());
    found.sort_by_key(|(field, _)| *field);
    let fields = ["body", "device", "extra", "notifyUrl", "param1", "param2", "remarks", "subject"];
    assert_eq!(found, fields.map(|field| (field, status)));
    assert_eq!(
        status.to_string(),
        "contains `&status=`, which cannot be distinguished from the field `status` in the string to sign; remove the \
         `&` or change the text"
    );
    let order = orders::wx_app("m1");
    assert_eq!(reported(&order.clone().with_param2("x&status=2").unwrap_err()), [("param2", status)]);
    assert_eq!(reported(&order.with_remarks("x&status=2").unwrap_err()), [("remarks", status)]);
    // As a literal in braces, in free JSON, in a secret text, in a return URL.
    assert_eq!(HttpUrl::<200>::new("https://shop.example/?a=1&status=2"), Err(status));
    assert_eq!(JsonText::<200>::new(r#"{"a":"x&status=2"}"#), Err(status));
    assert_eq!(SecretText::<50>::new("x&status=2").unwrap_err(), status);
    for harmless in ["A&B", "a=b&c", "Q&A: status=2", "x& status=2", "R&D=fun", "x&=2"] {
        assert!(Text::<64>::new(harmless).is_ok(), "{harmless}");
    }
    assert!(HttpUrl::<200>::new("https://shop.example/?a=1&b=2&order=m1").is_ok());
    // A merchant may sign the URL.
    assert!(HttpUrl::<200>::new("https://shop.example/?order=m1&sign=abc").is_ok());
    assert!(HttpUrl::<200>::new("https://shop.example/?order=m1&sign=abc&status=2").is_err());
    assert!(Id::<30>::new("a&b").is_err());
}

/// A custom request with an undocumented name.
#[derive(Debug, Clone, Signed)]
#[signed(account(mch_id = "mchId"))]
struct Own {
    own_name: String,
    text: String,
}

static OWN_PAGE: DocPage = DocPage::new("Made up", "/made/up.html");
static OWN: Endpoint = Endpoint::new("own", "own", &OWN_PAGE).reference("ownName");

#[derive(Debug, FromFields)]
struct OwnResponse {}

impl Request for Own {
    type Family = general::General;
    type Response = OwnResponse;

    fn endpoint() -> &'static Endpoint {
        &OWN
    }
}

#[tokio::test]
async fn texts_of_raw_requests_are_checked_before_sending() {
    // Nothing listens here: an attempt to send would fail with `Unreachable`.
    let client = general_client("http://127.0.0.1:9/", KEY);
    let own = |own_name: &str, text: &str| Own { own_name: own_name.to_owned(), text: text.to_owned() };
    for (request, expected) in [
        (own("1", "x&ownName=2"), ("text", ValueError::ReadsAsField { name: "ownName" })),
        (own("1", "x&status=2"), ("text", ValueError::ReadsAsField { name: "status" })),
        (own("1", "  "), ("text", ValueError::Blank)),
        (own("1\u{200b}", "x"), ("ownName", Id::<9>::new("1\u{200b}").unwrap_err())),
        (own("1", "x\n"), ("text", Text::<9>::new("x\n").unwrap_err())),
    ] {
        let error = client.send(&request).await.unwrap_err();
        let Error::Invalid(invalid) = error else { panic!("{request:?} {error:?}") };
        assert_eq!(reported(&invalid), [expected], "{request:?}");
    }
    for request in [own("1", "A&B"), own("1", "x&other=2"), own("1", "{\n\"a\": 1 }"), own("1", "")] {
        let error = client.send(&request).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable(_)), "{request:?} {error:?}");
    }
}

/// A notification repeats such a field, and is never accepted with `&` or `=` in it.
#[tokio::test]
async fn checks_fields_of_known_format_in_raw_requests() {
    let client = general_client("http://127.0.0.1:9/", KEY);
    for name in ["mchOrderNo", "payOrderId", "channelId", "clientIp", "originalOrderId"] {
        for text in ["m&1", "m=1", "&", "m1="] {
            for call in [RawRequest::new("a").text(name, text), RawRequest::new("a").secret(name, text)] {
                let error = client.send_raw(&call).await.unwrap_err();
                let Error::Invalid(invalid) = error else { panic!("{name} {text} {error:?}") };
                let found = reported(&invalid);
                assert!(matches!(found[..], [(field, ValueError::Character { .. })] if field == name), "{found:?}");
            }
        }
    }
    // Merchant references that no notification repeats.
    for name in ["mchRefundNo", "cardId", "mchContractId", "mchOrderNo", "customerId", "mchUserId"] {
        for text in ["m&1", "m=1", " m1", "m 1", "m1\n", "\u{feff}m1", "m\u{200b}1", "\u{2028}"] {
            let error = client.send_raw(&RawRequest::new("a").text(name, text)).await.unwrap_err();
            let Error::Invalid(invalid) = error else { panic!("{name} {text:?} {error:?}") };
            assert!(matches!(reported(&invalid)[..], [(field, _)] if field == name), "{text:?} {invalid:?}");
        }
    }
    // JSON follows the rule for texts, also with line breaks between its members and with escapes.
    for text in [
        "{\n\"a\":\"x&status=9\"}",
        "{\"a\":\"x&status=9\"}",
        r#"{"a":"x\u0000y"}"#,
        r#"{"a":"x\ny"}"#,
        r#"{"a":"\ufeff"}"#,
        "{\r\n\"a\":\"\\n\"}",
    ] {
        let error = client.send_raw(&RawRequest::new("a").text("param1", text)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{text:?} {error:?}");
    }
    for text in ["{\r\n\t\"a\": \"A & B = C\"}", r#"{"a":"caf\u00e9"}"#] {
        let error = client.send_raw(&RawRequest::new("a").text("param1", text)).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable(_)), "{text:?} {error:?}");
    }
    for (name, text) in [("payOrderId", "P 1"), ("body", "A & B = C"), ("mchOrderNo", "m-1")] {
        let error = client.send_raw(&RawRequest::new("a").text(name, text)).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable(_)), "{name} {text} {error:?}");
    }
}
