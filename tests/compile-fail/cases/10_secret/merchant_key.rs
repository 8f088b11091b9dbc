//! The merchant key cannot be displayed.

use iotpay_client::{Credentials};

fn log(credentials: &Credentials) {
    println!("{}", credentials.key());
    println!("{credentials}");
}

fn main() {}
