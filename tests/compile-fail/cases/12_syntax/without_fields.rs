//! A request without its fields.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNative);
}
