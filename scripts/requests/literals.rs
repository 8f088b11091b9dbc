//! Requests as plain struct literals, whose values are built by their constructors. Since requests are
//! `non_exhaustive`, other crates can write a literal only for their hidden parts.

use iotpay_client::request_macro::BuildRequest;
use iotpay_client::value::{Id, Ip, JsonText, SecretText, Text, HttpUrl, HttpUrlWithoutQuery, ValueError};
use iotpay_client::{Cents, autodebit, card, card_v2, general};
use std::net::{IpAddr, Ipv4Addr};

use crate::Sale;

pub fn wx_native_N(sale: &Sale) -> Result<general::WxNative, ValueError> {
    Ok(general::WxNative::from_parts(general::customer_scan_qr::WxNativeParts {
        mch_order_no: Id::new(&sale.number)?,
        currency: general::Currency::Cad,
        amount: Cents::new(sale.total)?,
        device: Some(Text::new("WEB")?),
        notify_url: HttpUrlWithoutQuery::new("https://shop.example/iotpay")?,
        return_url: None,
        subject: Text::new("Green tea")?,
        body: Text::new(&sale.title)?,
        extra: general::WxNativeExtra::new(general::WxNativeExtraMembers { product_id: &sale.product })
            .map_err(|_| ValueError::Empty)?,
        remarks: sale.remarks.as_deref().map(Text::new).transpose()?,
        client_ip: Ip::new(sale.address)?,
    }))
}

pub fn wx_micropay_N(sale: &Sale) -> Result<general::WxMicropay, ValueError> {
    Ok(general::WxMicropay::from_parts(general::merchant_scan_barcode::WxMicropayParts {
        mch_order_no: Id::new(&sale.number)?,
        currency: general::Currency::Cad,
        amount: Cents::new(sale.total)?,
        device: None,
        device_id: Some(Id::new("till-N")?),
        notify_url: HttpUrlWithoutQuery::new("https://shop.example/iotpay")?,
        subject: Text::new("At the counter")?,
        body: Text::new(&sale.title)?,
        identity_code: SecretText::new(&sale.code)?,
        remarks: None,
        client_ip: Ip::new(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)))?,
        extra: None,
    }))
}

pub fn alipay_wap_N(sale: &Sale) -> Result<general::AlipayWap, ValueError> {
    Ok(general::AlipayWap::from_parts(general::online_secure_payment::AlipayWapParts {
        mch_order_no: Id::new(&sale.number)?,
        currency: general::Currency::Usd,
        amount: Cents::new(sale.total + 100)?,
        device: None,
        notify_url: HttpUrlWithoutQuery::new("https://shop.example/iotpay")?,
        return_url: HttpUrl::new(&format!("https://shop.example/thanks/{}", sale.number))?,
        subject: Text::new(&sale.title)?,
        body: Text::new("Tea and tea cups")?,
        remarks: None,
        client_ip: Ip::new(sale.address)?,
        os_type: general::OsType::Android,
    }))
}

pub fn refund_order_N(sale: &Sale) -> Result<general::RefundOrder, ValueError> {
    Ok(general::RefundOrder::from_parts(general::refund::RefundOrderParts {
        mch_refund_no: Id::new(&sale.number)?,
        refund_amount: Cents::new(sale.total)?,
        client_ip: Ip::new(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)))?,
        device: Some(Text::new("WEB")?),
        pay_order_id: Id::new(sale.id.as_str())?,
    }))
}

pub fn query_order_N(sale: &Sale) -> Result<general::QueryOrder, ValueError> {
    Ok(general::QueryOrder::from_parts(general::order_query::QueryOrderParts {
        by: general::QueryOrderBy::MchOrderNo(Id::new(&sale.number)?),
    }))
}

pub fn cc_purchase_N(sale: &Sale) -> Result<card::CcPurchase, ValueError> {
    Ok(card::CcPurchase::from_parts(card::embedded::CcPurchaseParts {
        mch_order_no: Id::new(&sale.number)?,
        amount: Cents::new(sale.total)?,
        currency: card::Currency::Cad,
        subject: Some(Text::new(&sale.title)?),
        body: None,
        channel: card::CardChannel::PfCc,
        notify_url: HttpUrl::new("https://shop.example/iotpay")?,
        return_url: HttpUrl::new("https://shop.example/thanks")?,
        mch_user_id: sale.user.as_deref().map(Id::new).transpose()?,
    }))
}

pub fn cc_purchase_with_token_N(sale: &Sale) -> Result<card::CcPurchaseWithToken, ValueError> {
    Ok(card::CcPurchaseWithToken::from_parts(card::purchase_with_token::CcPurchaseWithTokenParts {
        currency: card::Currency::Cad,
        mch_order_no: Id::new(&sale.number)?,
        card_id: Id::new(&sale.code)?,
        amount: Cents::new(sale.total)?,
        subject: Some(Text::new("Monthly tea")?),
        body: None,
        client_ip: Some(Ip::new(sale.address)?),
        notify_url: None,
        mch_user_id: None,
    }))
}

pub fn debit_wx_app_N(sale: &Sale) -> Result<autodebit::DebitWxApp, ValueError> {
    Ok(autodebit::DebitWxApp::from_parts(autodebit::create_order::DebitWxAppParts {
        mch_order_no: Id::new(&sale.number)?,
        mch_contract_id: Id::new(&sale.code)?,
        currency: autodebit::Currency::Cad,
        amount: Cents::new(2865)?,
        client_ip: None,
        device: None,
        notify_url: HttpUrlWithoutQuery::new("https://shop.example/iotpay")?,
        body: Text::new(&sale.title)?,
        extra: JsonText::new(r#"{"appId":"wx12"}"#)?,
        return_url: None,
        remarks: None,
    }))
}

pub fn contract_wx_mweb_N(sale: &Sale) -> Result<autodebit::ContractWxMweb, ValueError> {
    Ok(autodebit::ContractWxMweb::from_parts(autodebit::contract::ContractWxMwebParts {
        mch_contract_id: Id::new(&sale.code)?,
        currency: autodebit::Currency::Cad,
        client_ip: None,
        device: None,
        notify_url: HttpUrlWithoutQuery::new("https://shop.example/iotpay")?,
        payer_name: Text::new(&sale.title)?,
        terminal_type: Some(autodebit::TerminalType::Web),
        extra: None,
        return_url: None,
    }))
}

pub fn card_v2_cc_purchase_N(sale: &Sale) -> Result<card_v2::CcPurchase, ValueError> {
    Ok(card_v2::CcPurchase::from_parts(card_v2::credit_card_v2::CcPurchaseParts {
        mch_order_no: Id::new(&sale.number)?,
        customer_id: Id::new(&sale.code)?,
        amount: Cents::new(sale.total)?,
        currency: card_v2::Currency::Cad,
        subject: None,
        body: Some(Text::new("First flush, N g")?),
        notify_url: HttpUrl::new("https://shop.example/iotpay")?,
        return_url: HttpUrl::new("https://shop.example/thanks")?,
    }))
}
