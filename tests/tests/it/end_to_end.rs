//! Client and sandbox over HTTP, from order to refund.

use std::collections::BTreeMap;

use crate::support::shop::Shop;
use crate::support::signing::{Scalar, fields_of};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, card_client, credentials, general_client, orders};
use iotpay_client::error::Rejected;
use iotpay_client::signing::{Signed, Verification};
use iotpay_client::{Error, Request, card, general, request, shared};
use iotpay_sandbox::{Gateway, Merchant, RawFields};

/// Text that breaks careless encoders.
const HARD: &str = "茶 😀 a&b=c+d%41%E8 \"q\" \\ / é=";

struct Setup {
    gateway: Gateway,
    wallets: general::Client,
    cards: card::Client,
}

impl Setup {
    async fn new() -> Self {
        let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
        let wallets = general_client(&gateway.base_url("general").unwrap(), KEY);
        let cards = card_client(&gateway.base_url("card").unwrap(), KEY);
        Self { gateway, wallets, cards }
    }

    /// Sends a wallet order, and asserts that the complete request reached the sandbox.
    async fn order<R: Request<Family = general::General> + Signed>(&self, request: R) -> R::Response {
        let response = self.wallets.send(&request).await.unwrap();
        assert!(matches!(response.received().verification(), Verification::Verified { .. }));
        let order = self.gateway.orders().pop().unwrap();
        assert_same(&order.fields, &request);
        assert!(!order.pay_order_id.is_empty());
        response.into_inner()
    }

    /// Returns the id of a paid order of 2865 cents.
    async fn paid(&self, number: &str) -> String {
        let shop = wallet_shop().await;
        let id = self.order(orders::wx_native(number, &shop.notify_url())).await.pay_order_id.to_string();
        assert!(self.gateway.pay(&id).await.unwrap().acknowledged);
        id
    }

    async fn rejected<R: Request<Family = general::General>>(&self, request: R) -> Rejected {
        match self.wallets.send(&request).await {
            Err(Error::Rejected(rejected)) => *rejected,
            _ => panic!("expected a rejection"),
        }
    }
}

async fn wallet_shop() -> Shop<general::OrderNotification> {
    Shop::acknowledging(general::NotificationReceiver::new(credentials())).await
}

/// Asserts that the sandbox received exactly the fields of the request, apart from the signature.
fn assert_same(arrived: &RawFields, request: &dyn Signed) {
    let text = |value: Scalar| match value {
        Scalar::Text(text) => text,
        Scalar::Integer(number) => number.to_string(),
        Scalar::Boolean(boolean) => boolean.to_string(),
    };
    let sent: BTreeMap<_, _> = fields_of(request).into_iter().map(|(name, value)| (name, text(value))).collect();
    let mut arrived: BTreeMap<_, _> = arrived.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert!(arrived.remove("sign").is_some());
    assert_eq!(arrived, sent);
}

/// One block of code for three channels, chosen at run time.
#[tokio::test]
async fn a_channel_is_chosen_at_run_time() {
    let setup = Setup::new().await;
    for (number, channel) in ["WX_NATIVE", "ALIPAY_QR", "UPI_QR"].into_iter().enumerate() {
        let order = request!(general::CustomerScanQr {
            channel,
            mch_order_no: format!("r{number}"),
            currency: Cad,
            amount: 2865,
            subject: "Green tea",
            body: "First flush, 250 g",
            client_ip: "203.0.113.7",
            notify_url: orders::NOTIFY_URL,
            extra: Extra { product_id: "tea-250" },
        })
        .unwrap();
        let response = setup.order(order).await;
        assert_eq!(response.channel().as_str(), channel);
        let begin = if channel == "WX_NATIVE" { "weixin://" } else { "https://" };
        assert!(response.qr_code().starts_with(begin), "{response:?}");
        let arrived = setup.gateway.orders().pop().unwrap();
        assert_eq!(
            (response.pay_order_id().as_str(), arrived.fields.get("channelId")),
            (&*arrived.pay_order_id, Some(channel))
        );
    }
}

