//! Purchase With Token.

use iotpay_client::{ValidationError, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_purchase_with_token()?;
    Ok(())
}

fn cc_purchase_with_token() -> Result<(), ValidationError> {
    let order: card::CcPurchaseWithToken = request!(card::CcPurchaseWithToken {
        currency: Cad,
        mch_order_no: "m-1",
        card_id: "k-9",
        amount: 2865,
        subject: "Green tea",
        body: "First flush, 250 g",
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        mch_user_id: "u-9",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "cardId=k-9",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "mchUserId=u-9",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let card_id = String::from("k-9");
    let amount: u64 = 2865;
    let order = request!(card::CcPurchaseWithToken {
        currency: card::Currency::Cad,
        mch_order_no,
        card_id,
        amount,
    })?;
    let sent = ["amount=2865", "cardId=k-9", "currency=CAD", "loginName=jack123", "mchId=10000701", "mchOrderNo=m-1"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
