//! A refund id instead of an order id.

use iotpay_client::{ValidationError, RefundId, card, request};

fn void(refund: &RefundId) -> Result<card::CcVoid, ValidationError> {
    request!(card::CcVoid {
        mch_refund_no: "v-1",
        pay_order_id: refund,
    })
}

fn main() {}
