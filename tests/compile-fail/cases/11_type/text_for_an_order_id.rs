//! Use `OrderId::new` for an id stored as text.

use iotpay_client::{ValidationError, card, request};

fn void(order: &str) -> Result<card::CcVoid, ValidationError> {
    request!(card::CcVoid {
        mch_refund_no: "v-1",
        pay_order_id: order,
    })
}

fn main() {}
