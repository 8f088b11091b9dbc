//! A text that is too long for the field.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "order-of-22-november-2026-no-0042",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    });
}
