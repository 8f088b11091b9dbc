//! A list of codes that is no enum, has a code twice, or has a variant without one.

use iotpay_client::WireEnum;

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
