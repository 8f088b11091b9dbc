//! The path of a currency that the channel does not accept.

use iotpay_client::{ValidationError, general, request};

fn order(number: String) -> Result<general::AlipayQr, ValidationError> {
    request!(general::AlipayQr {
        mch_order_no: number,
        currency: general::Currency::Cny,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
    })
}

fn main() {}
