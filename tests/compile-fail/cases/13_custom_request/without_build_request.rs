//! A custom request without `#[derive(BuildRequest)]`.

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
