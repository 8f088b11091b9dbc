//! Query Transaction.

use iotpay_client::{ValidationError, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_query()?;
    Ok(())
}

fn cc_query() -> Result<(), ValidationError> {
    let order: card::CcQuery = request!(card::CcQuery { mch_order_no: "m-1" }).unwrap();
    let sent = ["mchId=10000701", "mchOrderNo=m-1"];
    assert_eq!(fields(&order), sent);

    let order: card::CcQuery = request!(card::CcQuery { pay_order_id: "P0020261122" }).unwrap();
    let sent = ["mchId=10000701", "payOrderId=P0020261122"];
    assert_eq!(fields(&order), sent);

    let pay_order_id = String::from("P0020261122");
    let order = request!(card::CcQuery { pay_order_id })?;
    let sent = ["mchId=10000701", "payOrderId=P0020261122"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
