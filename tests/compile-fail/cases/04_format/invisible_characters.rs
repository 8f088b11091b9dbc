//! Invisible characters and blank texts.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "m-1\n",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay\u{200b}",
        subject: "Green tea\0",
        body: "   ",
        extra: Extra { product_id: "\u{feff}tea-250" },
    });
}
