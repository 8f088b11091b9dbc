//! The merchant's key has no text to print.

use iotpay_client::{Credentials};

fn log(credentials: &Credentials) {
    println!("{}", credentials.key());
    println!("{credentials}");
}

fn main() {}