#[tokio::test]
async fn every_wallet_accepts_its_smallest_order() {
    let setup = Setup::new().await;
    assert!(setup.order(orders::wx_native("m1", orders::NOTIFY_URL)).await.code_url.starts_with("weixin://"));
    assert!(setup.order(orders::alipay_qr("m2")).await.qr_code.starts_with("https://"));
    assert!(setup.order(orders::upi_qr("m3")).await.qr_code.starts_with("https://"));
    assert!(setup.order(orders::wx_app("m4")).await.pay_params.as_str().starts_with('{'));
    assert!(!setup.order(orders::alipay_mobile("m5")).await.pay_params.is_empty());
    assert!(setup.order(orders::upi_app("m6")).await.pay_order_id.is_some());
    assert_eq!(setup.gateway.orders().len(), 6);
}

#[tokio::test]
async fn every_wallet_accepts_all_optional_fields() {
    let setup = Setup::new().await;
    let url = orders::RETURN_URL;
    let native = orders::wx_native_about("m1", HARD, HARD, orders::NOTIFY_URL).with_device(HARD).unwrap();
    setup.order(native.with_return_url(url).unwrap().with_remarks(HARD).unwrap()).await;
    let alipay = orders::alipay_qr("m2").with_device(HARD).unwrap().with_extra(r#"{"a":"茶&+%"}"#).unwrap();
    setup.order(alipay.with_return_url(url).unwrap().with_remarks(HARD).unwrap()).await;
    let union = orders::upi_qr("m3").with_device(HARD).unwrap().with_extra("{}").unwrap();
    setup.order(union.with_return_url(url).unwrap().with_remarks(HARD).unwrap()).await;
    let app = orders::wx_app("m4").with_device(HARD).unwrap().with_return_url(url).unwrap();
    setup.order(app.with_param1(HARD).unwrap().with_param2(HARD).unwrap().with_remarks(HARD).unwrap()).await;
    let mobile = orders::alipay_mobile("m5").with_device(HARD).unwrap();
    setup.order(mobile.with_param1(HARD).unwrap().with_param2(HARD).unwrap().with_remarks(HARD).unwrap()).await;
    let app = orders::upi_app("m6").with_device(HARD).unwrap().with_return_url(url).unwrap();
    setup.order(app.with_param1(HARD).unwrap().with_param2(HARD).unwrap().with_remarks(HARD).unwrap()).await;
    assert_eq!(setup.gateway.orders().len(), 6);
}

#[tokio::test]
async fn special_characters_survive_order_query_and_notification() {
    let setup = Setup::new().await;
    let shop = wallet_shop().await;
    let order = orders::wx_native_about("m-茶/1", HARD, HARD, &shop.notify_url()).with_device(HARD).unwrap();
    let id = setup.order(order).await.pay_order_id.to_string();
    let found = setup.wallets.send(&orders::query("m-茶/1")).await.unwrap();
    assert_eq!(
        (found.subject.as_str(), found.body.as_deref(), found.device.as_deref()),
        (HARD, Some(HARD), Some(HARD))
    );
    assert!(setup.gateway.pay(&id).await.unwrap().acknowledged);
    let notification = shop.only();
    assert_eq!(notification.mch_order_no, "m-茶/1");
    assert_eq!(notification.subject.as_deref(), Some(HARD));
    assert_eq!(notification.body.as_deref(), Some(HARD));
}

#[tokio::test]
async fn order_is_found_by_id_and_by_reference() {
    let setup = Setup::new().await;
    let id = setup.order(orders::wx_native("m1", orders::NOTIFY_URL)).await.pay_order_id.clone();
    for query in [orders::query("m1"), general::QueryOrder::by_pay_order_id(&id).unwrap()] {
        let found = setup.wallets.send(&query).await.unwrap();
        assert_eq!((found.mch_order_no.as_str(), found.pay_order_id.as_ref()), ("m1", Some(&id)));
        assert_eq!((found.amount.get(), &found.status), (2865, &general::OrderStatus::Created));
        assert_eq!((&found.currency, &found.channel_id), (&shared::Currency::Cad, &general::Channel::WxNative));
        assert!(
            matches!(found.received().verification(), Verification::Verified { uncovered } if uncovered.is_empty())
        );
    }
    assert_eq!(setup.rejected(orders::query("m2")).await.message.as_deref(), Some("支付订单不存在"));
}

#[tokio::test]
async fn acknowledged_payment_has_status_three() {
    let setup = Setup::new().await;
    let shop = wallet_shop().await;
    let id = setup.order(orders::wx_native("m1", &shop.notify_url())).await.pay_order_id.to_string();
    let delivery = setup.gateway.pay(&id).await.unwrap();
    assert_eq!((delivery.status, delivery.response_body.as_str(), delivery.acknowledged), (Some(200), "success", true));
    let notification = shop.only();
    assert_eq!((notification.pay_order_id.as_str(), notification.mch_order_no.as_str()), (id.as_str(), "m1"));
    assert_eq!((notification.amount.get(), notification.status.outcome().is_paid()), (2865, true));
    assert_eq!(notification.back_type, Some(general::BackType::Server));
    assert!(notification.pay_succ_time.is_some());
    let found = setup.wallets.send(&orders::query("m1")).await.unwrap();
    assert_eq!(found.status, general::OrderStatus::PaidAndNotified);
    assert_eq!(found.pay_succ_time, notification.pay_succ_time);
}

#[tokio::test]
async fn unacknowledged_payment_keeps_status_two() {
    let setup = Setup::new().await;
    let responses =
        [(200, "ok"), (200, "fail"), (200, ""), (500, "success"), (404, "success"), (302, "success, moved")];
    for (at, (status, text)) in responses.into_iter().enumerate() {
        let receiver = general::NotificationReceiver::new(credentials());
        let shop = Shop::<general::OrderNotification>::responding_with(receiver, status, text).await;
        let number = format!("m{at}");
        let id = setup.order(orders::wx_native(&number, &shop.notify_url())).await.pay_order_id.to_string();
        let delivery = setup.gateway.pay(&id).await.unwrap();
        assert_eq!((delivery.status, delivery.acknowledged), (Some(status), false));
        let found = setup.wallets.send(&orders::query(&number)).await.unwrap();
        assert_eq!(found.status, general::OrderStatus::Paid);
        // The notification is sent again, and the order is still paid once.
        setup.gateway.pay(&id).await.unwrap();
        assert_eq!(setup.wallets.send(&orders::query(&number)).await.unwrap().pay_succ_time, found.pay_succ_time);
    }
}

#[tokio::test]
async fn shop_with_another_key_rejects_notifications() {
    let setup = Setup::new().await;
    let receiver = general::NotificationReceiver::new(crate::support::credentials_with("another-made-up-key"));
    let shop = Shop::<general::OrderNotification>::acknowledging(receiver).await;
    let id = setup.order(orders::wx_native("m1", &shop.notify_url())).await.pay_order_id.to_string();
    let delivery = setup.gateway.pay(&id).await.unwrap();
    assert_eq!((delivery.status, delivery.acknowledged), (Some(400), false));
    assert_eq!(setup.gateway.orders()[0].status, "2");
}

#[tokio::test]
async fn refunds_cannot_exceed_the_paid_amount() {
    let setup = Setup::new().await;
    let id = setup.paid("m1").await;
    for (number, cents) in [("r1", 1000), ("r2", 1865)] {
        let refunded = setup.wallets.send(&orders::refund(number, &id, cents)).await.unwrap();
        assert!(refunded.refund_order_id.is_some());
    }
    let rejected = setup.rejected(orders::refund("r3", &id, 1)).await;
    assert!(rejected.is_business_error);
    assert_eq!(rejected.code.as_deref(), Some("0111"));
    assert!(matches!(rejected.received.verification(), Verification::Verified { .. }));
    let amounts: Vec<_> = setup.gateway.refunds().iter().map(|refund| refund.amount).collect();
    assert_eq!(amounts, [1000, 1865]);
    assert_eq!(setup.gateway.orders()[0].refunded, 2865);
}

#[tokio::test]
async fn excessive_refund_changes_nothing() {
    let setup = Setup::new().await;
    let id = setup.paid("m1").await;
    assert_eq!(setup.rejected(orders::refund("r1", &id, 2866)).await.code.as_deref(), Some("0111"));
    assert!(setup.gateway.refunds().is_empty());
    // The rejected reference can be used again, but a used one cannot be used for another refund.
    let all = orders::refund("r1", &id, 2000).with_device(HARD).unwrap();
    setup.wallets.send(&all).await.unwrap();
    assert!(setup.rejected(orders::refund("r1", &id, 1)).await.is_business_error);
    assert_eq!(setup.gateway.refunds().len(), 1);
}

#[tokio::test]
async fn unpaid_order_cannot_be_refunded() {
    let setup = Setup::new().await;
    let id = setup.order(orders::wx_native("m1", orders::NOTIFY_URL)).await.pay_order_id.to_string();
    let rejected = setup.rejected(orders::refund("r1", &id, 1)).await;
    assert_eq!((rejected.is_business_error, rejected.code.as_deref()), (true, Some("0111")));
    let rejected = setup.rejected(orders::refund("r1", "P9", 1)).await;
    assert_eq!(rejected.message.as_deref(), Some("支付订单不存在"));
    assert!(setup.gateway.refunds().is_empty());
}

#[tokio::test]
async fn reference_cannot_be_used_twice() {
    let setup = Setup::new().await;
    setup.order(orders::wx_native("m1", orders::NOTIFY_URL)).await;
    let rejected = setup.rejected(orders::wx_native("m1", orders::NOTIFY_URL)).await;
    assert_eq!((rejected.is_business_error, rejected.code.as_deref()), (true, Some("0113")));
    assert!(setup.rejected(orders::upi_qr("m1")).await.is_business_error);
    assert_eq!(setup.gateway.orders().len(), 1);
}

#[tokio::test]
async fn rejects_requests_signed_with_another_key() {
    let setup = Setup::new().await;
    let other = general_client(&setup.gateway.base_url("general").unwrap(), "another-made-up-key");
    let Err(Error::Rejected(rejected)) = other.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await else {
        panic!("expected a rejection")
    };
    assert_eq!(rejected.message.as_deref(), Some("Verify XX pay sign failed."));
    assert!(!rejected.is_business_error);
    let other = card_client(&setup.gateway.base_url("card").unwrap(), "another-made-up-key");
    let Err(Error::Rejected(rejected)) = other.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await else {
        panic!("expected a rejection")
    };
    assert_eq!(rejected.message.as_deref(), Some("Verify XX pay sign failed."));
    assert!(setup.gateway.orders().is_empty());
}

#[tokio::test]
async fn card_payment_is_notified_and_acknowledged() {
    let setup = Setup::new().await;
    let shop = Shop::<card::CardNotification>::acknowledging(card::NotificationReceiver::new(credentials())).await;
    let purchase = orders::cc_purchase("m1", &shop.notify_url());
    let purchase = purchase.with_subject(HARD).unwrap().with_body(HARD).unwrap();
    let begun = setup.cards.send(&purchase).await.unwrap();
    assert_eq!(begun.ret_data.secure_id.expose().len(), 64);
    assert!(begun.ret_data.redirect_url.expose().ends_with(begun.ret_data.secure_id.expose()));
    let order = setup.gateway.orders().remove(0);
    assert_same(&order.fields, &purchase);

    let delivery = setup.gateway.pay(&order.pay_order_id).await.unwrap();
    assert_eq!((delivery.response_body.as_str(), delivery.acknowledged), ("SUCCESS", true));
    assert!(delivery.body.starts_with('{') && !delivery.url.contains('?'));
    let notification = shop.only();
    assert_eq!((notification.mch_order_no.as_str(), notification.amount.get()), ("m1", 1500));
    assert_eq!(notification.pay_type, Some(card::PayType::Pay));
    assert_eq!(
        notification.transaction(),
        iotpay_client::outcome::Transaction::Payment(iotpay_client::PaymentOutcome::Success)
    );
    assert_eq!(setup.gateway.orders()[0].status, "3");
}

#[tokio::test]
async fn card_id_cannot_be_used_twice() {
    let setup = Setup::new().await;
    let begun = setup.cards.send(&orders::cc_addcard("c1")).await.unwrap();
    assert_eq!(begun.ret_data.channel, Some(card::CardChannel::UpiEx));
    assert_eq!(begun.ret_data.secure_id.expose().len(), 64);
    let Err(Error::Rejected(rejected)) = setup.cards.send(&orders::cc_addcard("c1")).await else {
        panic!("expected a rejection")
    };
    assert_eq!(rejected.message.as_deref(), Some("订单已支付"));
    assert_eq!(setup.gateway.cards().len(), 1);
    // A purchase without options still works.
    setup.cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap();
    assert_eq!(setup.gateway.orders().len(), 1);
}
