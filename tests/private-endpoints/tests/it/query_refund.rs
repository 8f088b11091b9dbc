//! A query of refunds from an imported page, completed in YAML alone: it is typed, and the sandbox responds to it.

use iotpay_client::general::{Client, RefundOrder, WxNative};
use iotpay_client::resolution::{Inquiry, Resolution};
use iotpay_client::{Error, RefundOutcome, request};
use iotpay_sandbox::Gateway;
use private_endpoints::general::query_refund::QUERY_REFUND_STATUS;
use private_endpoints::general::{QueryRefund, RefundStatus};

use crate::sandbox;

/// Pays an order of 2865 cents and refunds a part of it.
async fn refund(gateway: &Gateway, client: &Client, number: &str, amount: i32) {
    let order = request!(WxNative {
        mch_order_no: "m1",
        currency: Cad,
        amount: 2865,
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: "First flush",
        extra: Extra { product_id: "tea-250" },
        client_ip: "203.0.113.7",
    });
    let order = client.send(&order.unwrap()).await.unwrap();
    // The order is paid, but no notification is sent to a remote URL.
    gateway.pay(order.pay_order_id.as_str()).await.unwrap_err();
    let refund = request!(RefundOrder {
        mch_refund_no: number,
        refund_amount: amount,
        client_ip: "203.0.113.7",
        pay_order_id: order.pay_order_id.clone(),
    });
    client.send(&refund.unwrap()).await.unwrap();
}

#[tokio::test]
async fn refund_is_found_by_its_merchant_reference_and_by_its_id() {
    let (gateway, client) = sandbox::start().await;
    refund(&gateway, &client, "r1", 1200).await;

    let query = request!(QueryRefund { mch_refund_no: "r1" }).unwrap();
    let found = client.send(&query).await.unwrap().into_inner();
    assert_eq!((found.mch_refund_no.as_str(), i64::from(found.refund_amount)), ("r1", 1200));
    assert_eq!(found.refund_status, RefundStatus::Refunded);
    assert_eq!(found.refund_status.outcome(), RefundOutcome::Refunded);
    assert_eq!(found.refund_order_id.as_str(), gateway.refunds()[0].refund_order_id);

    let by_id = request!(QueryRefund { refund_order_id: found.refund_order_id.clone() }).unwrap();
    assert_eq!(client.send(&by_id).await.unwrap().into_inner(), found);

    let inquiry = Inquiry::by_reference(&QUERY_REFUND_STATUS, "r1");
    let Resolution::Settled(state) = client.resolve(&inquiry).await else { panic!("r1 is refunded") };
    assert!(state.is_refunded());
    assert_eq!((state.amount, state.id.as_deref()), (Some(1200), Some(found.refund_order_id.as_str())));
    assert_eq!(by_id, QueryRefund::by_refund_order_id(&found.refund_order_id).unwrap());
    assert_eq!(gateway.refunds().len(), 1);
}

#[tokio::test]
async fn unknown_refund_is_rejected() {
    let (gateway, client) = sandbox::start().await;
    refund(&gateway, &client, "r1", 1).await;
    let query = request!(QueryRefund { mch_refund_no: "r2" }).unwrap();
    let Err(Error::Rejected(rejected)) = client.send(&query).await else { panic!("r2 does not exist") };
    assert_eq!(rejected.message.as_deref(), Some("the refund does not exist"));
}
