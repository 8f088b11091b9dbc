//! Void Transaction.

use iotpay_client::{ValidationError, OrderId, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_void()?;
    Ok(())
}

fn cc_void() -> Result<(), ValidationError> {
    let order: card::CcVoid = request!(card::CcVoid {
        mch_refund_no: "r-1",
        pay_order_id: "P0020261122",
        notify_url: "https://shop.example/iotpay",
    }).unwrap();
    let sent = [
        "loginName=jack123",
        "mchId=10000701",
        "mchRefundNo=r-1",
        "notifyUrl=https://shop.example/iotpay",
        "payOrderId=P0020261122",
    ];
    assert_eq!(fields(&order), sent);

    let mch_refund_no = String::from("r-1");
    let pay_order_id = OrderId::new("P0020261122").unwrap();
    let order = request!(card::CcVoid { mch_refund_no, pay_order_id })?;
    let sent = ["loginName=jack123", "mchId=10000701", "mchRefundNo=r-1", "payOrderId=P0020261122"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
