//! A member of `extra` outside of `extra`.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "m1",
        subject: "Green tea",
        body: "First flush",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        product_id: "tea-250",
    });
}
