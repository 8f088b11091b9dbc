//! A currency that only other channels accept.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::AlipayQr {
        mch_order_no: "m-1",
        currency: Cny,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
    });
}
