//! Texts that read like another field of the string to sign.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks?a=1&b=2&result=paid",
        subject: "Green tea&status=2",
        body: "First flush\u{26}amount=1",
        extra: Extra { product_id: "tea&mchOrderNo=m-2" },
    });
}
