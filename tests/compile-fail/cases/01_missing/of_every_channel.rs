//! A request that takes the channel as a value: the channel, and the fields that every channel requires.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::CustomerScanQr {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
    });
}
