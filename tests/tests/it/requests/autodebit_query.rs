//! Query Order API.

use iotpay_client::{ValidationError, autodebit, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    query_order()?;
    Ok(())
}

fn query_order() -> Result<(), ValidationError> {
    let order: autodebit::QueryOrder = request!(autodebit::QueryOrder { pay_order_id: "P0020261122" }).unwrap();
    let sent = ["mchId=10000701", "payOrderId=P0020261122"];
    assert_eq!(fields(&order), sent);

    let order: autodebit::QueryOrder = request!(autodebit::QueryOrder { mch_order_no: "m-1" }).unwrap();
    let sent = ["mchId=10000701", "mchOrderNo=m-1"];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let order = request!(autodebit::QueryOrder { mch_order_no })?;
    let sent = ["mchId=10000701", "mchOrderNo=m-1"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
