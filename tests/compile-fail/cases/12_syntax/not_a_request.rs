//! A response instead of a request.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::WxNativeResponse {
        code_url: "weixin://wxpay/bizpayurl?pr=1",
    });
}
