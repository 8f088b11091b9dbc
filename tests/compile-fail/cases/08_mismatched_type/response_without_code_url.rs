//! The response of `UPI_APP` has no QR code.

use iotpay_client::{general};

fn qr_code(response: general::UpiAppResponse) -> String {
    response.code_url
}

fn main() {}
