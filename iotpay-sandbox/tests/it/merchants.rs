//! Several merchants, each with its own key and orders.

use iotpay_client::{Error, general};
use iotpay_sandbox::{Merchant, StartError};

use crate::shop::{KEY, LOGIN_NAME, MCH_ID, Shop, accepts, client, merchant, order};

const OTHER_ID: &str = "10000702";
const OTHER_KEY: &str = "made-up-key-of-another-shop";

#[tokio::test]
async fn merchants_have_their_own_keys_and_orders() {
    let other = Merchant::new(OTHER_ID, LOGIN_NAME, OTHER_KEY).unwrap();
    let shop = Shop::new(|builder| builder.merchant(other)).await;
    let others = client(&shop.gateway, OTHER_ID, OTHER_KEY);
    let first = shop.order("same-reference").await;
    let second = others.send(&order("same-reference", &shop.notify_url)).await.unwrap();
    assert_ne!(first, second.pay_order_id.to_string());
    let merchants: Vec<_> = shop.gateway.orders().into_iter().map(|order| order.mch_id).collect();
    assert_eq!(merchants, [MCH_ID, OTHER_ID]);

    // The order of one merchant does not exist for another.
    let query = general::QueryOrder::by_pay_order_id(&iotpay_client::OrderId::new(&first).unwrap()).unwrap();
    assert!(shop.client.send(&query).await.is_ok());
    assert!(matches!(others.send(&query).await, Err(Error::Rejected(_))));

    // A key belongs to one merchant.
    let mixed = client(&shop.gateway, OTHER_ID, KEY);
    assert!(matches!(mixed.send(&query).await, Err(Error::Rejected(_))));
}

#[tokio::test]
async fn notifications_are_signed_with_the_key_of_the_merchant() {
    let other = Merchant::new(OTHER_ID, LOGIN_NAME, OTHER_KEY).unwrap();
    let shop = Shop::new(|builder| builder.merchant(other)).await;
    let placed = client(&shop.gateway, OTHER_ID, OTHER_KEY).send(&order("a", &shop.notify_url)).await.unwrap();
    shop.gateway.pay(placed.pay_order_id.as_str()).await.unwrap();
    let query = shop.received().remove(0);
    assert!(accepts(OTHER_ID, OTHER_KEY, &query));
    assert!(!accepts(OTHER_ID, KEY, &query));
}

#[tokio::test]
async fn other_machines_can_connect_only_if_it_is_allowed() {
    let builder = iotpay_sandbox::Gateway::builder(merchant()).host([0, 0, 0, 0].into());
    let error = builder.clone().start().await.unwrap_err();
    assert!(matches!(error, StartError::NotLoopback(_)), "{error}");
    assert!(builder.allow_other_hosts().start().await.is_ok());
}
