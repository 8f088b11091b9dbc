//! A field that is like none of the request: the error lists those that are left.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcVoid {
        mch_refund_no: "v-1",
        pay_order_id: "P0020261122",
        reason: "sold out",
    });
}
