//! The request of a page with several channels, which takes the channel as a value, with every rule of a channel.

use iotpay_client::general::Channel;
use iotpay_client::incoming::Fields;
use iotpay_client::protocol::Request as _;
use iotpay_client::signing::{FieldValue, Signed};
use iotpay_client::value::ValueError;
use iotpay_client::{Credentials, ValidationError, request};
use private_endpoints::general::{
    GiftAlipayQr, GiftUpiQr, GiftUpiQrResponse, GiftWxNative, GiftWxNativeExtra, GiftWxNativeExtraMembers,
    SellGiftCard, SellGiftCardExtra, SellGiftCardExtraMembers, SellGiftCardRequired, SellGiftCardResponse,
};

/// Returns the fields that a request sends.
fn sent(request: &dyn Signed) -> Vec<(String, String)> {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let mut fields = Vec::new();
    request.visit(&credentials.account(), &mut |name, value| {
        let text = match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => text.to_owned(),
            FieldValue::Integer(number) => number.to_string(),
            FieldValue::Boolean(boolean) => boolean.to_string(),
            FieldValue::Json(json) => json.as_str().to_owned(),
        };
        fields.push((name.to_owned(), text));
    });
    fields
}

fn errors(result: Result<SellGiftCard, ValidationError>) -> Vec<(&'static str, ValueError)> {
    result.unwrap_err().violations().iter().map(|violation| (violation.field, violation.error)).collect()
}

