//! `WireEnum` on a struct, duplicate values, and variants without a value.

use iotpay_client::value::WireEnum;

#[derive(WireEnum)]
struct NotAnEnum;

#[derive(WireEnum)]
enum Misused {
    #[wire("A")]
    A,
    #[wire("A")]
    B,
    C,
    #[wire(unknown)]
    D,
}

fn main() {}
