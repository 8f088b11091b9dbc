//! Many requests at the same time.

use iotpay_client::value::OrderId;
use iotpay_client::{card, general, request};
use tokio::task::JoinSet;

use crate::shop::{KEY, MCH_ID, Shop, credentials};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_refunds_never_exceed_the_payment() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("success");
    let paid = shop.order("m1").await;
    shop.gateway.pay(&paid).await.unwrap();
    let mut racing = JoinSet::new();
    for number in 0..64 {
        let refund = request!(general::RefundOrder {
            mch_refund_no: format!("f{number}"),
            refund_amount: 100,
            client_ip: "203.0.113.7",
            pay_order_id: OrderId::new(&paid).unwrap(),
        });
        let (client, refund) = (shop.client.clone(), refund.unwrap());
        racing.spawn(async move { client.send(&refund).await.is_ok() });
    }
    let accepted = racing.join_all().await.into_iter().filter(|is_accepted| *is_accepted).count();
    // The order has 2865 cents.
    assert_eq!(accepted, 28);
    assert_eq!(shop.gateway.orders()[0].refunded, 2800);
    assert_eq!(shop.gateway.refunds().iter().map(|refund| refund.amount).sum::<i64>(), 2800);
}

/// Voids, refunds and the settlement of one order: either one void, or refunds after the settlement.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_void_and_a_refund_exclude_each_other() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("SUCCESS");
    let base_url = shop.gateway.base_url("card").unwrap();
    let client = card::Client::builder(credentials(MCH_ID, KEY)).base_url(base_url).build().unwrap();
    for round in 0..10 {
        let purchase = request!(card::CcPurchase {
            mch_order_no: format!("m{round}"),
            amount: 1000,
            currency: Cad,
            channel: PfCc,
            notify_url: shop.notify_url.as_str(),
            return_url: "https://shop.example/thanks",
        });
        client.send(&purchase.unwrap()).await.unwrap();
        let id = shop.gateway.orders().pop().unwrap().pay_order_id;
        shop.gateway.pay(&id).await.unwrap();
        let mut racing = JoinSet::new();
        for number in 0..8 {
            let pay_order_id = OrderId::new(&id).unwrap();
            let void = request!(card::CcVoid {
                mch_refund_no: format!("v{round}-{number}"),
                pay_order_id: pay_order_id.clone(),
            });
            let refund = request!(card::CcRefund {
                mch_refund_no: format!("f{round}-{number}"),
                refund_amount: 400,
                pay_order_id,
            });
            let (void, refund) = (void.unwrap(), refund.unwrap());
            let (first, second) = (client.clone(), client.clone());
            racing.spawn(async move { first.send(&void).await.is_ok() });
            racing.spawn(async move { second.send(&refund).await.is_ok() });
        }
        tokio::task::yield_now().await;
        shop.gateway.settle(&id).unwrap();
        racing.join_all().await;
        let refunds = shop.gateway.refunds().into_iter().filter(|refund| refund.pay_order_id == id);
        let amounts: Vec<_> = refunds.map(|refund| refund.amount).collect();
        // Fewer refunds are accepted if some of them arrive before the settlement.
        assert!(amounts == [1000] || (amounts.len() <= 2 && amounts.iter().all(|it| *it == 400)), "{amounts:?}");
        assert_eq!(shop.gateway.orders().pop().unwrap().refunded, amounts.iter().sum::<i64>());
    }
}
