//! `request!` builds the same request as the constructors, from literals and from values.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};

use crate::support::signing::{Map, fields_of};
use iotpay_client::card::{CardChannel, CcDirectPurchase, CcDirectPurchaseRequired};
use iotpay_client::general::{
    self, AlipayMobile, AlipayMobileRequired, Currency, OsType, QueryOrder, WxJsapiMini, WxJsapiMiniExtraMembers,
    WxJsapiMiniRequired,
};
use iotpay_client::value::ValueError;
use iotpay_client::{Cents, OrderId, ValidationError, request, shared};

const IP: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
const HOOK: &str = "https://shop.example/iotpay";

fn mini_required<'a>(open_id: &'a str, app_id: &'a str) -> WxJsapiMiniRequired<'a> {
    WxJsapiMiniRequired {
        mch_order_no: "m1",
        currency: Currency::Cad,
        amount: 2865,
        client_ip: IP,
        notify_url: HOOK,
        subject: "tea",
        body: "茶",
        extra: WxJsapiMiniExtraMembers { open_id, app_id },
    }
}

fn mini() -> Map {
    let request = WxJsapiMini::new(mini_required("o1", "wx1")).unwrap().with_remarks("none").unwrap();
    fields_of(&request)
}

fn mobile() -> Map {
    let request = AlipayMobile::new(AlipayMobileRequired {
        mch_order_no: "m1",
        currency: Currency::Usd,
        amount: 1,
        client_ip: IP,
        os_type: OsType::Ios,
        notify_url: HOOK,
        return_url: "https://shop.example/?a=b",
        subject: "tea",
        body: "b",
    });
    fields_of(&request.unwrap().with_device("WEB").unwrap())
}

#[test]
fn literals_build_the_same_request_as_the_constructor() {
    let wallet: WxJsapiMini = request!(general::WxJsapiMini {
        mch_order_no: "m1",
        currency: Cad,
        amount: 28_65,
        client_ip: "::ffff:203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: r"茶",
        extra: Extra { app_id: "wx1", open_id: "o1" },
        remarks: Some("none"),
        device: None,
    })
    .unwrap();
    assert_eq!(fields_of(&wallet), mini());
    let app: AlipayMobile = request!(AlipayMobile {
        mch_order_no: "m1",
        currency: "USD",
        amount: 0x1,
        client_ip: "203.0.113.7",
        os_type: Ios,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/?a=b",
        subject: "tea",
        body: "b",
        device: "WEB",
    })
    .unwrap();
    assert_eq!(fields_of(&app), mobile());
    let card: CcDirectPurchase = request!(CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m1",
        amount: 2147483647,
        card_num: "4242123456789000",
        expiry_date: "0725",
        holder: "J",
        cvv: "0786",
    })
    .unwrap();
    let expected = CcDirectPurchase::new(CcDirectPurchaseRequired {
        channel: CardChannel::PfCc,
        currency: Currency::Cad,
        mch_order_no: "m1",
        amount: u64::from(Cents::MAX.get()),
        card_num: "4242123456789000",
        expiry_date: "0725",
        holder: "J",
        cvv: "0786",
    });
    assert_eq!(fields_of(&card), fields_of(&expected.unwrap()));
    let query: QueryOrder = request!(QueryOrder { mch_order_no: "m1" }).unwrap();
    assert_eq!(fields_of(&query), fields_of(&QueryOrder::by_mch_order_no("m1").unwrap()));
}

/// Builds the order with a literal or a value for each field, before and after the others.
macro_rules! in_all_ways {
    ([$($done:tt)*]) => {
        let made: Result<WxJsapiMini, ValidationError> =
            request!(WxJsapiMini { $($done)* client_ip: { IP }, notify_url: HOOK });
        assert_eq!(fields_of(&made.unwrap()), mini(), "{}", stringify!($($done)*));
    };
    ([$($done:tt)*] $name:ident: $literal:tt or $value:expr; $($rest:tt)*) => {
        in_all_ways!([$($done)* $name: $literal,] $($rest)*);
        in_all_ways!([$name: $value, $($done)*] $($rest)*);
    };
}

