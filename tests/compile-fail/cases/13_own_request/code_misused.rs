//! A list of codes that is no enum, has a code twice, or has a variant without one.

use iotpay_client::Code;

#[derive(Code)]
struct NotAnEnum;

#[derive(Code)]
enum Misused {
    #[code("A")]
    A,
    #[code("A")]
    B,
    C,
    #[code(unknown)]
    D,
}

fn main() {}
