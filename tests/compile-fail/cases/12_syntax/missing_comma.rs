//! A missing comma, a semicolon instead of a comma, and `=` instead of `:`.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcVoid {
        mch_refund_no: "v-1"
        pay_order_id: "P0020261122",
    });

    let _ = request!(card::CcVoid {
        mch_refund_no: "v-1";
        pay_order_id = "P0020261122",
    });
}