#[test]
fn literals_and_values_can_be_mixed() {
    let (number, remarks) = (String::from("m1"), Some(String::from("none")));
    let app_id = "wx1";
    let extra = || general::WxJsapiMiniExtra::new(WxJsapiMiniExtraMembers { open_id: "o1", app_id }).unwrap();
    in_all_ways! {
        [extra: Extra { open_id: "o1", app_id },]
        mch_order_no: "m1" or &number;
        amount: 2865 or 2865_u64;
        currency: Cad or Currency::Cad;
        subject: "tea" or std::borrow::Cow::Borrowed("tea");
        body: "茶" or '茶'.to_string();
        remarks: "none" or remarks.clone();
    }
    in_all_ways! {
        [extra: Extra { app_id: "wx1", open_id: "o1" }, subject: "tea", body: "茶",]
        mch_order_no: "m1" or ["m", "1"].concat();
        amount: 2865 or Cents::new(2865).unwrap();
        currency: "CAD" or if number.is_empty() { "USD" } else { "CAD" };
        remarks: "none" or Some("none".to_owned());
    }
    in_all_ways! {
        [extra: extra(), subject: "tea", body: "茶", currency: Cad,]
        mch_order_no: "m1" or match remarks { Some(_) => "m1", None => "" };
        amount: 2865 or { 28_i8 as u32 * 100 + 65 };
        remarks: "none" or remarks.as_deref();
    }
}

/// A violation as data: field, error, title of the page.
fn violations(invalid: &ValidationError) -> Vec<(&str, ValueError, &str)> {
    invalid.violations().iter().map(|it| (it.field, it.error, it.page.unwrap().title)).collect()
}

#[test]
fn reports_all_violations_in_order() {
    let (empty, amount) = (String::new(), -1);
    let made = request!(WxJsapiMini {
        extra: Extra { open_id: "o1", app_id: &empty },
        remarks: Some("r".repeat(201)),
        amount,
        client_ip: { "localhost" },
        currency: &*"EUR".to_owned(),
        subject: "tea",
        notify_url: { "https://shop.example/?" },
        body: "b",
        mch_order_no: empty.as_str(),
    });
    let invalid = made.unwrap_err();
    let page = general::wechat_mini_program::PAGE.title;
    let expected = [
        ("extra", ValueError::EmptyMember { member: "appId" }, page),
        ("remarks", ValueError::TooLong { max: 200, length: 201 }, page),
        ("amount", ValueError::Negative, page),
        ("clientIp", ValueError::NotAnIp, page),
        ("currency", ValueError::UnknownValue { known: &["CAD", "USD"] }, page),
        ("notifyUrl", ValueError::HasQuery, page),
        ("mchOrderNo", ValueError::Empty, page),
    ];
    assert_eq!(violations(&invalid), expected);
    let text = invalid.to_string();
    assert!(
        text.starts_with("the request is invalid and was not sent: `extra` has an empty member `appId` ("),
        "{text}"
    );
    let places: Vec<_> = expected.iter().map(|(field, ..)| text.find(&format!("`{field}` ")).unwrap()).collect();
    assert!(places.is_sorted() && !text.contains("`subject`"), "{text}");
}

#[test]
fn errors_do_not_contain_secrets() {
    let (number, code, holder) = ("4242 1234 5678 9000", "78612", "canary".repeat(9));
    let made = request!(CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m1",
        amount: 1,
        card_num: number,
        cvv: code,
        holder: &holder,
        expiry_date: { "1325" },
    });
    let invalid = made.unwrap_err();
    let shown = format!("{invalid} {invalid:?} {invalid:#?}");
    for secret in ["4242", "1234", "9000", "786", "canary", "1325"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let errors: Vec<_> = invalid.violations().iter().map(|it| it.error).collect();
    let length = holder.len();
    let too_long = ValueError::TooLong { max: 50, length };
    assert_eq!(errors, [ValueError::NotACardNumber, ValueError::NotACvv, too_long, ValueError::NotAnExpiryDate]);
}

