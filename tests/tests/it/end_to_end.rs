//! Client and gateway over HTTP, from order to refund.

use std::collections::BTreeMap;

use crate::support::shop::Shop;
use crate::support::signing::{Scalar, fields_of};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, card_client, credentials, general_client, orders};
use iotpay_client::{Error, Rejected, Request, Signed, Verification, card, general, shared};
use iotpay_sandbox::{Gateway, Merchant};

/// Text that breaks careless encoders.
const HARD: &str = "茶 😀 a&b=c+d%41%E8 \"q\" \\ / é=";

struct Town {
    gateway: Gateway,
    wallets: general::Client,
    cards: card::Client,
}

impl Town {
    async fn new() -> Self {
        let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
        let wallets = general_client(&gateway.base_url("general").unwrap(), KEY);
        let cards = card_client(&gateway.base_url("card").unwrap(), KEY);
        Self { gateway, wallets, cards }
    }

    /// Orders by wallet, and checks that all of the request reached the gateway.
    async fn order<R: Request<Family = general::General> + Signed>(&self, request: R) -> R::Response {
        let response = self.wallets.send(&request).await.unwrap();
        assert!(matches!(response.received().verification(), Verification::Verified { .. }));
        let order = self.gateway.orders().pop().unwrap();
        assert_same(&order.fields, &request);
        assert!(!order.pay_order_id.is_empty());
        response.into_inner()
    }

    /// A paid order's id. Its amount is 2865.
    async fn paid(&self, number: &str) -> String {
        let shop = wallet_shop().await;
        let id = self.order(orders::wx_native(number, &shop.notify_url())).await.pay_order_id.to_string();
        assert!(self.gateway.pay(&id).await.unwrap().acknowledged);
        id
    }

    async fn refused<R: Request<Family = general::General>>(&self, request: R) -> Rejected {
        match self.wallets.send(&request).await {
            Err(Error::Rejected(rejected)) => *rejected,
            _ => panic!("it is to be refused"),
        }
    }
}

async fn wallet_shop() -> Shop<general::OrderNotification> {
    Shop::open(general::NotificationReceiver::new(credentials())).await
}

/// The gateway's fields are the request's, and nothing else but the signature.
fn assert_same(arrived: &BTreeMap<String, String>, request: &dyn Signed) {
    let text = |value: Scalar| match value {
        Scalar::Text(text) => text,
        Scalar::Integer(number) => number.to_string(),
    };
    let sent: BTreeMap<_, _> = fields_of(request).into_iter().map(|(name, value)| (name, text(value))).collect();
    let mut arrived = arrived.clone();
    assert!(arrived.remove("sign").is_some());
    assert_eq!(arrived, sent);
}

#[tokio::test]
async fn every_wallet_takes_its_smallest_order() {
    let town = Town::new().await;
    assert!(town.order(orders::wx_native("m1", orders::NOTIFY_URL)).await.code_url.starts_with("weixin://"));
    assert!(town.order(orders::alipay_qr("m2")).await.qr_code.starts_with("https://"));
    assert!(town.order(orders::upi_qr("m3")).await.qr_code.starts_with("https://"));
    assert!(town.order(orders::wx_app("m4")).await.pay_params.as_str().starts_with('{'));
    assert!(!town.order(orders::alipay_mobile("m5")).await.pay_params.is_empty());
    assert!(town.order(orders::upi_app("m6")).await.pay_order_id.is_some());
    assert_eq!(town.gateway.orders().len(), 6);
}

