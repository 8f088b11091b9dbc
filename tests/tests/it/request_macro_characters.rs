//! 64 Chinese characters fit `String(64)`, although they are 192 bytes.

use iotpay_client::{ValidationError, general, request};

#[test]
fn texts_are_counted_in_characters() -> Result<(), ValidationError> {
    let order: general::WxNative = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶",
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    }).unwrap();
    assert_eq!(order.subject.as_str(), "茶".repeat(64));
    let again = request!(general::WxNative {
        mch_order_no: "m-1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "茶".repeat(64),
        body: "First flush, 250 g",
        extra: Extra { product_id: "tea-250" },
    })?;
    assert_eq!(again.subject.as_str(), order.subject.as_str());
    Ok(())
}
