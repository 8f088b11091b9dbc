//! Payment in WeChat Web Browser.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    wx_jsapi_web()?;
    Ok(())
}

fn wx_jsapi_web() -> Result<(), ValidationError> {
    let order: general::WxJsapiWeb = request!(general::WxJsapiWeb {
        mch_order_no: "m-1",
        currency: Cad,
        qrcode_pay: QrCode,
        amount: 2865,
        client_ip: "203.0.113.7",
        return_url: "https://shop.example/thanks",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        param2: "till 2",
        extra: r#"{"openId":"o6"}"#,
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_JSAPI",
        "clientIp=203.0.113.7",
        "currency=CAD",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "param2=till 2",
        "qrcode_pay=1",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let return_url = String::from("https://shop.example/thanks");
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let order = request!(general::WxJsapiWeb {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        client_ip,
        return_url,
        notify_url,
        subject,
        body,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_JSAPI",
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
