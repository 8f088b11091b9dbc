//! One mistake gives one error, although the request is used afterwards.

use iotpay_client::{Invalid, general::{self, WxNativeCurrency}, request};

fn orders(number: String, subject: &str, text: &str) -> Result<general::WxNative, Invalid> {
    let order = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 28.65,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    });
    println!("{}", order.mch_order_no.as_str());

    let order = request!(general::WxNative {
        mch_order_no: number,
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
        subjct: subject,
    })?;
    println!("{}", order.mch_order_no.as_str());

    let order = request!(general::WxNative {
        mch_order_no: text,
        currency: WxNativeCurrency::Cad,
        amount: 2865,
        client_ip: "localhost",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    });
    order
}

fn main() {}
