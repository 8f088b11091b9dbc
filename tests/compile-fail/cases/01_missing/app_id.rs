//! `WX_APP` requires the app id, a member of `extra`.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxApp {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra {},
    });

    let _ = request!(general::WxApp {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
    });
}
