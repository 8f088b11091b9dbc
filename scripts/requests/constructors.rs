//! Requests built with their constructors.

use iotpay_client::{ValidationError, autodebit, card, card_v2, general};
use std::net::{IpAddr, Ipv4Addr};

use crate::Sale;

pub fn wx_native_N(sale: &Sale) -> Result<general::WxNative, ValidationError> {
    let mut order = general::WxNative::new(general::WxNativeRequired {
        mch_order_no: &sale.number,
        currency: general::Currency::Cad,
        amount: sale.total,
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: &sale.title,
        extra: general::WxNativeExtraMembers { product_id: &sale.product },
        client_ip: sale.address,
    })?;
    if let Some(remarks) = &sale.remarks {
        order = order.with_remarks(remarks)?;
    }
    order.with_device("WEB")
}

pub fn wx_micropay_N(sale: &Sale) -> Result<general::WxMicropay, ValidationError> {
    general::WxMicropay::new(general::WxMicropayRequired {
        mch_order_no: &sale.number,
        currency: general::Currency::Cad,
        amount: sale.total,
        notify_url: "https://shop.example/iotpay",
        subject: "At the counter",
        body: &sale.title,
        identity_code: &sale.code,
        client_ip: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
    })?
    .with_device_id("till-N")
}

pub fn alipay_wap_N(sale: &Sale) -> Result<general::AlipayWap, ValidationError> {
    general::AlipayWap::new(general::AlipayWapRequired {
        mch_order_no: &sale.number,
        currency: general::Currency::Usd,
        amount: sale.total + 100,
        notify_url: "https://shop.example/iotpay",
        return_url: &format!("https://shop.example/thanks/{}", sale.number),
        subject: &sale.title,
        body: "Tea and tea cups",
        client_ip: sale.address,
        os_type: general::OsType::Android,
    })
}

pub fn refund_order_N(sale: &Sale) -> Result<general::RefundOrder, ValidationError> {
    general::RefundOrder::new(general::RefundOrderRequired {
        mch_refund_no: &sale.number,
        refund_amount: sale.total,
        client_ip: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
        pay_order_id: &sale.id,
    })?
    .with_device("WEB")
}

pub fn query_order_N(sale: &Sale) -> Result<general::QueryOrder, ValidationError> {
    general::QueryOrder::by_mch_order_no(&sale.number)
}

pub fn cc_purchase_N(sale: &Sale) -> Result<card::CcPurchase, ValidationError> {
    let mut order = card::CcPurchase::new(card::CcPurchaseRequired {
        mch_order_no: &sale.number,
        amount: sale.total,
        currency: card::Currency::Cad,
        channel: card::CardChannel::PfCc,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
    })?
    .with_subject(&sale.title)?;
    if let Some(user) = &sale.user {
        order = order.with_mch_user_id(user)?;
    }
    Ok(order)
}

pub fn cc_purchase_with_token_N(sale: &Sale) -> Result<card::CcPurchaseWithToken, ValidationError> {
    card::CcPurchaseWithToken::new(card::CcPurchaseWithTokenRequired {
        currency: card::Currency::Cad,
        mch_order_no: &sale.number,
        card_id: &sale.code,
        amount: sale.total,
    })?
    .with_subject("Monthly tea")?
    .with_client_ip(sale.address)
}

pub fn debit_wx_app_N(sale: &Sale) -> Result<autodebit::DebitWxApp, ValidationError> {
    autodebit::DebitWxApp::new(autodebit::DebitWxAppRequired {
        mch_order_no: &sale.number,
        mch_contract_id: &sale.code,
        currency: autodebit::Currency::Cad,
        amount: 2865,
        notify_url: "https://shop.example/iotpay",
        body: &sale.title,
        extra: r#"{"appId":"wx12"}"#,
    })
}

pub fn contract_wx_mweb_N(sale: &Sale) -> Result<autodebit::ContractWxMweb, ValidationError> {
    autodebit::ContractWxMweb::new(autodebit::ContractWxMwebRequired {
        mch_contract_id: &sale.code,
        currency: autodebit::Currency::Cad,
        notify_url: "https://shop.example/iotpay",
        payer_name: &sale.title,
    })?
    .with_terminal_type(autodebit::TerminalType::Web)
}

pub fn card_v2_cc_purchase_N(sale: &Sale) -> Result<card_v2::CcPurchase, ValidationError> {
    card_v2::CcPurchase::new(card_v2::CcPurchaseRequired {
        mch_order_no: &sale.number,
        customer_id: &sale.code,
        amount: sale.total,
        currency: card_v2::Currency::Cad,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
    })?
    .with_body("First flush, N g")
}
