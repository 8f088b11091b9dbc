//! A value of another enumeration.

use iotpay_client::{ValidationError, general, request};

fn order(os_type: general::OsType) -> Result<general::AlipayQr, ValidationError> {
    request!(general::AlipayQr {
        mch_order_no: "m-1",
        currency: os_type,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
    })
}

fn main() {}
