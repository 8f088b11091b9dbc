//! One mistake causes one error, even if the request is used afterwards.

use iotpay_client::card::Currency;
use iotpay_client::{ValidationError, card, general, request};

fn of_literals() -> Result<String, ValidationError> {
    let order = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 28.65,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    })?;
    Ok(order.mch_order_no.as_str().to_owned())
}

fn of_a_member(order: &mut general::WxNative) -> Result<(), ValidationError> {
    *order = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "Green tea",
        body: "First flush, 250 g",
        extra: Extra { product: "tea-250" },
    })?;
    Ok(())
}

fn of_variables(number: String, card: &str) -> Result<card::CcPurchaseWithToken, ValidationError> {
    let payment = request!(card::CcPurchaseWithToken {
        currency: Currency::Cad,
        mch_order_no: number,
        crad_id: card,
        amount: 2865,
    })?;
    println!("{}", payment.card_id.as_str());
    Ok(payment)
}

fn main() {}
