//! Fields that only other channels have.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::UpiApp {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        os_type: Ios,
    });

    let _ = request!(general::AlipayMobile {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        os_type: Ios,
        return_url: "https://shop.example/thanks",
        extra: Extra { app_id: "wx12" },
    });
}
