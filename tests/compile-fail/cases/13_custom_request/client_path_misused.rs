//! The path of the client must be specified once, on the type, as a path.

use iotpay_client::incoming::FromFields;
use iotpay_client::signing::Signed;
use iotpay_client::value::{WireEnum, Text};

#[derive(Debug, Signed)]
#[signed(crate, account(mch_id = "mchId"))]
struct NoPath {
    customer_no: Text<20>,
}

#[derive(Debug, Signed)]
#[signed(crate = "iotpay-client")]
struct NameOfThePackage {
    customer_no: Text<20>,
}

#[derive(Debug, Signed)]
#[signed(crate = "iotpay_client", crate = "iotpay_client")]
struct Twice {
    #[signed(crate = "iotpay_client")]
    customer_no: Text<20>,
}

#[derive(Debug, FromFields)]
#[field("points", crate = 1)]
struct Response {
    #[field(crate = iotpay_client)]
    points: i64,
}

#[derive(Debug, WireEnum)]
#[wire(integer, crate = "iotpay_client", crate = iotpay_client)]
enum State {
    #[wire("1", "2")]
    Open,
    #[wire(crate = "iotpay_client")]
    Closed,
}

fn main() {}
