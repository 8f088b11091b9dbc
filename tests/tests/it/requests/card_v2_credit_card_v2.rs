//! Credit Card API V2 (Deprecated).

// Supported as long as the vendor serves it.
#![allow(deprecated)]

use iotpay_client::{ValidationError, card_v2, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_purchase()?;
    Ok(())
}

fn cc_purchase() -> Result<(), ValidationError> {
    let order: card_v2::CcPurchase = request!(card_v2::CcPurchase {
        mch_order_no: "m-1",
        customer_id: "u-9",
        amount: 2865,
        currency: Cad,
        subject: "Green tea",
        body: "First flush, 250 g",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "currency=CAD",
        "customerId=u-9",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let customer_id = String::from("u-9");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let return_url = String::from("https://shop.example/thanks");
    let order = request!(card_v2::CcPurchase {
        mch_order_no,
        customer_id,
        amount,
        currency: card_v2::Currency::Cad,
        notify_url,
        return_url,
    })?;
    let sent = [
        "amount=2865",
        "currency=CAD",
        "customerId=u-9",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "returnUrl=https://shop.example/thanks",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
