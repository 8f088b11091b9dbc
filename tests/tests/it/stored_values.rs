//! The serialized form of values, enumerations and hand-written types, and what has none.

use std::fmt::Debug;

use iotpay_client::error::RejectionReason;
use iotpay_client::incoming::{FromFields, Passthrough, RawJson, ReceivedMessage, Unrecognized};
use iotpay_client::notification::{ReceivedNotification, Undetermined, Unverified};
use iotpay_client::value::{
    Base64, CardNumber, CompactForm, Cvv, DashedForm, DateText, DateTimeText, DecimalText, ExpiryDate, HttpUrl,
    HttpUrlWithoutQuery, Id, Ip, JsonText, SecretText, Text, WireEnum,
};
use iotpay_client::{
    Cents, Credentials, MerchantKey, OrderId, PaymentOutcome, RefundId, RefundOutcome, Response, Verified, card,
    general, shared,
};
use serde_core::de::DeserializeOwned;
use serde_core::{Deserialize, Serialize};
use serde_json::json;

/// Asserts the serialized form of a value, and that it deserializes to an equal value.
#[track_caller]
fn assert_stored<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, stored: serde_json::Value) {
    assert_eq!(serde_json::to_value(value).unwrap(), stored);
    assert_eq!(&serde_json::from_str::<T>(&stored.to_string()).unwrap(), value);
    assert_eq!(&serde_json::from_value::<T>(stored).unwrap(), value);
}

#[track_caller]
fn assert_invalid<T: DeserializeOwned + Debug>(stored: serde_json::Value, message: &str) {
    assert_eq!(serde_json::from_value::<T>(stored).unwrap_err().to_string(), message);
}

#[test]
fn values_are_text_or_cents() {
    assert_stored(&Cents::new(2865).unwrap(), json!(2865));
    assert_stored(&serde_json::from_value::<Cents>(json!(0)).unwrap(), json!(0));
    assert_stored(&DecimalText::<2>::new("28.6").unwrap(), json!("28.60"));
    assert_stored(&DateText::<CompactForm>::new("20260310").unwrap(), json!("20260310"));
    assert_stored(&DateTimeText::<DashedForm, 480>::from_unix_seconds(0).unwrap(), json!("1970-01-01 08:00:00"));
    assert_stored(&Text::<5>::new("caf\u{e9}").unwrap(), json!("caf\u{e9}"));
    assert_stored(&Id::<30>::new("m1").unwrap(), json!("m1"));
    assert_stored(&OrderId::new("P1").unwrap(), json!("P1"));
    assert_stored(&RefundId::new("R1").unwrap(), json!("R1"));
    assert_stored(&<HttpUrl>::new("https://shop.example/?a=1").unwrap(), json!("https://shop.example/?a=1"));
    assert_stored(&<HttpUrlWithoutQuery>::new("https://shop.example/").unwrap(), json!("https://shop.example/"));
    assert_stored(&"203.0.113.7".parse::<Ip<32>>().unwrap(), json!("203.0.113.7"));
    assert_stored(&<JsonText>::new("{ \"b\":1, \"a\":2.0 }").unwrap(), json!("{ \"b\":1, \"a\":2.0 }"));
    assert_stored(&serde_json::from_value::<Unrecognized>(json!("99")).unwrap(), json!("99"));
}

#[test]
fn invalid_values_are_rejected() {
    assert_invalid::<Cents>(json!(-1), "the amount is negative; at least 1 cent is required");
    assert_invalid::<DecimalText<2>>(json!("28.655"), "the text has more than 2 decimal places");
    assert_invalid::<DateText<CompactForm>>(json!("20260230"), "the text is a date or a time that does not exist");
    assert_invalid::<DateText<CompactForm>>(json!("x"), "the text is not a date of the form yyyyMMdd");
    assert_invalid::<DateTimeText<DashedForm>>(json!(0), "invalid type: integer `0`, expected text");
    assert_invalid::<DecimalText<2>>(json!(28.5), "invalid type: floating point `28.5`, expected text");
    assert_invalid::<Cents>(json!(1_u64 << 40), "the amount is too large; at most 2147483647 cents are allowed");
    assert_invalid::<Cents>(json!("28"), "invalid type: string \"28\", expected a whole number of cents");
    assert_invalid::<Cents>(json!(28.5), "invalid type: floating point `28.5`, expected a whole number of cents");
    assert_invalid::<Text<3>>(json!("four"), "the text has 4 characters; at most 3 are allowed");
    assert_invalid::<Text>(json!(""), "the text is empty; at least 1 character is required");
    assert_invalid::<OrderId>(json!(""), "the text is empty; at least 1 character is required");
    assert_invalid::<HttpUrl>(json!("shop"), "the text is not an absolute URL");
    assert_invalid::<HttpUrlWithoutQuery>(
        json!("https://shop.example/?a=1"),
        "the text contains `?` or `#`; the gateway appends its own query",
    );
    assert_invalid::<Ip>(json!("shop"), "the text is not an IP address");
    assert_invalid::<JsonText>(json!("[]"), "the text is not a JSON object");
    for separator in ["P1&status=2", "P1="] {
        let error = serde_json::from_value::<OrderId>(json!(separator)).unwrap_err();
        assert!(error.to_string().contains("separates fields in the string to sign"), "{error}");
    }
}

