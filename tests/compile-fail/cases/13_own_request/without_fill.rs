//! A request of one's own without `#[derive(BuildRequest)]`, which makes what rustc misses here.

use iotpay_client::{Signed, Text, request};

#[derive(Signed)]
struct Points {
    customer_no: Text<20>,
}

fn main() {
    let _ = request!(Points {
        customer_no: "c-1",
    });
}
