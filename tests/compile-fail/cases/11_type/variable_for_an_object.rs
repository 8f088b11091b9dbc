//! A variable for an object with known members.

use iotpay_client::{general, request};

fn main() {
    let extra = String::from("{}");
    let _ = request!(general::WxNative {
        mch_order_no: "m1",
        subject: "Green tea",
        body: "First flush",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        extra,
    });
}
