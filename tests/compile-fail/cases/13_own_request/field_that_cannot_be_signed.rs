//! Fields of types that no signer agrees on.

use iotpay_client::Signed;

#[derive(Signed)]
struct Float {
    amount: f64,
}

#[derive(Signed)]
struct Nested {
    items: Vec<String>,
}

fn main() {}
