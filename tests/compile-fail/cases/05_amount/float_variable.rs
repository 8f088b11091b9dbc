//! A float variable as an amount.

use iotpay_client::{ValidationError, general, request};

fn refund(total: f64) -> Result<general::RefundOrder, ValidationError> {
    request!(general::RefundOrder {
        mch_refund_no: "r-1",
        refund_amount: total,
        client_ip: "203.0.113.7",
        pay_order_id: "P0020261122",
    })
}

fn main() {}
