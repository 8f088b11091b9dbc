//! A secret field of a request, here the code in the customer's wallet.

use iotpay_client::{general};

fn log(order: &general::WxMicropay) {
    println!("{}", order.identity_code);
}

fn main() {}
