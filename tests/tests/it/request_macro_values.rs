//! The values that callers have: `request!` accepts them without conversions.

// References are what these tests pass.
#![allow(clippy::needless_borrows_for_generic_args)]

use std::borrow::Cow;
use std::num::{NonZeroU32, NonZeroU64};
use std::rc::Rc;
use std::sync::Arc;

use crate::support::credentials;
use iotpay_client::general::{
    AlipayQr, AlipayQrRequired, Currency, WxJsapiMiniExtra, WxJsapiMiniExtraMembers, WxMicropay, WxNative,
};
use iotpay_client::request_macro::{IntoAmount, IntoField};
use iotpay_client::value::{Id, ValueError};
use iotpay_client::{Request, ValidationError, request};

fn order(number: impl IntoField<Id<30>>, amount: impl IntoAmount) -> Result<WxNative, ValidationError> {
    request!(WxNative {
        mch_order_no: number,
        currency: Cad,
        amount,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush",
        extra: Extra { product_id: &Arc::<str>::from("tea") },
    })
}

#[test]
fn accepts_text_of_every_common_type() {
    let (text, cow) = ("m1".to_owned(), Cow::Borrowed("m1"));
    let orders = [
        order("m1", 1),
        order(&"m1", 1),
        order(&text, 1),
        order(text.clone(), 1),
        order(&cow, 1),
        order(cow.clone(), 1),
        order(Box::<str>::from("m1"), 1),
        order(&Box::<str>::from("m1"), 1),
        order(Rc::<str>::from("m1"), 1),
        order(Arc::<str>::from("m1"), 1),
        order(&Arc::<str>::from("m1"), 1),
    ];
    for order in orders {
        let order = order.unwrap();
        assert_eq!((order.mch_order_no.as_str(), order.extra.as_str()), ("m1", r#"{"productId":"tea"}"#));
    }
}

#[test]
fn accepts_whole_numbers_of_every_common_type() {
    let cents: u64 = 2865;
    let orders = [
        order("m1", cents),
        order("m1", &cents),
        order("m1", &2865_i32),
        order("m1", NonZeroU32::new(2865).unwrap()),
        order("m1", NonZeroU64::new(2865).unwrap()),
    ];
    assert!(orders.into_iter().all(|order| order.unwrap().amount.get() == 2865));
    assert_eq!(order("m1", &-1_i64).unwrap_err().violations()[0].error, ValueError::Negative);
}

fn alipay_order(currency: Currency) -> Result<AlipayQr, ValidationError> {
    AlipayQr::new(AlipayQrRequired {
        mch_order_no: "m1",
        currency,
        amount: 2865,
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush",
        client_ip: std::net::Ipv4Addr::LOCALHOST.into(),
    })
}

/// A request accepts fewer values than the enumeration has.
#[test]
fn rejects_the_values_of_other_channels_at_run_time() {
    let is_about_currency = |invalid: &ValidationError| {
        let violation = invalid.violations()[0];
        assert_eq!(
            (violation.field, violation.error),
            ("currency", ValueError::UnknownValue { known: &["CAD", "USD"] })
        );
    };
    is_about_currency(&alipay_order(Currency::Cny).unwrap_err());
    for (currency, is_valid) in [(Currency::Usd, true), (Currency::Cny, false)] {
        let order = request!(AlipayQr {
            mch_order_no: "m1",
            currency: &currency,
            amount: 2865,
            client_ip: "203.0.113.7",
            notify_url: "https://shop.example/iotpay",
            subject: "Green tea",
            body: "First flush",
        });
        assert_eq!(order.is_ok(), is_valid, "{currency}");
        order.err().iter().for_each(is_about_currency);
    }
    let by_text = request!(AlipayQr {
        mch_order_no: "m1",
        currency: String::from("EUR"),
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush",
    });
    is_about_currency(&by_text.unwrap_err());
}

/// Fields are public, so a request is validated again before it is sent.
#[test]
fn rejects_a_currency_that_was_set_afterwards() {
    let mut order = alipay_order(Currency::Cad).unwrap();
    assert_eq!(order.validate(), Ok(()));
    order.currency = Currency::Cny;
    assert_eq!(order.validate().unwrap_err().violations()[0].field, "currency");
}

/// Every violation is reported, also inside an object.
#[test]
fn reports_every_invalid_member_of_an_object() {
    let invalid = WxJsapiMiniExtra::new(WxJsapiMiniExtraMembers { open_id: "", app_id: " " }).unwrap_err();
    let errors: Vec<_> = invalid.violations().iter().map(|violation| (violation.field, violation.error)).collect();
    let expected = [ValueError::EmptyMember { member: "openId" }, ValueError::BlankMember { member: "appId" }];
    assert_eq!(errors, expected.map(|error| ("extra", error)));
}

/// A message that was stored with serde has `[secret]` in place of its secrets.
#[test]
fn a_redacted_secret_is_not_sent() {
    let mut order = request!(WxMicropay {
        mch_order_no: "m1",
        currency: Cad,
        amount: 1,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush",
        identity_code: "134567890123456789",
    })
    .unwrap();
    let protocol = iotpay_client::general::Protocol::new(credentials());
    assert!(protocol.prepare(&order).is_ok());
    let stored = serde_json::to_string(&order.identity_code).unwrap();
    order.identity_code = serde_json::from_str(&stored).unwrap();
    let invalid = protocol.prepare(&order).unwrap_err();
    assert_eq!((invalid.violations()[0].field, invalid.violations()[0].error), ("identityCode", ValueError::Redacted));
}
