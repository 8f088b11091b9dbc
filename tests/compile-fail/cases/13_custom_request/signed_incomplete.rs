//! Incomplete attributes.

use iotpay_client::incoming::{FromFields, Unrecognized};
use iotpay_client::signing::Signed;
use iotpay_client::value::{WireEnum, Text};

enum By {
    Order(Text<30>),
    Refund(Text<30>),
    Card(Text<30>),
}

#[derive(Signed)]
struct Forgets {
    #[signed(one_of(Order = "orderNo", Refund = "refundNo"))]
    by: By,
}

#[derive(Signed)]
struct NamesAChoice {
    #[signed("by", one_of(Order = "orderNo", Refund = "refundNo", Card = "cardNo"))]
    by: By,
}

#[derive(Signed)]
struct Generic<T> {
    value: T,
}

#[derive(FromFields)]
struct GenericResponse<T> {
    #[field("a")]
    #[field("b")]
    value: T,
}

#[derive(WireEnum)]
#[wire(integer)]
enum Open {
    #[wire("1")]
    One,
    #[wire(other)]
    Other(Unrecognized),
}

fn main() {}
