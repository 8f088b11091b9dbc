//! The merchant key and the login name come from the credentials.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::RefundOrder {
        mch_refund_no: "r-1",
        refund_amount: 500,
        client_ip: "203.0.113.7",
        pay_order_id: "P0020261122",
        key: "k",
        job_no: "jack123",
        loginName: "jack123",
    });
}
