//! WeChat Mini Program.

use std::net::IpAddr;

use iotpay_client::{ValidationError, general, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    wx_jsapi_mini()?;
    Ok(())
}

fn wx_jsapi_mini() -> Result<(), ValidationError> {
    let order: general::WxJsapiMini = request!(general::WxJsapiMini {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        param1: "table 7",
        param2: "till 2",
        extra: Extra { open_id: "o6", app_id: "wx12" },
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_JSAPI",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6","type":"minipay","appId":"wx12"}"#,
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "param1=table 7",
        "param2=till 2",
        "remarks=a gift",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let amount: u64 = 2865;
    let client_ip = IpAddr::from([203, 0, 113, 7]);
    let notify_url = String::from("https://shop.example/iotpay");
    let subject = String::from("Green tea");
    let body = String::from("First flush, 250 g");
    let open_id = String::from("o6");
    let app_id = String::from("wx12");
    let order = request!(general::WxJsapiMini {
        mch_order_no,
        currency: general::Currency::Cad,
        amount,
        client_ip,
        notify_url,
        subject,
        body,
        extra: Extra { open_id, app_id },
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_JSAPI",
        "clientIp=203.0.113.7",
        "currency=CAD",
        r#"extra={"openId":"o6","type":"minipay","appId":"wx12"}"#,
        "jobNo=jack123",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "subject=Green tea",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