/// A received id must not be lost because of a character in it.
#[test]
fn received_ids_can_be_restored() {
    let fields = iotpay_client::incoming::Fields::from_json("{\"payOrderId\":\"P 1\\u200b\"}").unwrap();
    let id: OrderId = fields.read("payOrderId", &[]).unwrap();
    assert_stored(&id, json!("P 1\u{200b}"));
}

#[test]
fn outcomes_and_reasons_are_names() {
    assert_stored(
        &[PaymentOutcome::Pending, PaymentOutcome::Success, PaymentOutcome::Failed, PaymentOutcome::Unknown],
        json!(["pending", "success", "failed", "unknown"]),
    );
    assert_stored(
        &[RefundOutcome::Pending, RefundOutcome::Refunded, RefundOutcome::Failed, RefundOutcome::Unknown],
        json!(["pending", "refunded", "failed", "unknown"]),
    );
    assert_stored(&RejectionReason::NoSuchOrder, json!("no_such_order"));
    assert_stored(&RejectionReason::ReferenceUsed, json!("reference_used"));
    assert_stored(&RejectionReason::Undocumented, json!("undocumented"));
    assert_invalid::<PaymentOutcome>(
        json!("paid"),
        "unknown variant `paid`, expected one of `pending`, `success`, `failed`, `unknown`",
    );
}

#[test]
fn enums_are_wire_values() {
    assert_stored(&shared::Currency::Cad, json!("CAD"));
    let unknown: shared::Currency = serde_json::from_value(json!("XYZ")).unwrap();
    assert!(unknown.is_unrecognized());
    assert_stored(&unknown, json!("XYZ"));
    // A gateway may send the same value as a number.
    let number: card::CardStatus = serde_json::from_value(json!(2)).unwrap();
    assert_stored(&number, json!("2"));
    assert!(number.outcome().is_paid());
    assert_invalid::<shared::Currency>(json!("CAD&status=2"), "the wire value contains `&` or `=`");
    assert_invalid::<shared::Currency>(json!(true), "invalid type: boolean `true`, expected a wire value");
}

/// A closed enum.
#[derive(Clone, Copy, Debug, PartialEq, WireEnum)]
#[wire(integer, serde)]
enum Level {
    #[wire("-7")]
    Low,
    #[wire("7")]
    High,
}

#[test]
fn closed_enums_reject_unknown_values() {
    assert_stored(&[Level::Low, Level::High], json!(["-7", "7"]));
    assert_eq!(serde_json::from_value::<[Level; 2]>(json!([-7, 7])).unwrap(), [Level::Low, Level::High]);
    assert_invalid::<Level>(json!("8"), "the wire value is not one of -7, 7");
}

type Alias = Option<i64>;

/// A hand-written response with names that could conflict with those in the derived code.
#[derive(Clone, Debug, PartialEq, FromFields)]
#[field(serde)]
struct Points {
    #[field("total", alias = "points", alias = "sum")]
    count: i64,
    map: Option<String>,
    name: Alias,
    r#type: Option<shared::Currency>,
    inner: Option<Inner>,
}

#[derive(Clone, Debug, PartialEq, FromFields)]
#[field(serde)]
struct Inner {
    serializer: String,
}

#[derive(Clone, Debug, PartialEq, FromFields)]
#[field(serde)]
struct Nothing;