#[test]
fn values_are_evaluated_once_and_in_order() {
    let made = RefCell::new(Vec::new());
    let note = |name: &'static str| {
        made.borrow_mut().push(name);
        name
    };
    let _ = request!(WxJsapiMini {
        subject: note("tea"),
        mch_order_no: note(""),
        body: "b",
        extra: Extra { app_id: note("wx1"), open_id: note("o1") },
        currency: Cad,
        amount: note("12345").len(),
        remarks: Some(note("r")).filter(|_| true),
        notify_url: note("no URL"),
        client_ip: note("203.0.113.7"),
    });
    assert_eq!(*made.borrow(), ["tea", "", "wx1", "o1", "12345", "r", "no URL", "203.0.113.7"]);
}

#[test]
fn objects_of_literals_equal_those_of_values() {
    macro_rules! alike {
        ($($text:literal)*) => {$(
            let literal = request!(general::WxNative {
                mch_order_no: "m1", currency: Cad, amount: 1, client_ip: "::1", notify_url: "http://a/", subject: "s",
                body: "b", extra: Extra { product_id: $text },
            })
            .unwrap();
            let value = request!(general::WxNative {
                mch_order_no: "m1", currency: Cad, amount: 1, client_ip: "::1", notify_url: "http://a/", subject: "s",
                body: "b", extra: Extra { product_id: { $text } },
            });
            let extra = literal.extra.as_str();
            assert_eq!(extra, value.unwrap().extra.as_str());
            let read: serde_json::Value = serde_json::from_str(extra).unwrap();
            assert_eq!(read["productId"], $text);
        )*};
    }
    alike!("p" "\"" "\\" "\\\"" "/" "a\u{2027}\u{202f}" "茶😀" "\u{2764}\u{fe0f}"
        "{\"a\":1}" "<script>&'" " a " "\u{fffd}\u{10ffff}" r#"r"\"# "e\u{301}");
}

#[test]
fn amounts_accept_every_integer_type() {
    let id = iotpay_client::OrderId::new("P1").unwrap();
    macro_rules! amounts {
        ($($cents:tt)*) => {$(
            let literal = request!(general::RefundOrder {
                mch_refund_no: "r1", pay_order_id: &id, refund_amount: $cents, client_ip: "::1",
            });
            let value = request!(general::RefundOrder {
                mch_refund_no: "r1", pay_order_id: &id, refund_amount: { $cents }, client_ip: "::1",
            });
            assert_eq!(fields_of(&literal.unwrap()), fields_of(&value.unwrap()));
        )*};
    }
    amounts!(1 100 1_0 0xff 0o17 0b11 7u8 7i8 7_u64 7usize 2147483647);
    for cents in [0_i64, -1, i64::MIN, 2_147_483_648, i64::MAX] {
        let made = request!(general::RefundOrder {
            mch_refund_no: "r1",
            pay_order_id: &id,
            refund_amount: cents,
            client_ip: "::1"
        });
        assert_eq!(made.unwrap_err().violations()[0].error, Cents::try_from(cents).unwrap_err());
    }
}

#[test]
fn reports_constructor_errors_with_other_fields() {
    let order = |id: &str, total: &str| {
        request!(general::RefundOrder {
            mch_refund_no: "r-1",
            pay_order_id: OrderId::new(id),
            refund_amount: Cents::from_decimal(total),
            // A value in braces is checked at run time; the same literal would not compile.
            client_ip: { "1.1.1.1.1" },
        })
    };
    let invalid = order("", "1.234").unwrap_err();
    let found: Vec<_> = violations(&invalid).into_iter().map(|(field, error, _)| (field, error)).collect();
    let expected = [
        ("payOrderId", ValueError::Empty),
        ("refundAmount", ValueError::NotAnAmount),
        ("clientIp", ValueError::NotAnIp),
    ];
    assert_eq!(found, expected);
}

#[test]
fn received_enum_value_can_be_sent() {
    let of = |currency: &shared::Currency| {
        request!(general::AlipayQr {
            mch_order_no: "1",
            amount: 1,
            currency,
            client_ip: "::1",
            notify_url: "https://shop.example/iotpay",
            subject: "s",
            body: "b",
        })
    };
    assert_eq!(of(&shared::Currency::Usd).unwrap().currency.as_str(), "USD");
    let invalid = of(&shared::Currency::Cny).unwrap_err();
    assert!(matches!(invalid.violations()[0].error, ValueError::UnknownValue { .. }), "{invalid}");
}
