//! A refund's own id is not the order's.

use iotpay_client::{Invalid, RefundId, card, request};

fn void(refund: &RefundId) -> Result<card::CcVoid, Invalid> {
    request!(card::CcVoid {
        mch_refund_no: "v-1",
        pay_order_id: refund,
    })
}

fn main() {}
