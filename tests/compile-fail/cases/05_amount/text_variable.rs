//! A text variable as an amount: "28" could be dollars.

use iotpay_client::{ValidationError, general, request};

fn refund(total: &str) -> Result<general::RefundOrder, ValidationError> {
    request!(general::RefundOrder {
        mch_refund_no: "r-1",
        refund_amount: total,
        client_ip: "203.0.113.7",
        pay_order_id: "P0020261122",
    })
}

fn main() {}
