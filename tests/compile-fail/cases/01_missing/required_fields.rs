//! All missing required fields are reported in one error, each with its rule.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative {
        subject: "Green tea",
        amount: 2865,
    });
}
