//! An IP address that is too long for the field.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "2001:db8:85a3:1111:2222:8a2e:370:7334",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    });
}
