//! Without `request!`: a refund's own id is not given for the order's, there is nothing to void in it.

use iotpay_client::{ValidationError, RefundId, card};

fn void(refund: &RefundId) -> Result<card::CcVoid, ValidationError> {
    card::CcVoid::new(card::CcVoidRequired { mch_refund_no: "v-1", pay_order_id: refund })
}

fn main() {}
