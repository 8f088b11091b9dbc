//! Without `request!`: the struct of the required fields has no `extra`.

use iotpay_client::general::{AlipayMobile, Currency, OsType, AlipayMobileRequired};

fn main() {
    let _ = AlipayMobile::new(AlipayMobileRequired {
        mch_order_no: "m1",
        currency: Currency::Cad,
        amount: 100,
        client_ip: [203, 0, 113, 7].into(),
        os_type: OsType::Ios,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "tea",
        body: "tea",
        extra: "{}",
    });
}
