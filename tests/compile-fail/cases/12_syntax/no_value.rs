//! A field without a value.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcVoid {
        mch_refund_no: ,
        pay_order_id: "P0020261122",
    });
}
