//! Alipay payments in an app.

use iotpay_client::general::{AlipayMobile, AlipayMobileResponse};
use iotpay_client::{ValidationError, request};

/// Returns the order to send.
pub fn order(number: &str, cents: u64) -> Result<AlipayMobile, ValidationError> {
    request!(AlipayMobile {
        mch_order_no: number,
        currency: Cad,
        amount: cents,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
    })
}

/// Returns what the app opens.
pub fn for_the_app(response: &AlipayMobileResponse) -> Option<&str> {
    response.ret_params.as_ref().map(|link| link.as_str())
}
