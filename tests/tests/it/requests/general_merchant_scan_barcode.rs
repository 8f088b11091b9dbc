//! Merchant Scan Barcode.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    wx_micropay()?;
    alipay_micropay()?;
    upi_micropay()?;
    Ok(())
}

fn wx_micropay() -> Result<(), ValidationError> {
    let order: general::WxMicropay = request!(general::WxMicropay {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        device_id: "till-2",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        identity_code: "134567890123456789",
        remarks: "a gift",
        client_ip: "203.0.113.7",
        extra: r#"{"openId":"o6"}"#,
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_MICROPAY",
        "clientIp=203.0.113.7",
        "codeType=barcode",
        "currency=CAD",
        "device=WEB",
        "deviceId=till-2",
        r#"extra={"openId":"o6"}"#,
        "identityCode=134567890123456789",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let identity_code = String::from("134567890123456789");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::WxMicropay {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        subject,
        body,
        identity_code,
        client_ip,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_MICROPAY",
        "clientIp=203.0.113.7",
        "codeType=barcode",
        "currency=CAD",
        "identityCode=134567890123456789",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn alipay_micropay() -> Result<(), ValidationError> {
    let order: general::AlipayMicropay = request!(general::AlipayMicropay {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        device_id: "till-2",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        identity_code: "134567890123456789",
        remarks: "a gift",
        client_ip: "203.0.113.7",
        extra: r#"{"openId":"o6"}"#,
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_MICROPAY",
        "clientIp=203.0.113.7",
        "codeType=barcode",
        "currency=CAD",
        "device=WEB",
        "deviceId=till-2",
        r#"extra={"openId":"o6"}"#,
        "identityCode=134567890123456789",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let identity_code = String::from("134567890123456789");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::AlipayMicropay {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        subject,
        body,
        identity_code,
        client_ip,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_MICROPAY",
        "clientIp=203.0.113.7",
        "codeType=barcode",
        "currency=CAD",
        "identityCode=134567890123456789",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn upi_micropay() -> Result<(), ValidationError> {
    let order: general::UpiMicropay = request!(general::UpiMicropay {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        device: "WEB",
        device_id: "till-2",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        identity_code: "134567890123456789",
        remarks: "a gift",
        client_ip: "203.0.113.7",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_MICROPAY",
        "clientIp=203.0.113.7",
        "codeType=barcode",
        "currency=CAD",
        "device=WEB",
        "deviceId=till-2",
        "identityCode=134567890123456789",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let identity_code = String::from("134567890123456789");
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let order = request!(general::UpiMicropay {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        notify_url,
        subject,
        body,
        identity_code,
        client_ip,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_MICROPAY",
        "clientIp=203.0.113.7",
        "codeType=barcode",
        "currency=CAD",
        "identityCode=134567890123456789",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
