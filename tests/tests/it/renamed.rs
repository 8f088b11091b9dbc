//! The client may have another name in the crate that uses it.

use crate::support::scratch::Scratch;

const CALLER: &str = r#"//! Takes payments.

use pay::{Invalid, general, request};

pub fn literal() -> general::UpiApp {
    pay::request!(general::UpiApp {
        mch_order_no: "m1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: "First flush",
    })
}

pub fn value(number: &str, product_id: &str, body: Option<String>) -> Result<general::WxNative, Invalid> {
    request!(::pay::general::WxNative {
        mch_order_no: number,
        currency: "CAD",
        amount: number.len(),
        client_ip: std::net::Ipv4Addr::LOCALHOST,
        notify_url: { "https://shop.example/iotpay" },
        subject: "tea",
        body: body.as_deref().unwrap_or("First flush"),
        extra: Extra { product_id },
        remarks: body,
    })
}

pub fn query(id: &pay::OrderId) -> Result<general::QueryOrder, Invalid> {
    request!(general::QueryOrder { pay_order_id: id })
}
"#;

#[test]
fn a_client_of_another_name_fills_requests() {
    let crate_ = Scratch::new("renamed", "pay");
    crate_.lib(CALLER);
    assert_eq!(crate_.check(), Ok(()));
}
