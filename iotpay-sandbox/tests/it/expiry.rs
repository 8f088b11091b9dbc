//! Secure ids that expire, cards, contracts with limits, settlement, and repeated references.

use std::time::Duration;

use iotpay_client::{Error, autodebit, card, request};
use iotpay_sandbox::{CardError, ContractError, ContractLimits, EventKind, GatewayBuilder, NotSent, OrderError};

use crate::shop::{KEY, MCH_ID, Shop, credentials, order};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A shop with a stopped clock, at the beginning of a month.
async fn stopped(settings: impl FnOnce(GatewayBuilder) -> GatewayBuilder) -> Shop {
    let shop = Shop::new(settings).await;
    shop.gateway.set_speed(0.0);
    // 2026-03-01 00:00:00 UTC.
    shop.gateway.set_time(1_772_323_200_000);
    shop
}

fn cards(shop: &Shop) -> card::Client {
    let base_url = shop.gateway.base_url("card").unwrap();
    card::Client::builder(credentials(MCH_ID, KEY)).base_url(base_url).build().unwrap()
}

async fn card_page(shop: &Shop, reference: &str) -> String {
    let purchase = request!(card::CcPurchase {
        mch_order_no: reference,
        amount: 1500,
        currency: Cad,
        channel: PfCc,
        notify_url: shop.notify_url.as_str(),
        return_url: "https://shop.example/thanks",
    });
    cards(shop).send(&purchase.unwrap()).await.unwrap();
    shop.gateway.orders().pop().unwrap().pay_order_id
}

async fn add_card(shop: &Shop, id: &str) -> Result<(), Error> {
    let add = request!(card::CcAddCard { card_id: id, channel: PfCc, return_url: "https://shop.example/thanks" });
    cards(shop).send(&add.unwrap()).await.map(|_| ())
}

#[tokio::test]
async fn a_secure_id_expires_after_an_hour() {
    let shop = stopped(|builder| builder).await;
    let [paid, expired] = [card_page(&shop, "c1").await, card_page(&shop, "c2").await];
    let wallet = shop.order("w1").await;
    shop.gateway.advance(Duration::from_millis(3_599_999));
    shop.gateway.pay(&paid).await.unwrap();
    shop.gateway.advance(Duration::from_millis(1));
    assert_eq!(shop.gateway.pay(&expired).await, Err(OrderError::PageExpired));
    assert_eq!(shop.status(&expired), "0");
    // A paid order is only notified again, and a QR code has no page that expires.
    shop.gateway.pay(&paid).await.unwrap();
    shop.gateway.pay(&wallet).await.unwrap();
    // The order fails after its own lifetime.
    shop.gateway.advance(HOUR);
    assert_eq!(shop.gateway.pay(&expired).await, Err(OrderError::Failed));

    let shop = stopped(|builder| builder.page_lifetime(MINUTE)).await;
    let id = card_page(&shop, "c1").await;
    shop.gateway.advance(MINUTE);
    assert_eq!(shop.gateway.pay(&id).await, Err(OrderError::PageExpired));
}

#[tokio::test]
async fn a_card_id_binds_one_card() {
    let shop = stopped(|builder| builder).await;
    add_card(&shop, "k1").await.unwrap();
    // The form is still open.
    assert!(matches!(add_card(&shop, "k1").await, Err(Error::Rejected(_))));
    shop.gateway.advance(HOUR);
    assert_eq!(shop.gateway.store_card("k1", "4325671234562266"), Err(CardError::PageExpired));
    // No card has the id, so that the customer can try again.
    add_card(&shop, "k1").await.unwrap();
    shop.gateway.store_card("k1", "4325671234562266").unwrap();
    assert_eq!(shop.gateway.store_card("k1", "5105105105105100"), Err(CardError::AlreadyStored));
    shop.gateway.advance(2 * HOUR);
    assert!(matches!(add_card(&shop, "k1").await, Err(Error::Rejected(_))));
    let kept = shop.gateway.cards();
    assert_eq!((kept.len(), kept[0].masked_number.as_deref()), (1, Some("432567******2266")));
}

async fn signed_contract(shop: &Shop) -> autodebit::Client {
    let base_url = shop.gateway.base_url("autodebit").unwrap();
    let client = autodebit::Client::builder(credentials(MCH_ID, KEY)).base_url(base_url).build().unwrap();
    let contract = request!(autodebit::ContractWxMweb {
        mch_contract_id: "a1",
        currency: Cad,
        notify_url: "https://shop.example/contract",
        payer_name: "Jane",
    });
    client.send(&contract.unwrap()).await.unwrap();
    assert_eq!(shop.gateway.sign_contract("a1").await, Err(ContractError::NotSent(NotSent::NotAllowed)));
    client
}

async fn debit(client: &autodebit::Client, reference: &str, cents: u32) -> Result<(), Error> {
    let debit = request!(autodebit::DebitWxMweb {
        mch_order_no: reference,
        mch_contract_id: "a1",
        currency: Cad,
        amount: cents,
        notify_url: "https://shop.example/debit",
        body: "Tea of the month",
        extra: "{}",
    });
    client.send(&debit.unwrap()).await.map(|_| ())
}

