//! Fields of types that cannot be signed.

use iotpay_client::signing::Signed;

#[derive(Signed)]
struct Float {
    amount: f64,
}

#[derive(Signed)]
struct Nested {
    items: Vec<String>,
}

fn main() {}
