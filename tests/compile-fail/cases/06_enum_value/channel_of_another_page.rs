//! A channel of another page, and a misspelled channel.

use iotpay_client::{general, request};

macro_rules! order {
    ($channel:expr) => {
        request!(general::CustomerScanQr {
            channel: $channel,
            mch_order_no: "m-1",
            currency: Cad,
            amount: 2865,
            client_ip: "203.0.113.7",
            notify_url: "https://shop.example/iotpay",
            subject: "Green tea",
            body: "First flush, 250 g",
        })
    };
}

fn main() {
    let _ = order!(WxApp);
    let _ = order!(AlipyQr);
    let _ = order!("WX_NATIV");
}
