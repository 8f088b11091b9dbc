//! Amounts in dollars; the error shows the cents.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::RefundOrder {
        mch_refund_no: "r-1",
        refund_amount: 28.65,
        client_ip: "203.0.113.7",
        pay_order_id: "P0020261122",
    });

    let _ = request!(general::RefundOrder {
        mch_refund_no: "r-1",
        refund_amount: "28.65",
        client_ip: "203.0.113.7",
        pay_order_id: "P0020261122",
    });
}
