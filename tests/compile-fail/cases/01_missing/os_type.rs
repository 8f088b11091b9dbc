//! `ALIPAY_MOBILE` requires `os_type`, which opens the right app.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::AlipayMobile {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        return_url: "https://shop.example/thanks",
    });
}
