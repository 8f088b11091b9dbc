//! Requests of each type with the required fields.

use std::net::{IpAddr, Ipv4Addr};

use iotpay_client::{OrderId, card, general};

/// An address in the range reserved for documentation.
pub const IP: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
pub const NOTIFY_URL: &str = "https://shop.example/iotpay";
pub const RETURN_URL: &str = "https://shop.example/thanks?a=1&b=2";

pub fn wx_native(number: &str, notify_url: &str) -> general::WxNative {
    wx_native_about(number, "Green tea", "First flush", notify_url)
}

pub fn wx_native_about(number: &str, subject: &str, body: &str, notify_url: &str) -> general::WxNative {
    general::WxNative::new(general::WxNativeRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 2865,
        notify_url,
        subject,
        body,
        extra: general::WxNativeExtraMembers { product_id: "tea-250" },
        client_ip: IP,
    })
    .unwrap()
}

pub fn alipay_qr(number: &str) -> general::AlipayQr {
    general::AlipayQr::new(general::AlipayQrRequired {
        mch_order_no: number,
        currency: general::Currency::Usd,
        amount: 1,
        notify_url: NOTIFY_URL,
        subject: "s",
        body: "b",
        client_ip: IP,
    })
    .unwrap()
}

pub fn upi_qr(number: &str) -> general::UpiQr {
    general::UpiQr::new(general::UpiQrRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 1,
        notify_url: NOTIFY_URL,
        subject: "s",
        body: "b",
        client_ip: IP,
    })
    .unwrap()
}

pub fn wx_app(number: &str) -> general::WxApp {
    general::WxApp::new(general::WxAppRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 1,
        client_ip: IP,
        notify_url: NOTIFY_URL,
        subject: "s",
        body: "b",
        extra: general::WxAppExtraMembers { app_id: "wx1" },
    })
    .unwrap()
}

pub fn alipay_mobile(number: &str) -> general::AlipayMobile {
    general::AlipayMobile::new(general::AlipayMobileRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 1,
        client_ip: IP,
        os_type: general::OsType::Ios,
        notify_url: NOTIFY_URL,
        return_url: RETURN_URL,
        subject: "s",
        body: "b",
    })
    .unwrap()
}

pub fn upi_app(number: &str) -> general::UpiApp {
    general::UpiApp::new(general::UpiAppRequired {
        mch_order_no: number,
        currency: general::Currency::Cad,
        amount: 1,
        client_ip: IP,
        notify_url: NOTIFY_URL,
        subject: "s",
        body: "b",
    })
    .unwrap()
}

pub fn query(number: &str) -> general::QueryOrder {
    general::QueryOrder::by_mch_order_no(number).unwrap()
}

pub fn refund(number: &str, pay_order_id: &str, cents: u64) -> general::RefundOrder {
    general::RefundOrder::new(general::RefundOrderRequired {
        mch_refund_no: number,
        refund_amount: cents,
        client_ip: IP,
        pay_order_id: &OrderId::new(pay_order_id).unwrap(),
    })
    .unwrap()
}

pub fn cc_purchase(number: &str, notify_url: &str) -> card::CcPurchase {
    card::CcPurchase::new(card::CcPurchaseRequired {
        mch_order_no: number,
        amount: 1500,
        currency: card::Currency::Cad,
        channel: card::CardChannel::PfCc,
        notify_url,
        return_url: RETURN_URL,
    })
    .unwrap()
}

pub fn cc_addcard(card_id: &str) -> card::CcAddCard {
    card::CcAddCard::new(card::CcAddCardRequired { card_id, channel: card::CardChannel::UpiEx, return_url: RETURN_URL })
        .unwrap()
}
