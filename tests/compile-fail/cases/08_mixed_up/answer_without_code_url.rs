//! The answer of `UPI_APP` has no QR code to show.

use iotpay_client::{general};

fn qr_code(answer: general::UpiAppAnswer) -> String {
    answer.code_url
}

fn main() {}
