//! An id that is kept as text is read by `OrderId::new`.

use iotpay_client::{ValidationError, card, request};

fn void(order: &str) -> Result<card::CcVoid, ValidationError> {
    request!(card::CcVoid {
        mch_refund_no: "v-1",
        pay_order_id: order,
    })
}

fn main() {}
