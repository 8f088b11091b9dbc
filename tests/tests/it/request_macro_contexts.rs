//! `request!` works wherever an expression is allowed, and uses no names of the caller by accident.

use std::collections::BTreeMap;

use crate::support::signing::fields_of;
use iotpay_client::general::{self, UpiApp, WxNative as Qr};
use iotpay_client::{ValidationError, request};

const HOOK: &str = "https://shop.example/iotpay";

fn qr() -> Qr {
    request!(Qr {
        mch_order_no: "m1",
        currency: Cad,
        amount: 1,
        client_ip: "::1",
        notify_url: "https://shop.example/iotpay",
        subject: "s",
        body: "b",
        extra: Extra { product_id: "p" },
    })
    .unwrap()
}

/// The order of `qr` with another path and the caller's number.
macro_rules! order {
    ($number:expr, $($path:tt)+) => {
        request!($($path)+ {
            mch_order_no: $number, currency: Cad, amount: 1, client_ip: "::1", notify_url: HOOK, subject: "s", body: "b",
            extra: Extra { product_id: "p" },
        })
    };
}

/// A library's macro with the path of the library's request.
macro_rules! of_the_crate {
    () => {
        order!("m1", $crate::request_macro_contexts::inner::Renamed)
    };
}

mod inner {
    pub use super::general::WxNative as Renamed;
    use super::{HOOK, Qr, ValidationError, request};

    pub fn orders() -> Vec<Result<Qr, ValidationError>> {
        vec![
            order!("m1", self::Renamed),
            order!("m1", super::Qr),
            order!("m1", super::general::WxNative),
            order!("m1", crate::request_macro_contexts::inner::Renamed),
            order!("m1", iotpay_client::general::WxNative),
            order!("m1", ::iotpay_client::general::WxNative),
            order!("m1", ::iotpay_client::general::customer_scan_qr::WxNative),
            of_the_crate!(),
        ]
    }
}

#[test]
fn accepts_every_path() {
    use general as wallets;
    for order in inner::orders().into_iter().chain([order!("m1", Qr), order!("m1", wallets::WxNative)]) {
        assert_eq!(fields_of(&order.unwrap()), fields_of(&qr()));
    }
}

#[test]
fn is_independent_of_names_in_scope() {
    #![allow(non_camel_case_types, unused_macros)]
    struct Check;
    struct Parts;
    struct Members;
    macro_rules! UpiQr {
        () => {};
    }
    let (check, value0, value1, value2, product, parts, name) = ("m1", HOOK, "s", "b", "p", 1, 0);
    let (Check, Parts, Members) = (Check, Parts, Members);
    let order = request!(Qr {
        notify_url: value0,
        mch_order_no: check,
        subject: value1,
        body: value2,
        amount: parts + name,
        client_ip: "::1",
        currency: Cad,
        extra: Extra { product_id: product },
    });
    assert_eq!(fields_of(&order.unwrap()), fields_of(&qr()));
}

#[test]
fn shorthand_is_a_variable_of_that_name() {
    struct Extra {
        product_id: String,
    }

    let (mch_order_no, amount, subject, body, notify_url) = ("m1", 1_u8, "s".to_owned(), "b", HOOK);
    let (client_ip, remarks, product_id) = (std::net::Ipv6Addr::LOCALHOST, None::<String>, String::from("p"));
    let currency = general::Currency::Cad;
    let extra = Extra { product_id };
    let order = request!(Qr {
        mch_order_no,
        amount,
        subject,
        body,
        notify_url,
        client_ip,
        remarks,
        currency,
        extra: Extra { product_id: &extra.product_id },
    });
    assert_eq!(fields_of(&order.unwrap()), fields_of(&qr()));
}

fn text<A, B: ToString + ?Sized>(value: &B) -> String
where
    A: Default,
{
    drop(A::default());
    value.to_string()
}

async fn later<T>(value: T) -> T {
    tokio::task::yield_now().await;
    value
}

async fn with_everything(texts: &BTreeMap<&str, String>) -> Result<Qr, Box<dyn std::error::Error + Send + Sync>> {
    let order = request!(Qr {
        mch_order_no: texts.get("number").ok_or("no number")?,
        subject: later("s").await,
        body: Some("B").map(|text: &str| text.to_lowercase()).unwrap_or_default(),
        amount: "1".parse::<u64>()?,
        notify_url: text::<BTreeMap<u8, u8>, str>(HOOK),
        client_ip: if texts.is_empty() { "::2" } else { "::1" },
        currency: match texts.len() {
            0 => general::Currency::Usd,
            _ => general::Currency::Cad,
        },
        extra: Extra {
            product_id: later(&texts["product"]).await.trim().chars().take_while(|it| *it < 'q').collect::<String>()
        },
        remarks: texts.get("remarks").map(|text| &**text),
    })?;
    Ok(order)
}

#[tokio::test]
async fn accepts_any_expression_and_keeps_futures_send() {
    let texts = BTreeMap::from([("number", "m1".to_owned()), ("product", " pq".to_owned())]);
    let order = tokio::spawn(async move { with_everything(&texts).await }).await.unwrap();
    assert_eq!(fields_of(&order.unwrap()), fields_of(&qr()));
    assert_eq!(with_everything(&BTreeMap::new()).await.unwrap_err().to_string(), "no number");
}

/// A merchant's macro: fields and values from fragments of every kind.
macro_rules! fragments {
    ($path:ident, $name:ident, $number:expr, $subject:literal, $amount:literal, $code:ident, $hook:expr, $tt:tt, $some:literal) => {
        request!(general::$path {
            $name: $number,
            subject: $subject,
            amount: $amount,
            currency: $code,
            notify_url: $hook,
            client_ip: $tt,
            body: "b",
            extra: Extra { product_id: $some },
            remarks: Some($some),
        })
    };
}

#[test]
fn accepts_fragments_of_macros() {
    let literal = fragments!(WxNative, mch_order_no, "m1", "s", 1, Cad, "https://shop.example/iotpay", "::1", "p");
    let literal = literal.unwrap();
    let expected = qr().with_remarks("p").unwrap();
    assert_eq!(fields_of(&literal), fields_of(&expected));
    let value = fragments!(WxNative, mch_order_no, String::from("m") + "1", "s", 1, Cad, HOOK, "::1", "p");
    assert_eq!(fields_of(&value.unwrap()), fields_of(&expected));
}

trait Orders: Sized {
    const NUMBER: &'static str;

    fn number(&self) -> String;

    fn order(&self) -> Result<UpiApp, ValidationError> {
        request!(UpiApp {
            mch_order_no: Self::number(self),
            subject: <Self as Orders>::NUMBER,
            body: Self::NUMBER,
            amount: 1,
            currency: Usd,
            client_ip: "::1",
            notify_url: HOOK,
        })
    }
}

impl<const N: usize> Orders for [u8; N] {
    const NUMBER: &'static str = "n";

    fn number(&self) -> String {
        format!("m{N}")
    }
}

fn of_any<T: Orders, const AMOUNT: u32>(orders: &T) -> Result<UpiApp, ValidationError> {
    request!(UpiApp {
        mch_order_no: orders.number(),
        subject: T::NUMBER,
        body: "n",
        amount: AMOUNT,
        currency: Usd,
        client_ip: "::1",
        notify_url: HOOK,
    })
}

#[test]
fn works_in_generic_code() {
    let orders = [0; 3];
    assert_eq!(fields_of(&orders.order().unwrap()), fields_of(&of_any::<_, 1>(&orders).unwrap()));
    assert!(of_any::<_, 0>(&orders).is_err());
}