fn any_extra() -> Result<SellGiftCardExtra, ValidationError> {
    SellGiftCardExtra::from_json(r#"{"anything":[1]}"#)
}

#[test]
fn is_sent_like_the_request_of_the_channel() {
    let of_page = request!(SellGiftCard {
        channel: WxNative,
        mch_order_no: "m-1",
        currency: Cad,
        message: "Thanks",
        design: "tea",
        store: "1",
        pin: "123456",
        extra: Extra { shelf: "A1", box_: 7 },
    });
    let own = request!(GiftWxNative {
        mch_order_no: "m-1",
        currency: Cad,
        message: "Thanks",
        design: "tea",
        store: "1",
        pin: "123456",
        extra: Extra { shelf: "A1", box_: 7 },
    });
    let sent_by_page = sent(&of_page.unwrap());
    assert_eq!(sent_by_page, sent(&own.unwrap()));
    assert!(sent_by_page.contains(&("kind".to_owned(), "gift".to_owned())), "{sent_by_page:?}");
    let of_page = request!(SellGiftCard {
        channel: "UPI_QR",
        mch_order_no: "m-1",
        currency: Cny,
        design: "tea",
        pin: "123456",
        extra: any_extra().unwrap(),
    });
    let own = request!(GiftUpiQr {
        mch_order_no: "m-1",
        currency: Cny,
        design: "tea",
        pin: "123456",
        extra: r#"{"anything":[1]}"#,
    });
    assert_eq!(sent(&of_page.unwrap()), sent(&own.unwrap()));
    // The client sends a constant on this channel.
    let of_page = request!(SellGiftCard {
        channel: AlipayQr,
        mch_order_no: "m-1",
        currency: Cny,
        pin: "123456",
        extra: any_extra().unwrap(),
    });
    let own =
        request!(GiftAlipayQr { mch_order_no: "m-1", currency: Cny, pin: "123456", extra: r#"{"anything":[1]}"# });
    let sent_by_page = sent(&of_page.unwrap());
    assert_eq!(sent_by_page, sent(&own.unwrap()));
    assert!(sent_by_page.contains(&("message".to_owned(), "Thanks".to_owned())), "{sent_by_page:?}");
}

#[test]
fn each_rule_of_a_channel_is_checked() {
    let order = |channel: Channel, currency: &str, message: Option<&str>, design, store: Option<&str>, extra| {
        request!(SellGiftCard { channel, mch_order_no: "m-1", currency, message, design, store, pin: "123456", extra })
    };
    let shelf = |json: &str| SellGiftCardExtra::from_json(json).unwrap();
    let (wx, upi) = ("WX_NATIVE", "UPI_QR");
    let valid = || shelf(r#"{"shelf":"A1"}"#);
    let valid_order = order(Channel::WxNative, "USD", Some("Thanks"), Some("tea"), Some("1"), valid());
    assert_eq!(valid_order.unwrap().channel, Channel::WxNative);
    // Everything at once.
    let none = Option::<&str>::None;
    assert_eq!(
        errors(order(Channel::WxNative, "CNY", Some("Thank you!"), none, none, shelf(r#"{"box":1,"a":2}"#))),
        [
            ("currency", ValueError::UnknownValueOn { channel: wx, known: &["CAD", "USD"] }),
            ("message", ValueError::TooLongOn { channel: wx, max: 8, length: 10 }),
            ("design", ValueError::RequiredOn { channel: wx }),
            ("extra", ValueError::MissingMemberOn { channel: wx, member: "shelf" }),
            ("extra", ValueError::UnknownMemberOn { channel: wx, known: &["shelf", "box"] }),
        ]
    );
    assert_eq!(
        errors(order(Channel::WxNative, "CAD", None, Some("tea"), None, valid())),
        [("message", ValueError::RequiredOn { channel: wx })]
    );
    assert_eq!(
        errors(order(Channel::UpiQr, "CNY", Some("Thank you!"), Some("tea"), Some("1"), valid())),
        [("store", ValueError::NotAcceptedOn { channel: upi })]
    );
    assert_eq!(
        errors(order(Channel::AlipayQr, "CNY", Some("Hello"), none, Some("1"), valid())),
        [("message", ValueError::NotAcceptedOn { channel: "ALIPAY_QR" })]
    );
    assert!(order(Channel::AlipayQr, "CNY", None, none, Some("1"), valid()).is_ok());
    // The fields are public, so a valid request can become invalid.
    let mut changed = order(Channel::AlipayQr, "CNY", None, none, Some("1"), valid()).unwrap();
    assert_eq!(changed.validate(), Ok(()));
    changed.channel = Channel::UpiQr;
    let found = changed.validate().unwrap_err();
    let found: Vec<_> = found.violations().iter().map(|violation| (violation.field, violation.error)).collect();
    assert_eq!(
        found,
        [("design", ValueError::RequiredOn { channel: upi }), ("store", ValueError::NotAcceptedOn { channel: upi })]
    );
}

#[test]
fn the_members_of_json_text_are_checked_like_those_of_the_channel() {
    let with_extra = |json: &str| {
        let extra = SellGiftCardExtra::from_json(json).unwrap();
        let (channel, message) = ("WX_NATIVE", "Thanks");
        let pin = "123456";
        errors(request!(SellGiftCard {
            channel,
            mch_order_no: "m-1",
            currency: Cad,
            message,
            design: "tea",
            pin,
            extra
        }))
    };
    // The type of the channel reports the same violations.
    for shelf in ["", " ", "123456"] {
        let own = GiftWxNativeExtra::new(GiftWxNativeExtraMembers { shelf }).unwrap_err();
        let own: Vec<_> = own.violations().iter().map(|violation| (violation.field, violation.error)).collect();
        assert_eq!(with_extra(&format!(r#"{{"shelf":"{shelf}"}}"#)), own, "{shelf:?}");
    }
    // It cannot express these.
    for value in ["null", "7", "[\"a\"]"] {
        let expected = [("extra", ValueError::MemberNotText { member: "shelf" })];
        assert_eq!(with_extra(&format!(r#"{{ "shelf": {value} }}"#)), expected, "{value}");
    }
    for value in ["null", "\"7\"", "1.5", "2147483648"] {
        let expected = [("extra", ValueError::MemberNotAnInteger { member: "box" })];
        assert_eq!(with_extra(&format!(r#"{{"shelf":"a","box":{value}}}"#)), expected, "{value}");
    }
    let twice = [("extra", ValueError::DuplicateMember { member: "box" })];
    assert_eq!(with_extra(r#"{"box":1,"shelf":"a","b\u006fx":2}"#), twice);
}

#[test]
fn can_be_built_without_the_macro() {
    let order = SellGiftCard::new(SellGiftCardRequired {
        channel: Channel::WxNative,
        mch_order_no: "m-1",
        currency: iotpay_client::general::Currency::Cad,
        pin: "123456",
        extra: SellGiftCardExtraMembers {},
    });
    let order = order.unwrap().with_design("tea").unwrap().with_message("Thanks").unwrap();
    let found = order.validate().unwrap_err();
    assert!(found.to_string().contains("`extra` has no member `shelf`, which is required on WX_NATIVE"), "{found}");
}

#[test]
fn the_response_has_what_the_channels_share() {
    let fields = Fields::from_json(r#"{"points":"7","codeUrl":"weixin://a","payUrl":"https://b"}"#).unwrap();
    let decode = |channel| {
        let order = request!(SellGiftCard {
            channel,
            mch_order_no: "m-1",
            currency: Cad,
            message: (channel != "ALIPAY_QR").then_some("Thanks"),
            design: "tea",
            pin: "123456",
            extra: Extra { shelf: "A1" },
        });
        order.unwrap().decode(&fields).unwrap()
    };
    let texts = |response: &SellGiftCardResponse| {
        (response.points(), response.qr_code().map(str::to_owned), response.redirect_url().map(str::to_owned))
    };
    let (code, url) = (Some("weixin://a".to_owned()), Some("https://b".to_owned()));
    assert_eq!(texts(&decode("WX_NATIVE")), (7, code.clone(), None));
    assert_eq!(texts(&decode("UPI_QR")), (7, None, url.clone()));
    assert_eq!(texts(&decode("ALIPAY_QR")), (7, code, url));
    let own = GiftUpiQrResponse::try_from(decode("UPI_QR")).unwrap();
    assert_eq!(own.pay_url, "https://b");
    assert_eq!(SellGiftCardResponse::from(own).channel(), Channel::UpiQr);
}
