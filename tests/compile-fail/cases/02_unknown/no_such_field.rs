//! An unknown field without a similar name: the error lists the available fields.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcVoid {
        mch_refund_no: "v-1",
        pay_order_id: "P0020261122",
        reason: "sold out",
    });
}
