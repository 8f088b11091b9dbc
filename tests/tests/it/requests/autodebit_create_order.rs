//! Payment.

use iotpay_client::{ValidationError, autodebit, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    debit_wx_jsapi()?;
    debit_wx_mweb()?;
    debit_wx_app()?;
    Ok(())
}

fn debit_wx_jsapi() -> Result<(), ValidationError> {
    let order: autodebit::DebitWxJsapi = request!(autodebit::DebitWxJsapi {
        mch_order_no: "m-1",
        mch_contract_id: "c-77",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        body: "First flush, 250 g",
        extra: r#"{"openId":"o6"}"#,
        return_url: "https://shop.example/thanks",
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_JSAPI",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let mch_contract_id = String::from("c-77");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let body = String::from("First flush, 250 g");
    let return_url = String::from("https://shop.example/thanks");
    let order = request!(autodebit::DebitWxJsapi {
        mch_order_no,
        mch_contract_id,
        currency: autodebit::Currency::Cad,
        amount,
        notify_url,
        body,
        return_url,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_JSAPI",
        "currency=CAD",
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "returnUrl=https://shop.example/thanks",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn debit_wx_mweb() -> Result<(), ValidationError> {
    let order: autodebit::DebitWxMweb = request!(autodebit::DebitWxMweb {
        mch_order_no: "m-1",
        mch_contract_id: "c-77",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        body: "First flush, 250 g",
        extra: r#"{"openId":"o6"}"#,
        return_url: "https://shop.example/thanks",
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_MWEB",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let mch_contract_id = String::from("c-77");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let body = String::from("First flush, 250 g");
    let extra = String::from(r#"{"openId":"o6"}"#);
    let order = request!(autodebit::DebitWxMweb {
        mch_order_no,
        mch_contract_id,
        currency: autodebit::Currency::Cad,
        amount,
        notify_url,
        body,
        extra,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_MWEB",
        "currency=CAD",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn debit_wx_app() -> Result<(), ValidationError> {
    let order: autodebit::DebitWxApp = request!(autodebit::DebitWxApp {
        mch_order_no: "m-1",
        mch_contract_id: "c-77",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        body: "First flush, 250 g",
        extra: r#"{"openId":"o6"}"#,
        return_url: "https://shop.example/thanks",
        remarks: "a gift",
    }).unwrap();
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_APP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
        "remarks=a gift",
        "returnUrl=https://shop.example/thanks",
    ];
    assert_eq!(fields(&order), sent);

    let mch_order_no = String::from("m-1");
    let mch_contract_id = String::from("c-77");
    let amount: u64 = 2865;
    let notify_url = String::from("https://shop.example/iotpay");
    let body = String::from("First flush, 250 g");
    let extra = String::from(r#"{"openId":"o6"}"#);
    let order = request!(autodebit::DebitWxApp {
        mch_order_no,
        mch_contract_id,
        currency: autodebit::Currency::Cad,
        amount,
        notify_url,
        body,
        extra,
    })?;
    let sent = [
        "amount=2865",
        "body=First flush, 250 g",
        "channelId=WX_APP",
        "currency=CAD",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "mchOrderNo=m-1",
        "notifyUrl=https://shop.example/iotpay",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
