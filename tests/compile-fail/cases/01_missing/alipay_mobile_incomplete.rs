//! Without `request!`: two fields of the struct of the required fields are missing.

use iotpay_client::general::{AlipayMobile, Currency, AlipayMobileRequired};

fn main() {
    let _ = AlipayMobile::new(AlipayMobileRequired {
        mch_order_no: "m1",
        currency: Currency::Cad,
        amount: 100,
        client_ip: [203, 0, 113, 7].into(),
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: "tea",
    });
}
