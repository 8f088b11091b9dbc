//! An `Option` variable for a required field.

use iotpay_client::{ValidationError, general, request};

fn order(subject: Option<String>) -> Result<general::WxNative, ValidationError> {
    request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: subject,
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    })
}

fn main() {}
