//! The `Result` of `request!` without `?`.

use iotpay_client::{general, request};

fn order(number: String) {
    let order: general::WxNative = request!(general::WxNative {
        mch_order_no: number,
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    });
}

fn main() {}
