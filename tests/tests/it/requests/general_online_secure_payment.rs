//! Online Secure Payment.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    alipay_wap()?;
    alipay_pc()?;
    upi_seq()?;
    Ok(())
}

fn alipay_wap() -> Result<(), ValidationError> {
    let order: general::AlipayWap = request!(general::AlipayWap {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        remarks: "a gift",
        client_ip: "203.0.113.7",
        os_type: Ios,
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_WAP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "osType=IOS",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let return_url = String::from("https://shop.example/thanks");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::AlipayWap {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        return_url,
        subject,
        body,
        client_ip,
        os_type: general::OsType::Ios,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_WAP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "osType=IOS",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn alipay_pc() -> Result<(), ValidationError> {
    let order: general::AlipayPc = request!(general::AlipayPc {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        remarks: "a gift",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_PC",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let return_url = String::from("https://shop.example/thanks");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::AlipayPc {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        return_url,
        subject,
        body,
        client_ip,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_PC",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn upi_seq() -> Result<(), ValidationError> {
    let order: general::UpiSeq = request!(general::UpiSeq {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        remarks: "a gift",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_SEQ",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::UpiSeq {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        subject,
        body,
        client_ip,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_SEQ",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