/// The limits that the vendor documents: CAD 30 in a debit, a day and a month, one debit a day and three a month.
#[tokio::test]
async fn a_contract_limits_its_debits() {
    let shop = stopped(|builder| builder).await;
    let client = signed_contract(&shop).await;
    let rejected = async |reference: &str, cents| {
        let error = debit(&client, reference, cents).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error}");
        let rejected = shop.gateway.events().pop().unwrap();
        serde_json::to_value(rejected).unwrap()["rejected"]["rule"].as_str().unwrap().to_owned()
    };
    assert_eq!(rejected("d0", 3001).await, "the contract allows at most 3000 cents in one debit");
    debit(&client, "d1", 1000).await.unwrap();
    assert_eq!(rejected("d2", 1).await, "the contract allows at most 1 debits a day");
    shop.gateway.advance(DAY);
    assert_eq!(rejected("d2", 2001).await, "the contract allows at most 3000 cents a month");
    debit(&client, "d2", 500).await.unwrap();
    shop.gateway.advance(DAY);
    // A full refund gives no debit back.
    let id = shop.gateway.orders()[0].pay_order_id.clone();
    let _ = shop.gateway.refund(&id, None);
    debit(&client, "d3", 500).await.unwrap();
    shop.gateway.advance(DAY);
    assert_eq!(rejected("d4", 1).await, "the contract allows at most 3 debits a month");
    shop.gateway.advance(31 * DAY);
    debit(&client, "d4", 3000).await.unwrap();
    assert_eq!(shop.gateway.orders().len(), 4);

    let shop = stopped(|builder| builder.contract_limits(ContractLimits::unlimited())).await;
    let client = signed_contract(&shop).await;
    for number in 0..4 {
        debit(&client, &format!("d{number}"), 100_000).await.unwrap();
    }
}

#[tokio::test]
async fn orders_are_settled_by_the_clock() {
    let shop = stopped(|builder| builder.settle_after(DAY).order_lifetime(10 * DAY).page_lifetime(10 * DAY)).await;
    let [first, second, unpaid] =
        [card_page(&shop, "c1").await, card_page(&shop, "c2").await, card_page(&shop, "c3").await];
    let settled = || shop.gateway.orders().into_iter().map(|order| order.is_settled).collect::<Vec<_>>();
    shop.gateway.pay(&first).await.unwrap();
    shop.gateway.advance(HOUR);
    shop.gateway.pay(&second).await.unwrap();
    shop.gateway.advance(22 * HOUR + 59 * MINUTE);
    assert_eq!(settled(), [false, false, false]);
    shop.gateway.advance(MINUTE);
    assert_eq!(settled(), [true, false, false]);
    // Before the settlement, the order can be voided, and afterwards only refunded.
    assert_eq!(shop.gateway.refund(&second, Some(1)), Err(OrderError::InvalidAmount));
    shop.gateway.advance(HOUR);
    assert_eq!(settled(), [true, true, false]);
    assert_eq!(shop.gateway.refund(&second, Some(1)).unwrap().amount, 1);
    shop.gateway.advance(DAY);
    shop.gateway.pay(&unpaid).await.unwrap();
    // The clock is set back, and the settlement still follows the payment.
    shop.gateway.set_time(shop.gateway.now() - 1000);
    assert_eq!(settled(), [true, true, false]);
    shop.gateway.advance(DAY + Duration::from_secs(1));
    assert_eq!(settled(), [true, true, true]);
    let changes = shop
        .gateway
        .events()
        .into_iter()
        .filter(|event| matches!(&event.kind, iotpay_sandbox::EventKind::Changed { change: "settled", .. }));
    assert_eq!(changes.count(), 3);
}

/// The family requires unique references: the same request again is rejected, too, whatever its contents are.
#[tokio::test]
async fn a_repeated_reference_is_rejected() {
    let shop = stopped(|builder| builder).await;
    let first = order("m1", &shop.notify_url);
    let placed = shop.client.send(&first).await.unwrap();
    for again in [first, order("m1", "http://127.0.0.1:9/other")] {
        let error = shop.client.send(&again).await.unwrap_err();
        assert!(matches!(&error, Error::Rejected(_)), "{error}");
    }
    assert_eq!(shop.gateway.orders().len(), 1);
    assert_eq!(shop.gateway.orders()[0].pay_order_id, placed.pay_order_id.as_str());
}

/// Readers of events learn that an order is expired or settled without any request.
#[tokio::test]
async fn what_happens_at_a_time_is_reported_at_that_time() {
    let shop = Shop::new(|builder| builder.settle_after(30 * MINUTE)).await;
    shop.gateway.set_speed(0.0);
    let [waiting, paid] = [shop.order("waiting").await, shop.order("paid").await];
    shop.gateway.pay(&paid).await.unwrap();
    let mut events = shop.gateway.subscribe();
    let mut next = async || {
        loop {
            let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await.expect("an event").unwrap();
            if let EventKind::Changed { subject, change } = event.kind {
                return (subject, change);
            }
        }
    };
    for (passed, id, change) in [(30, &paid, "settled"), (90, &waiting, "expired")] {
        shop.gateway.advance(passed * MINUTE);
        assert_eq!(next().await, ("clock".to_owned(), "advanced"));
        assert_eq!(next().await, (id.clone(), change));
    }
    // An order that expires earlier than the one that is waited for.
    shop.order("late").await;
    shop.gateway.set_time(shop.gateway.now() - 60 * 60 * 1000);
    let early = shop.order("early").await;
    while next().await.1 != "set" {}
    shop.gateway.advance(120 * MINUTE);
    while next().await != (early.clone(), "expired") {}
}
