//! Both of two mutually exclusive fields.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::QueryOrder {
        pay_order_id: "P0020261122",
        mch_order_no: "m-1",
    });
}
