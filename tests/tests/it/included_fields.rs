//! A value with a known format never contains `&` or `=`: a value with one of them may include another
//! known or unknown field of the string to sign.

use crate::support::signing::{Map, sign, signed, texts, to_json, to_query, with};
use crate::support::{KEY, MCH_ID, credentials};
use iotpay_client::incoming::{DecodeErrorKind, Fields, FromFields};
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::{NotificationRequest, OrderId, RefundId, autodebit, card, general, shared};

fn order() -> Map {
    texts(&[
        ("payOrderId", "P1"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("clientIp", "203.0.113.7"),
        ("channelOrderNo", "wx1"),
        ("paySuccTime", "1755558434000"),
        ("backType", "2"),
    ])
}

fn receive(fields: &Map) -> Result<ReceivedNotification<general::OrderNotification>, NotificationError> {
    let query = to_query(fields);
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    general::NotificationReceiver::new(credentials()).receive(incoming)
}

#[test]
fn string_to_sign_cannot_be_split_differently() {
    // An unknown field, directly after each field of the notification.
    for name in order().keys() {
        let after = format!("{name}0");
        let genuine = with(&order(), &after, "z");
        assert!(receive(&signed(genuine.clone(), KEY)).is_ok(), "{name}");
        let value = match &genuine[name] {
            crate::support::signing::Scalar::Text(text) => text.clone(),
            crate::support::signing::Scalar::Integer(number) => number.to_string(),
            crate::support::signing::Scalar::Boolean(boolean) => boolean.to_string(),
        };
        let mut cut = with(&order(), name, format!("{value}&{after}=z").as_str());
        assert_eq!(sign(&cut, KEY), sign(&genuine, KEY), "the strings to sign are equal");
        cut.insert("sign".to_owned(), sign(&genuine, KEY).as_str().into());
        assert!(matches!(receive(&cut), Err(NotificationError::Ambiguous(_))), "{name}: {:?}", receive(&cut));
    }
}

#[test]
fn rejects_separators_in_known_formats() {
    for name in order().keys() {
        for odd in ["1&x", "1=", "=", "&", "1&1=1"] {
            let result = receive(&signed(with(&order(), name, odd), KEY));
            assert!(matches!(result, Err(NotificationError::Ambiguous(_))), "{name}={odd}: {result:?}");
        }
    }
    let card = texts(&[
        ("payOrderId", "P1"),
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("currency", "CAD"),
        ("amount", "1"),
        ("payType", "pay"),
        ("status", "2"),
    ]);
    for name in ["payOrderId", "originalOrderId", "invoiceNum", "paySuccTime", "expiryDate", "authNum", "refundable"] {
        let body = to_json(&signed(with(&card, name, "1&a=b"), KEY));
        let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
        let result = card::NotificationReceiver::new(credentials()).receive::<card::CardNotification>(incoming);
        assert!(matches!(result, Err(NotificationError::Ambiguous(_))), "{name}: {result:?}");
    }
    let contract = texts(&[("iotpayContractId", "CWJ1"), ("mchContractId", "c1&a=b"), ("status", "2")]);
    let body = to_json(&signed(contract, KEY));
    let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
    let result =
        autodebit::NotificationReceiver::new(credentials()).receive::<autodebit::ContractNotification>(incoming);
    assert!(matches!(result, Err(NotificationError::Ambiguous(_))), "{result:?}");
}

#[test]
fn texts_can_contain_separators() {
    for name in ["subject", "body", "param1", "param2", "device", "unknown"] {
        for text in ["a=b", "Tea & co", "https://shop.example/?a=1&b=2", "=&="] {
            let result = receive(&signed(with(&order(), name, text), KEY));
            let Ok(ReceivedNotification::Server(notification)) = result else { panic!("{name}={text}: {result:?}") };
            assert_eq!(notification.received().fields().get(name).unwrap().text(), text);
        }
    }
}

#[test]
fn types_of_known_formats_reject_separators() {
    #[derive(Debug, FromFields)]
    struct Optional {
        number: Option<i64>,
        order: Option<OrderId>,
        refund: Option<RefundId>,
        currency: Option<shared::Currency>,
        text: Option<String>,
    }
    for odd in ["1&a=b", "1&", "1=", "CAD&x=1", "&CAD"] {
        let fields: String = ["number", "order", "refund", "currency", "text"]
            .map(|name| format!("{name}={}", odd.replace('&', "%26").replace('=', "%3D")))
            .join("&");
        let fields = Fields::from_form(fields.as_bytes()).unwrap();
        let read = Optional::from_fields(&fields).unwrap();
        assert_eq!((read.number, read.order, read.refund, read.currency), (None, None, None, None), "{odd}");
        assert_eq!(read.text.as_deref(), Some(odd));
        assert_eq!(fields.read::<OrderId>("order", &[]).unwrap_err().kind, DecodeErrorKind::UnexpectedValue);
        assert_eq!(
            fields.read::<shared::Currency>("currency", &[]).unwrap_err().kind,
            DecodeErrorKind::UnexpectedValue
        );
    }
}

#[test]
fn integers_have_one_notation() {
    let read = |json: &str| Fields::from_json(&format!(r#"{{"n":{json}}}"#)).unwrap().read::<i64>("n", &[]);
    for (json, number) in [
        ("0", 0),
        ("\"0\"", 0),
        ("7", 7),
        ("-7", -7),
        ("\"10\"", 10),
        ("9223372036854775807", i64::MAX),
        ("\"-9223372036854775808\"", i64::MIN),
    ] {
        assert_eq!(read(json), Ok(number), "{json}");
    }
    for odd in ["+1", "007", "00", "-0", "-01", "-", " 1", "1 ", "1.0", "1e3", "1_0", "0x1", "٣", "9223372036854775808"]
    {
        assert_eq!(read(&format!("\"{odd}\"")).unwrap_err().kind, DecodeErrorKind::NotAnInteger, "{odd}");
    }
    for odd in ["1.0", "1e3", "-0", "9223372036854775808", "true"] {
        assert_eq!(read(odd).unwrap_err().kind, DecodeErrorKind::NotAnInteger, "{odd}");
    }
}
