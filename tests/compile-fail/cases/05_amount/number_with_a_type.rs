//! An amount that is out of range for its suffix.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "m1",
        subject: "Green tea",
        body: "First flush",
        amount: 300u8,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        extra: Extra { product_id: "tea-250" },
    });
}
