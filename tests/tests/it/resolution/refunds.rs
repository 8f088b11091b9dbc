//! Refunds and voids, which a query may find although the vendor does not document it.

use std::time::Duration;

use super::{client_of, lost, policy, reason, sandbox};
use crate::support::orders;
use iotpay_client::card::Card;
use iotpay_client::general::General;
use iotpay_client::resolution::{Resolution, StillUnknownReason};
use iotpay_client::{OrderId, card};
use iotpay_sandbox::{Fault, FaultRule, Timing};

pub fn card_charge(number: &str) -> card::CcDirectPurchase {
    card::CcDirectPurchase::new(card::CcDirectPurchaseRequired {
        channel: card::CardChannel::PfCc,
        currency: card::Currency::Cad,
        mch_order_no: number,
        amount: 1500,
        card_num: "4242424242424242",
        expiry_date: "0735",
        holder: "A Holder",
        cvv: "123",
    })
    .unwrap()
}

fn refund(number: &str, id: &OrderId) -> card::CcRefund {
    let required = card::CcRefundRequired { mch_refund_no: number, refund_amount: 100, pay_order_id: id };
    card::CcRefund::new(required).unwrap()
}

fn void(number: &str, id: &OrderId) -> card::CcVoid {
    card::CcVoid::new(card::CcVoidRequired { mch_refund_no: number, pay_order_id: id }).unwrap()
}

#[tokio::test]
async fn refunds_and_voids_with_an_effect_are_settled() {
    let gateway = sandbox().await;
    let client = client_of::<Card>(&gateway, Duration::from_secs(5));
    let _ = client.send(&card_charge("m1")).await.unwrap();
    let _ = client.send(&card_charge("m2")).await.unwrap();
    let ids: Vec<_> = gateway.orders().iter().map(|order| OrderId::new(&order.pay_order_id).unwrap()).collect();
    gateway.settle(ids[0].as_str()).unwrap();

    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("cc_refund")).unwrap();
    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("cc_void")).unwrap();
    for (unknown, amount) in
        [(lost(&client, &refund("r1", &ids[0])).await, 100), (lost(&client, &void("r2", &ids[1])).await, 1500)]
    {
        assert!(unknown.to_string().contains("call cc_query with mchOrderNo r"), "{unknown}");
        let Resolution::Settled(state) = client.resolve_with(&unknown, &policy()).await else { panic!("{unknown}") };
        assert!(state.is_refunded() && !state.is_paid(), "{state:?}");
        assert_eq!(state.amount, Some(amount));
    }
    assert_eq!(gateway.refunds().len(), 2);
}

/// A wrong inference would make a merchant refund twice.
#[tokio::test]
async fn refund_without_an_effect_is_never_said_to_be_absent() {
    let gateway = sandbox().await;
    let client = client_of::<Card>(&gateway, Duration::from_millis(500));
    let _ = client_of::<Card>(&gateway, Duration::from_secs(20)).send(&card_charge("m1")).await.unwrap();
    let id = OrderId::new(&gateway.orders()[0].pay_order_id).unwrap();
    gateway.settle(id.as_str()).unwrap();
    gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).endpoint("cc_refund")).unwrap();
    // The second has the reference of the payment.
    for (number, expected) in [("r1", "NotFound"), ("m1", "Unanswered")] {
        let unknown = lost(&client, &refund(number, &id)).await;
        let policy = policy().margin(Duration::ZERO).time_limit(Duration::from_millis(1500));
        let resolution = client.resolve_with(&unknown, &policy).await;
        assert!(format!("{:?}", reason(&resolution)).starts_with(expected), "{resolution:?}");
    }
}

#[tokio::test]
async fn refund_without_a_query_is_still_unknown() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    let _ = client.send(&super::charge("m1")).await.unwrap();
    let id = gateway.orders()[0].pay_order_id.clone();
    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("refund_order")).unwrap();
    let unknown = lost(&client, &orders::refund("r1", &id, 100)).await;
    let resolution = client.resolve(&unknown).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::NoQuery), "{resolution:?}");
    assert!(reason(&resolution).to_string().contains("ask IOTPay"));
}
