//! All required fields that are missing come in one error, each with its rule.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        subject: "Green tea",
        amount: 2865,
    });
}