#[test]
fn hand_written_messages_can_be_stored() {
    let full = Points {
        count: -7,
        map: Some(String::new()),
        name: Some(1),
        r#type: Some(shared::Currency::Usd),
        inner: Some(Inner { serializer: " ".to_owned() }),
    };
    let stored = json!({"total": -7, "map": "", "name": 1, "type": "USD", "inner": {"serializer": " "}});
    assert_stored(&full, stored);
    let least = Points { count: 7, map: None, name: None, r#type: None, inner: None };
    // `None` is omitted if the type is written as `Option`.
    assert_stored(&least, json!({"total": 7, "name": null}));
    for stored in [
        json!({"total": 7}),
        json!({"points": 7, "unknown": [1, {"a": 2}]}),
        json!({"sum": 7, "map": null, "type": null, "inner": null}),
    ] {
        assert_eq!(serde_json::from_value::<Points>(stored).unwrap(), least);
    }
    assert_stored(&Nothing, json!({}));
    assert_invalid::<Points>(json!({"map": "m"}), "missing field `total`");
    assert_invalid::<Points>(json!({"total": "7"}), "invalid type: string \"7\", expected i64");
    assert_invalid::<Points>(json!({"total": 7, "points": 7}), "duplicate field `total`");
    assert_invalid::<Points>(json!([]), "invalid type: sequence, expected a map with the fields of `Points`");
    assert_invalid::<Points>(json!({"total": 7, "inner": {}}), "missing field `serializer`");
}

/// An object to forward.
#[derive(Clone, Debug, PartialEq, FromFields)]
#[field(serde)]
struct WalletParams {
    prepay_id: String,
    pay_sign: Option<SecretText>,
}

#[test]
fn secrets_are_redacted() {
    let secret = <SecretText>::new("canary").unwrap();
    assert_eq!(serde_json::to_value(&secret).unwrap(), json!("[secret]"));
    assert_eq!(serde_json::to_value(SecretText::<30, 4>::new("4999991234567890").unwrap()).unwrap(), json!("[secret]"));
    assert_eq!(serde_json::from_value::<SecretText>(json!("canary")).unwrap(), secret);
    assert_invalid::<SecretText<3>>(json!("canary"), "the text has 6 characters; at most 3 are allowed");
    for number in [json!(4_999_991_234_567_890_u64), json!(-4_999_991_234_i64), json!(49_999.5)] {
        assert_invalid::<SecretText>(number, "invalid type: number, expected text");
    }

    let text = r#"{ "prepayId" : "wx1", "paySign":"canary", "new":{"n":1.0} }"#;
    let fields = iotpay_client::incoming::Fields::from_json(&format!("{{\"payParams\":{text}}}")).unwrap();
    let raw: RawJson = fields.read("payParams", &[]).unwrap();
    assert_eq!(serde_json::to_value(&raw).unwrap(), json!("[secret]"));
    // A caller may store the text.
    assert_eq!(serde_json::from_value::<RawJson>(json!(raw.as_str())).unwrap(), raw);

    let params: Passthrough<WalletParams> = fields.read("payParams", &[]).unwrap();
    let stored = serde_json::to_value(&params).unwrap();
    assert_eq!(stored, json!({"prepayId": "wx1", "paySign": "[secret]"}));
    let restored: Passthrough<WalletParams> = serde_json::from_value(stored).unwrap();
    assert_eq!(restored.prepay_id, "wx1");
    assert_eq!(restored.as_json(), r#"{"prepayId":"wx1","paySign":"[secret]"}"#);
}

/// Whether a type implements a trait, also if it does not.
macro_rules! implements {
    ($ty:ty: $($bound:tt)+) => {{
        #[allow(dead_code)]
        trait Otherwise {
            const VALUE: bool = false;
        }
        impl<T: ?Sized> Otherwise for T {}
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code)]
        impl<T: ?Sized + $($bound)+> Probe<T> {
            const VALUE: bool = true;
        }
        <Probe<$ty>>::VALUE
    }};
}

macro_rules! assert_implements {
    ($serialize:literal, $deserialize:literal: $($ty:ty),+ $(,)?) => {$(
        assert_eq!(implements!($ty: Serialize), $serialize, "{}: Serialize", stringify!($ty));
        assert_eq!(implements!($ty: Deserialize<'static>), $deserialize, "{}: Deserialize", stringify!($ty));
    )+};
}

#[test]
fn request_secrets_have_no_serialized_form() {
    assert_implements!(false, false: CardNumber, Cvv, ExpiryDate, Base64, MerchantKey, Credentials);
    assert_implements!(false, false: card::CcDirectPurchase, general::WxNative);
}

/// Text that anyone can write must not become a message that the gateway has signed.
#[test]
fn deserialization_forges_no_message() {
    assert_implements!(true, true: general::OrderNotification, general::WxNativeResponse);
    assert_implements!(true, false:
        Verified<general::OrderNotification>,
        Undetermined<general::OrderNotification>,
        Response<general::WxNativeResponse>,
    );
    assert_implements!(false, false:
        ReceivedNotification<general::OrderNotification>,
        Unverified<card::CardReturn>,
        ReceivedMessage,
    );
}
