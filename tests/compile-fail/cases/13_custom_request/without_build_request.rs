//! A custom request without `#[derive(BuildRequest)]`.

use iotpay_client::signing::Signed;
use iotpay_client::value::Text;
use iotpay_client::request;

#[derive(Signed)]
struct Points {
    customer_no: Text<20>,
}

fn main() {
    let _ = request!(Points {
        customer_no: "c-1",
    });
}
