//! App integrate IOTPay.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    wx_app()?;
    alipay_mobile()?;
    upi_app()?;
    Ok(())
}

fn wx_app() -> Result<(), ValidationError> {
    let order: general::WxApp = request!(general::WxApp {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        param1: "table 7",
        param2: "till 2",
        extra: Extra { app_id: "wx12" },
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_APP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"type":"apppay","appId":"wx12"}"#,
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "param1=table 7",
        "param2=till 2",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let app_id = String::from("wx12");
    let order = request!(general::WxApp {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        client_ip,
        notify_url,
        subject,
        body,
        extra: Extra { app_id },
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_APP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        r#"extra={"type":"apppay","appId":"wx12"}"#,
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn alipay_mobile() -> Result<(), ValidationError> {
    let order: general::AlipayMobile = request!(general::AlipayMobile {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        os_type: Ios,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        param1: "table 7",
        param2: "till 2",
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_MOBILE",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "osType=IOS",
        "param1=table 7",
        "param2=till 2",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let notify_url = String::from("https://shop.example/iotpay");
    let return_url = String::from("https://shop.example/thanks");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let order = request!(general::AlipayMobile {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        client_ip,
        os_type: general::OsType::Ios,
        notify_url,
        return_url,
        subject,
        body,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=ALIPAY_MOBILE",
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

fn upi_app() -> Result<(), ValidationError> {
    let order: general::UpiApp = request!(general::UpiApp {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: "Green tea",
        body: "First flush, 250 g",
        param1: "table 7",
        param2: "till 2",
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_APP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "param1=table 7",
        "param2=till 2",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let order = request!(general::UpiApp {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        client_ip,
        notify_url,
        subject,
        body,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=UPI_APP",
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
