//! Customer Scan QR Code.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    wx_native()?;
    alipay_qr()?;
    upi_qr()?;
    Ok(())
}

fn wx_native() -> Result<(), ValidationError> {
    let order: general::WxNative = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
        remarks: "a gift",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_NATIVE",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"productId":"tea-250"}"#,
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
    let product_id = String::from("tea-250");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::WxNative {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        subject,
        body,
        extra: Extra { product_id },
        client_ip,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_NATIVE",
        "clientIp=203.0.113.7",
        "currency=CAD",
        r#"extra={"productId":"tea-250"}"#,
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn alipay_qr() -> Result<(), ValidationError> {
    let order: general::AlipayQr = request!(general::AlipayQr {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: r#"{"openId":"o6"}"#,
        remarks: "a gift",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_QR",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
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
    let order = request!(general::AlipayQr {
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
        "channelId=ALIPAY_QR",
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

fn upi_qr() -> Result<(), ValidationError> {
    let order: general::UpiQr = request!(general::UpiQr {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: r#"{"openId":"o6"}"#,
        remarks: "a gift",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_QR",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
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
    let order = request!(general::UpiQr {
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
        "channelId=UPI_QR",
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
