//! Without `request!`: the app id is missing in the struct of the members.

use iotpay_client::general::{WxApp, Currency, WxAppExtraMembers, WxAppRequired};

fn main() {
    let _ = WxApp::new(WxAppRequired {
        mch_order_no: "m1",
        currency: Currency::Cad,
        amount: 100,
        client_ip: [203, 0, 113, 7].into(),
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: "tea",
        extra: WxAppExtraMembers {},
    });
}
