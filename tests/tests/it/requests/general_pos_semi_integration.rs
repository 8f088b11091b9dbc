//! POS Semi-Integration.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_pax()?;
    Ok(())
}

fn cc_pax() -> Result<(), ValidationError> {
    let order: general::CcPax = request!(general::CcPax {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: "CC_API",
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=CC_PAX",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        "extra=CC_API",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=http://localhost",
        "remarks=a gift",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let extra = String::from("CC_API");
    let order = request!(general::CcPax {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        client_ip,
        subject,
        body,
        extra,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=CC_PAX",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "extra=CC_API",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=http://localhost",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
