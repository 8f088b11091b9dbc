//! Text that is not an IP address.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "localhost",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    });
}