#[tokio::test]
async fn every_wallet_takes_all_its_optional_fields() {
    let town = Town::new().await;
    let url = orders::RETURN_URL;
    let native = orders::wx_native_about("m1", HARD, HARD, orders::NOTIFY_URL).with_device(HARD).unwrap();
    town.order(native.with_return_url(url).unwrap().with_remarks(HARD).unwrap()).await;
    let alipay = orders::alipay_qr("m2").with_device(HARD).unwrap().with_extra(r#"{"a":"茶&+%"}"#).unwrap();
    town.order(alipay.with_return_url(url).unwrap().with_remarks(HARD).unwrap()).await;
    let union = orders::upi_qr("m3").with_device(HARD).unwrap().with_extra("{}").unwrap();
    town.order(union.with_return_url(url).unwrap().with_remarks(HARD).unwrap()).await;
    let app = orders::wx_app("m4").with_device(HARD).unwrap().with_return_url(url).unwrap();
    town.order(app.with_param1(HARD).unwrap().with_param2(HARD).unwrap().with_remarks(HARD).unwrap()).await;
    let mobile = orders::alipay_mobile("m5").with_device(HARD).unwrap();
    town.order(mobile.with_param1(HARD).unwrap().with_param2(HARD).unwrap().with_remarks(HARD).unwrap()).await;
    let app = orders::upi_app("m6").with_device(HARD).unwrap().with_return_url(url).unwrap();
    town.order(app.with_param1(HARD).unwrap().with_param2(HARD).unwrap().with_remarks(HARD).unwrap()).await;
    assert_eq!(town.gateway.orders().len(), 6);
}

#[tokio::test]
async fn hard_text_survives_order_query_and_notification() {
    let town = Town::new().await;
    let shop = wallet_shop().await;
    let order = orders::wx_native_about("m-茶/1", HARD, HARD, &shop.notify_url()).with_device(HARD).unwrap();
    let id = town.order(order).await.pay_order_id.to_string();
    let found = town.wallets.send(&orders::query("m-茶/1")).await.unwrap();
    assert_eq!(
        (found.subject.as_str(), found.body.as_deref(), found.device.as_deref()),
        (HARD, Some(HARD), Some(HARD))
    );
    assert!(town.gateway.pay(&id).await.unwrap().acknowledged);
    let notification = shop.only();
    assert_eq!(notification.mch_order_no, "m-茶/1");
    assert_eq!(notification.subject.as_deref(), Some(HARD));
    assert_eq!(notification.body.as_deref(), Some(HARD));
}

#[tokio::test]
async fn an_order_is_found_by_both_its_numbers() {
    let town = Town::new().await;
    let id = town.order(orders::wx_native("m1", orders::NOTIFY_URL)).await.pay_order_id.clone();
    for query in [orders::query("m1"), general::QueryOrder::by_pay_order_id(&id).unwrap()] {
        let found = town.wallets.send(&query).await.unwrap();
        assert_eq!((found.mch_order_no.as_str(), found.pay_order_id.as_ref()), ("m1", Some(&id)));
        assert_eq!((found.amount, &found.status), (2865, &general::OrderStatus::Created));
        assert_eq!((&found.currency, &found.channel_id), (&shared::Currency::Cad, &general::Channel::WxNative));
        assert!(
            matches!(found.received().verification(), Verification::Verified { uncovered } if uncovered.is_empty())
        );
    }
    assert_eq!(town.refused(orders::query("m2")).await.message.as_deref(), Some("支付订单不存在"));
}

#[tokio::test]
async fn paid_notified_and_acknowledged_is_status_three() {
    let town = Town::new().await;
    let shop = wallet_shop().await;
    let id = town.order(orders::wx_native("m1", &shop.notify_url())).await.pay_order_id.to_string();
    let delivery = town.gateway.pay(&id).await.unwrap();
    assert_eq!((delivery.status, delivery.response_body.as_str(), delivery.acknowledged), (Some(200), "success", true));
    let notification = shop.only();
    assert_eq!((notification.pay_order_id.as_str(), notification.mch_order_no.as_str()), (id.as_str(), "m1"));
    assert_eq!((notification.amount, notification.status.outcome().is_paid()), (2865, true));
    assert_eq!(notification.back_type, Some(general::BackType::Server));
    assert!(notification.pay_succ_time.is_some());
    let found = town.wallets.send(&orders::query("m1")).await.unwrap();
    assert_eq!(found.status, general::OrderStatus::PaidAndNotified);
    assert_eq!(found.pay_succ_time, notification.pay_succ_time);
}

#[tokio::test]
async fn a_shop_that_does_not_acknowledge_leaves_status_two() {
    let town = Town::new().await;
    let responses =
        [(200, "ok"), (200, "fail"), (200, ""), (500, "success"), (404, "success"), (302, "success, moved")];
    for (at, (status, text)) in responses.into_iter().enumerate() {
        let receiver = general::NotificationReceiver::new(credentials());
        let shop = Shop::<general::OrderNotification>::stubborn(receiver, status, text).await;
        let number = format!("m{at}");
        let id = town.order(orders::wx_native(&number, &shop.notify_url())).await.pay_order_id.to_string();
        let delivery = town.gateway.pay(&id).await.unwrap();
        assert_eq!((delivery.status, delivery.acknowledged), (Some(status), false));
        let found = town.wallets.send(&orders::query(&number)).await.unwrap();
        assert_eq!(found.status, general::OrderStatus::Paid);
        // It is notified again, and is still paid once.
        town.gateway.pay(&id).await.unwrap();
        assert_eq!(town.wallets.send(&orders::query(&number)).await.unwrap().pay_succ_time, found.pay_succ_time);
    }
}

#[tokio::test]
async fn shop_with_another_key_rejects_notifications() {
    let town = Town::new().await;
    let receiver = general::NotificationReceiver::new(crate::support::credentials_with("another-made-up-key"));
    let shop = Shop::<general::OrderNotification>::open(receiver).await;
    let id = town.order(orders::wx_native("m1", &shop.notify_url())).await.pay_order_id.to_string();
    let delivery = town.gateway.pay(&id).await.unwrap();
    assert_eq!((delivery.status, delivery.acknowledged), (Some(400), false));
    assert_eq!(town.gateway.orders()[0].status, "2");
}

#[tokio::test]
async fn refunds_end_where_the_money_ends() {
    let town = Town::new().await;
    let id = town.paid("m1").await;
    for (number, cents) in [("r1", 1000), ("r2", 1865)] {
        let refunded = town.wallets.send(&orders::refund(number, &id, cents)).await.unwrap();
        assert!(refunded.refund_order_id.is_some());
    }
    let refused = town.refused(orders::refund("r3", &id, 1)).await;
    assert!(refused.is_business_error);
    assert_eq!(refused.code.as_deref(), Some("0111"));
    assert!(matches!(refused.received.verification(), Verification::Verified { .. }));
    let amounts: Vec<_> = town.gateway.refunds().iter().map(|refund| refund.amount).collect();
    assert_eq!(amounts, [1000, 1865]);
    assert_eq!(town.gateway.orders()[0].refunded, 2865);
}

#[tokio::test]
async fn a_refund_that_is_too_much_moves_nothing() {
    let town = Town::new().await;
    let id = town.paid("m1").await;
    assert_eq!(town.refused(orders::refund("r1", &id, 2866)).await.code.as_deref(), Some("0111"));
    assert!(town.gateway.refunds().is_empty());
    // The number is not used up, and a number that is cannot be used for another refund.
    let all = orders::refund("r1", &id, 2000).with_device(HARD).unwrap();
    town.wallets.send(&all).await.unwrap();
    assert!(town.refused(orders::refund("r1", &id, 1)).await.is_business_error);
    assert_eq!(town.gateway.refunds().len(), 1);
}

#[tokio::test]
async fn what_is_not_paid_is_not_refunded() {
    let town = Town::new().await;
    let id = town.order(orders::wx_native("m1", orders::NOTIFY_URL)).await.pay_order_id.to_string();
    let refused = town.refused(orders::refund("r1", &id, 1)).await;
    assert_eq!((refused.is_business_error, refused.code.as_deref()), (true, Some("0111")));
    let refused = town.refused(orders::refund("r1", "P9", 1)).await;
    assert_eq!(refused.message.as_deref(), Some("支付订单不存在"));
    assert!(town.gateway.refunds().is_empty());
}

#[tokio::test]
async fn a_number_makes_one_order() {
    let town = Town::new().await;
    town.order(orders::wx_native("m1", orders::NOTIFY_URL)).await;
    let refused = town.refused(orders::wx_native("m1", orders::NOTIFY_URL)).await;
    assert_eq!((refused.is_business_error, refused.code.as_deref()), (true, Some("0113")));
    assert!(town.refused(orders::upi_qr("m1")).await.is_business_error);
    assert_eq!(town.gateway.orders().len(), 1);
}

#[tokio::test]
async fn the_wrong_key_gets_nothing_done() {
    let town = Town::new().await;
    let other = general_client(&town.gateway.base_url("general").unwrap(), "another-made-up-key");
    let Err(Error::Rejected(refused)) = other.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await else {
        panic!("it is to be refused")
    };
    assert_eq!(refused.message.as_deref(), Some("Verify XX pay sign failed."));
    assert!(!refused.is_business_error);
    let other = card_client(&town.gateway.base_url("card").unwrap(), "another-made-up-key");
    let Err(Error::Rejected(refused)) = other.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await else {
        panic!("it is to be refused")
    };
    assert_eq!(refused.message.as_deref(), Some("Verify XX pay sign failed."));
    assert!(town.gateway.orders().is_empty());
}

#[tokio::test]
async fn a_card_pays_and_its_notification_is_acknowledged() {
    let town = Town::new().await;
    let shop = Shop::<card::CardNotification>::open(card::NotificationReceiver::new(credentials())).await;
    let purchase = orders::cc_purchase("m1", &shop.notify_url());
    let purchase = purchase.with_subject(HARD).unwrap().with_body(HARD).unwrap();
    let begun = town.cards.send(&purchase).await.unwrap();
    assert_eq!(begun.ret_data.secure_id.expose().len(), 64);
    assert!(begun.ret_data.redirect_url.expose().ends_with(begun.ret_data.secure_id.expose()));
    let order = town.gateway.orders().remove(0);
    assert_same(&order.fields, &purchase);

    let delivery = town.gateway.pay(&order.pay_order_id).await.unwrap();
    assert_eq!((delivery.response_body.as_str(), delivery.acknowledged), ("SUCCESS", true));
    assert!(delivery.body.starts_with('{') && !delivery.url.contains('?'));
    let notification = shop.only();
    assert_eq!((notification.mch_order_no.as_str(), notification.amount), ("m1", 1500));
    assert_eq!(notification.pay_type, Some(card::PayType::Pay));
    assert_eq!(notification.transaction(), iotpay_client::Transaction::Payment(iotpay_client::PaymentOutcome::Success));
    assert_eq!(town.gateway.orders()[0].status, "3");
}

#[tokio::test]
async fn a_card_is_stored_once() {
    let town = Town::new().await;
    let begun = town.cards.send(&orders::cc_addcard("c1")).await.unwrap();
    assert_eq!(begun.ret_data.channel, Some(card::CardChannel::UpiEx));
    assert_eq!(begun.ret_data.secure_id.expose().len(), 64);
    let Err(Error::Rejected(refused)) = town.cards.send(&orders::cc_addcard("c1")).await else {
        panic!("one card, one id")
    };
    assert_eq!(refused.message.as_deref(), Some("订单已支付"));
    assert_eq!(town.gateway.cards().len(), 1);
    // A purchase without options, in the same house.
    town.cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap();
    assert_eq!(town.gateway.orders().len(), 1);
}
