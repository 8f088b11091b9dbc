//! The clock, and what depends on it.

use std::time::Duration;

use iotpay_client::general;
use iotpay_sandbox::OrderError;

use crate::shop::Shop;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn orders_expire_after_their_lifetime() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_speed(0.0);
    let [old, paid] = [shop.order("old").await, shop.order("paid").await];
    shop.gateway.pay(&paid).await.unwrap();
    shop.gateway.advance(HOUR);
    let young = shop.order("young").await;
    shop.gateway.advance(Duration::from_millis(3_599_999));
    assert_eq!(shop.status(&old), "0");
    shop.gateway.advance(Duration::from_millis(1));

    let query = general::QueryOrder::by_mch_order_no("old").unwrap();
    let found = shop.client.send(&query).await.unwrap();
    assert!(found.status.outcome().is_failed());
    assert_eq!([&old, &paid, &young].map(|id| shop.status(id)), ["4", "2", "0"]);
    assert_eq!(shop.gateway.pay(&old).await, Err(OrderError::Failed));
}

#[tokio::test]
async fn customers_cancel_and_time_runs_out() {
    let shop = Shop::new(|builder| builder.order_lifetime(HOUR)).await;
    let [cancelled, expired, paid] = [shop.order("a").await, shop.order("b").await, shop.order("c").await];
    shop.gateway.cancel(&cancelled).unwrap();
    shop.gateway.expire(&expired).unwrap();
    shop.gateway.pay(&paid).await.unwrap();
    assert_eq!([&cancelled, &expired].map(|id| shop.status(id)), ["9", "4"]);
    assert_eq!(shop.gateway.cancel(&cancelled), Err(OrderError::Failed));
    assert_eq!(shop.gateway.expire(&paid), Err(OrderError::Paid));
    assert_eq!(shop.gateway.cancel("unknown"), Err(OrderError::NoSuchOrder));
}

#[tokio::test]
async fn messages_have_the_time_of_the_clock() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_speed(0.0);
    shop.gateway.set_time(1_617_824_691_000);
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    assert!(shop.received()[0].contains("paySuccTime=1617824691000"), "{:?}", shop.received());
    assert_eq!(shop.gateway.now(), 1_617_824_691_000);
}
