//! Direct Method.

use iotpay_client::{ValidationError, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_direct_purchase()?;
    Ok(())
}

fn cc_direct_purchase() -> Result<(), ValidationError> {
    let order: card::CcDirectPurchase = request!(card::CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m-1",
        amount: 2865,
        card_num: "4242424242424242",
        expiry_date: "0728",
        holder: "CARD HOLDER",
        cvv: "123",
        subject: "Green tea",
        body: "First flush, 250 g",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "cardNum=4242424242424242",
        "channel=PF_CC",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "cvv=123",
        "expiryDate=0728",
        "holder=CARD HOLDER",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let card_num = String::from("4242424242424242");
    let expiry_date = String::from("0728");
    let holder = String::from("CARD HOLDER");
    let cvv = String::from("123");
    let order = request!(card::CcDirectPurchase {
        channel: card::CardChannel::PfCc,
        currency: card::Currency::Cad,
        mch_order_no,
        amount,
        card_num,
        expiry_date,
        holder,
        cvv,
    })?;
    let sent = [
        "amount=2865",
        "cardNum=4242424242424242",
        "channel=PF_CC",
        "currency=CAD",
        "cvv=123",
        "expiryDate=0728",
        "holder=CARD HOLDER",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
