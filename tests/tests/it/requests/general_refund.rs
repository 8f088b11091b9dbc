//! Refund interface.

use std::net::IpAddr;

use iotpay_client::{ValidationError, OrderId, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    refund_order()?;
    Ok(())
}

fn refund_order() -> Result<(), ValidationError> {
    let order: general::RefundOrder = request!(general::RefundOrder {
        mch_refund_no: "r-1",
        refund_amount: 500,
        client_ip: "203.0.113.7",
        device: "WEB",
        pay_order_id: "P0020261122",
    }).unwrap();
    let sent = [
        "clientIp=203.0.113.7",
        "device=WEB",
        "loginName=jack123",
        "mchId=10000701",
        "mchRefundNo=r-1",
        "payOrderId=P0020261122",
        "refundAmount=500",
    ];
    assert_eq!(fields(&order), sent);

    let mch_refund_no = String::from("r-1");
    let refund_amount: u64 = 500;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let pay_order_id = OrderId::new("P0020261122").unwrap();
    let order = request!(general::RefundOrder { mch_refund_no, refund_amount, client_ip, pay_order_id })?;
    let sent = [
        "clientIp=203.0.113.7",
        "loginName=jack123",
        "mchId=10000701",
        "mchRefundNo=r-1",
        "payOrderId=P0020261122",
        "refundAmount=500",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
