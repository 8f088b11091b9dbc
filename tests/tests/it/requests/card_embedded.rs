//! Embedded Integration.

use iotpay_client::{ValidationError, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_purchase()?;
    cc_add_card()?;
    Ok(())
}

fn cc_purchase() -> Result<(), ValidationError> {
    let order: card::CcPurchase = request!(card::CcPurchase {
        mch_order_no: "m-1",
        amount: 2865,
        currency: Cad,
        subject: "Green tea",
        body: "First flush, 250 g",
        channel: PfCc,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        mch_user_id: "u-9",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channel=PF_CC",
        "currency=CAD",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "mchUserId=u-9",
        "notifyUrl=https://shop.example/iotpay",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let return_url = String::from("https://shop.example/thanks");
    let order = request!(card::CcPurchase {
        mch_order_no,
        amount,
        currency: card::Currency::Cad,
        channel: card::CardChannel::PfCc,
        notify_url,
        return_url,
    })?;
    let sent = [
        "amount=2865",
        "channel=PF_CC",
        "currency=CAD",
        "loginName=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "returnUrl=https://shop.example/thanks",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn cc_add_card() -> Result<(), ValidationError> {
    let order: card::CcAddCard =
        request!(card::CcAddCard { card_id: "k-9", channel: PfCc, return_url: "https://shop.example/thanks" }).unwrap();
    let sent =
        ["cardId=k-9", "channel=PF_CC", "loginName=jack123", "mchId=10000701", "returnUrl=https://shop.example/thanks"];
    assert_eq!(fields(&order), sent);

    let card_id = String::from("k-9");
    let return_url = String::from("https://shop.example/thanks");
    let order = request!(card::CcAddCard { card_id, channel: card::CardChannel::PfCc, return_url })?;
    let sent =
        ["cardId=k-9", "channel=PF_CC", "loginName=jack123", "mchId=10000701", "returnUrl=https://shop.example/thanks"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
