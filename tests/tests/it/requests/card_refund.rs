//! Refund Transaction.

use iotpay_client::{ValidationError, OrderId, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_refund()?;
    Ok(())
}

fn cc_refund() -> Result<(), ValidationError> {
    let order: card::CcRefund = request!(card::CcRefund {
        mch_refund_no: "r-1",
        refund_amount: 500,
        pay_order_id: "P0020261122",
        notify_url: "https://shop.example/iotpay",
    }).unwrap();
    let sent = [
        "loginName=jack123",
        "mchId=10000701",
        "mchRefundNo=r-1",
        "notifyUrl=https://shop.example/iotpay",
        "payOrderId=P0020261122",
        "refundAmount=500",
    ];
    assert_eq!(fields(&order), sent);

    let mch_refund_no = String::from("r-1");
    let refund_amount: u64 = 500;
    let pay_order_id = OrderId::new("P0020261122").unwrap();
    let order = request!(card::CcRefund { mch_refund_no, refund_amount, pay_order_id })?;
    let sent = ["loginName=jack123", "mchId=10000701", "mchRefundNo=r-1", "payOrderId=P0020261122", "refundAmount=500"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
