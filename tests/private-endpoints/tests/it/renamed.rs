//! The sandbox takes the meaning of fields from the spec, so that endpoints with other names work.

use iotpay_client::request;
use private_endpoints::general::{ShopOrder, ShopQuery, ShopRefund};

use crate::sandbox;

#[tokio::test]
async fn order_is_paid_queried_and_refunded() {
    let (gateway, client) = sandbox::start().await;
    let order = request!(ShopOrder { shop_no: "s-1", total: 2865, callback_url: "https://shop.example/n" }).unwrap();
    let placed = client.send(&order).await.unwrap();
    assert_eq!(placed.shop_no, "s-1");
    let stored = &gateway.orders()[0];
    assert_eq!((stored.pay_order_id.as_str(), stored.amount), (placed.order_code.as_str(), 2865));

    let query = request!(ShopQuery { shop_no: "s-1" }).unwrap();
    let pending = client.send(&query).await.unwrap();
    assert_eq!((pending.number.as_str(), i64::from(pending.total)), ("s-1", 2865));
    assert!(!pending.state.outcome().is_paid() && pending.paid_time.is_none(), "{pending:?}");

    // The order is paid, but no notification is sent to a remote URL.
    let undelivered = gateway.pay(placed.order_code.as_str()).await.unwrap_err();
    assert_eq!(undelivered, iotpay_sandbox::OrderError::NotSent(iotpay_sandbox::NotSent::NotAllowed));
    let paid = client.send(&query).await.unwrap();
    assert!(paid.state.outcome().is_paid() && paid.paid_time.is_some(), "{paid:?}");
    assert_eq!(paid.left, Some(2865));

    let refund = request!(ShopRefund { back_no: "b-1", order_code: &placed.order_code, back: 1000 }).unwrap();
    let refunded = client.send(&refund).await.unwrap();
    assert_eq!((refunded.back_no.as_str(), i64::from(refunded.back)), ("b-1", 1000));
    assert_eq!(gateway.refunds()[0].refund_order_id, refunded.back_code.as_str());
    client.send(&refund).await.unwrap_err();
    assert_eq!(client.send(&query).await.unwrap().left, Some(1865));
}
