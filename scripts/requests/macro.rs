//! Requests built with `request!`.

use iotpay_client::{ValidationError, autodebit, card, general, card_v2, request};

use crate::Sale;

pub fn wx_native_N(sale: &Sale) -> Result<general::WxNative, ValidationError> {
    request!(general::WxNative {
        mch_order_no: &sale.number,
        currency: Cad,
        amount: sale.total,
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: &sale.title,
        extra: Extra { product_id: &sale.product },
        client_ip: sale.address,
        remarks: sale.remarks.as_deref(),
        device: "WEB",
    })
}

pub fn wx_micropay_N(sale: &Sale) -> Result<general::WxMicropay, ValidationError> {
    request!(general::WxMicropay {
        mch_order_no: &sale.number,
        currency: Cad,
        amount: sale.total,
        notify_url: "https://shop.example/iotpay",
        subject: "At the counter",
        body: &sale.title,
        identity_code: &sale.code,
        client_ip: "203.0.113.7",
        device_id: "till-N",
    })
}

pub fn alipay_wap_N(sale: &Sale) -> Result<general::AlipayWap, ValidationError> {
    request!(general::AlipayWap {
        mch_order_no: &sale.number,
        currency: Usd,
        amount: sale.total + 100,
        notify_url: "https://shop.example/iotpay",
        return_url: format!("https://shop.example/thanks/{}", sale.number),
        subject: &sale.title,
        body: "Tea and tea cups",
        client_ip: sale.address,
        os_type: Android,
    })
}

pub fn refund_order_N(sale: &Sale) -> Result<general::RefundOrder, ValidationError> {
    request!(general::RefundOrder {
        mch_refund_no: &sale.number,
        refund_amount: sale.total,
        client_ip: "203.0.113.7",
        pay_order_id: &sale.id,
        device: "WEB",
    })
}

pub fn query_order_N(sale: &Sale) -> Result<general::QueryOrder, ValidationError> {
    request!(general::QueryOrder { mch_order_no: &sale.number })
}

pub fn cc_purchase_N(sale: &Sale) -> Result<card::CcPurchase, ValidationError> {
    request!(card::CcPurchase {
        mch_order_no: &sale.number,
        amount: sale.total,
        currency: Cad,
        channel: PfCc,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        subject: &sale.title,
        mch_user_id: sale.user.as_deref(),
    })
}

pub fn cc_purchase_with_token_N(sale: &Sale) -> Result<card::CcPurchaseWithToken, ValidationError> {
    request!(card::CcPurchaseWithToken {
        currency: Cad,
        mch_order_no: &sale.number,
        card_id: &sale.code,
        amount: sale.total,
        subject: "Monthly tea",
        client_ip: sale.address,
    })
}

pub fn debit_wx_app_N(sale: &Sale) -> Result<autodebit::DebitWxApp, ValidationError> {
    request!(autodebit::DebitWxApp {
        mch_order_no: &sale.number,
        mch_contract_id: &sale.code,
        currency: Cad,
        amount: 2865,
        notify_url: "https://shop.example/iotpay",
        body: &sale.title,
        extra: r#"{"appId":"wx12"}"#,
    })
}

pub fn contract_wx_mweb_N(sale: &Sale) -> Result<autodebit::ContractWxMweb, ValidationError> {
    request!(autodebit::ContractWxMweb {
        mch_contract_id: &sale.code,
        currency: Cad,
        notify_url: "https://shop.example/iotpay",
        payer_name: &sale.title,
        terminal_type: Web,
    })
}

pub fn card_v2_cc_purchase_N(sale: &Sale) -> Result<card_v2::CcPurchase, ValidationError> {
    request!(card_v2::CcPurchase {
        mch_order_no: &sale.number,
        customer_id: &sale.code,
        amount: sale.total,
        currency: Cad,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
        body: "First flush, N g",
    })
}
