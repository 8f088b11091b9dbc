//! Without `request!`: a refund id instead of an order id.

use iotpay_client::{ValidationError, RefundId, card};

fn void(refund: &RefundId) -> Result<card::CcVoid, ValidationError> {
    card::CcVoid::new(card::CcVoidRequired { mch_refund_no: "v-1", pay_order_id: refund })
}

fn main() {}
