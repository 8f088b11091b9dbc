//! Contract Signing.

use iotpay_client::{ValidationError, autodebit, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    contract_wx_jsapi()?;
    contract_wx_mweb()?;
    contract_wx_app()?;
    Ok(())
}

fn contract_wx_jsapi() -> Result<(), ValidationError> {
    let order: autodebit::ContractWxJsapi = request!(autodebit::ContractWxJsapi {
        mch_contract_id: "c-77",
        currency: Cad,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        payer_name: "Payer",
        terminal_type: Web,
        extra: r#"{"openId":"o6"}"#,
        return_url: "https://shop.example/thanks",
    }).unwrap();
    let sent = [
        "channelId=WX_JSAPI",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "notifyUrl=https://shop.example/iotpay",
        "payerName=Payer",
        "returnUrl=https://shop.example/thanks",
        "terminalType=WEB",
    ];
    assert_eq!(fields(&order), sent);

    let mch_contract_id = String::from("c-77");
    let notify_url = String::from("https://shop.example/iotpay");
    let payer_name = String::from("Payer");
    let order = request!(autodebit::ContractWxJsapi {
        mch_contract_id,
        currency: autodebit::Currency::Cad,
        notify_url,
        payer_name,
    })?;
    let sent = [
        "channelId=WX_JSAPI",
        "currency=CAD",
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "notifyUrl=https://shop.example/iotpay",
        "payerName=Payer",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn contract_wx_mweb() -> Result<(), ValidationError> {
    let order: autodebit::ContractWxMweb = request!(autodebit::ContractWxMweb {
        mch_contract_id: "c-77",
        currency: Cad,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        payer_name: "Payer",
        terminal_type: Web,
        extra: r#"{"openId":"o6"}"#,
        return_url: "https://shop.example/thanks",
    }).unwrap();
    let sent = [
        "channelId=WX_MWEB",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "notifyUrl=https://shop.example/iotpay",
        "payerName=Payer",
        "returnUrl=https://shop.example/thanks",
        "terminalType=WEB",
    ];
    assert_eq!(fields(&order), sent);

    let mch_contract_id = String::from("c-77");
    let notify_url = String::from("https://shop.example/iotpay");
    let payer_name = String::from("Payer");
    let order = request!(autodebit::ContractWxMweb {
        mch_contract_id,
        currency: autodebit::Currency::Cad,
        notify_url,
        payer_name,
    })?;
    let sent = [
        "channelId=WX_MWEB",
        "currency=CAD",
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "notifyUrl=https://shop.example/iotpay",
        "payerName=Payer",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}

fn contract_wx_app() -> Result<(), ValidationError> {
    let order: autodebit::ContractWxApp = request!(autodebit::ContractWxApp {
        mch_contract_id: "c-77",
        currency: Cad,
        client_ip: "203.0.113.7",
        device: "WEB",
        notify_url: "https://shop.example/iotpay",
        payer_name: "Payer",
        terminal_type: Web,
        extra: r#"{"openId":"o6"}"#,
        return_url: "https://shop.example/thanks",
    }).unwrap();
    let sent = [
        "channelId=WX_APP",
        "clientIp=203.0.113.7",
        "currency=CAD",
        "device=WEB",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "notifyUrl=https://shop.example/iotpay",
        "payerName=Payer",
        "returnUrl=https://shop.example/thanks",
        "terminalType=WEB",
    ];
    assert_eq!(fields(&order), sent);

    let mch_contract_id = String::from("c-77");
    let notify_url = String::from("https://shop.example/iotpay");
    let payer_name = String::from("Payer");
    let extra = String::from(r#"{"openId":"o6"}"#);
    let order = request!(autodebit::ContractWxApp {
        mch_contract_id,
        currency: autodebit::Currency::Cad,
        notify_url,
        payer_name,
        extra,
    })?;
    let sent = [
        "channelId=WX_APP",
        "currency=CAD",
        r#"extra={"openId":"o6"}"#,
        "jobNo=jack123",
        "mchContractId=c-77",
        "mchId=10000701",
        "notifyUrl=https://shop.example/iotpay",
        "payerName=Payer",
    ];
    assert_eq!(fields(&order), sent);
    Ok(())
}
