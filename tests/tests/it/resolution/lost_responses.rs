//! The response is lost, before or after the request has taken effect.

use std::time::{Duration, Instant};

use super::{MARGIN, charge, client_of, lost, policy, reason, sandbox};
use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, map, signed, to_json};
use crate::support::{KEY, MCH_ID, general_client, orders};
use iotpay_client::general::General;
use iotpay_client::resolution::{Inquiry, Resolution, StillUnknownReason};
use iotpay_client::signing::Verification;
use iotpay_client::spec::Family as _;
use iotpay_client::{Credentials, Error, OrderId, autodebit, general};
use iotpay_sandbox::{Fault, FaultRule, Timing};

const FAULTS: [Fault; 4] = [Fault::Reset, Fault::Status(503), Fault::Empty, Fault::Truncated];

#[tokio::test]
async fn request_with_an_effect_is_settled() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    for (at, fault) in FAULTS.into_iter().enumerate() {
        gateway.inject(FaultRule::new(fault, Timing::After).endpoint("create_order")).unwrap();
        let unknown = lost(&client, &charge(&format!("after{at}"))).await;
        gateway.clear_faults();
        assert!(unknown.to_string().contains("`Client::resolve`"), "{unknown}");
        let Resolution::Settled(state) = client.resolve_with(&unknown, &policy()).await else { panic!("{fault:?}") };
        assert!(state.is_paid() && state.is_final() && !state.is_failed() && !state.is_refunded(), "{state:?}");
        assert_eq!((state.amount, state.currency.as_deref()), (Some(2865), Some("CAD")));
        assert_eq!(state.id.as_deref(), gateway.orders().last().map(|order| order.pay_order_id.as_str()));
        assert!(matches!(state.received.verification(), Verification::Verified { .. }));
    }
    assert_eq!(gateway.orders().len(), FAULTS.len());
}

#[tokio::test]
async fn request_without_an_effect_never_arrived_but_only_after_its_timeout() {
    let gateway = sandbox().await;
    let timeout = Duration::from_millis(700);
    let client = client_of::<General>(&gateway, timeout);
    // A truncated response is that of a request with an effect.
    for (at, fault) in FAULTS.into_iter().filter(|fault| *fault != Fault::Truncated).enumerate() {
        gateway.inject(FaultRule::new(fault, Timing::Before).endpoint("create_order")).unwrap();
        let sent = Instant::now();
        let unknown = lost(&client, &charge(&format!("before{at}"))).await;
        gateway.clear_faults();
        let early = client.resolve_with(&unknown, &policy().time_limit(Duration::from_millis(200))).await;
        if sent.elapsed() < timeout {
            assert!(matches!(reason(&early), StillUnknownReason::NotFound), "{early:?}");
        }
        let resolution = client.resolve_with(&unknown, &policy()).await;
        assert!(matches!(resolution, Resolution::NeverArrived), "{fault:?}: {resolution:?}");
        assert!(sent.elapsed() >= timeout + MARGIN, "{:?}", sent.elapsed());
    }
    assert!(gateway.orders().is_empty());
}

#[tokio::test]
async fn order_that_is_not_paid_yet_is_pending() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("create_order")).unwrap();
    let error = client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
    gateway.clear_faults();
    let resolution = client.resolve_with(&error, &policy().stop_when_it_exists()).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::Pending), "{resolution:?}");
    let state = resolution.state().unwrap();
    assert!(!state.is_final() && !state.is_paid() && !state.is_failed(), "{state:?}");
    let resolution = client.resolve_with(&error, &policy().time_limit(Duration::from_millis(300))).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::Pending), "{resolution:?}");

    gateway.cancel(&gateway.orders()[0].pay_order_id).unwrap();
    let Resolution::Settled(state) = client.resolve_with(&error, &policy()).await else { panic!("not settled") };
    assert!(state.is_failed() && !state.is_paid(), "{state:?}");
}

fn order(number: &str, status: i64) -> Map {
    map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", number.into()),
        ("channelId", "WX_MICROPAY".into()),
        ("currency", "CAD".into()),
        ("amount", 2865.into()),
        ("subject", "s".into()),
        ("status", status.into()),
    ])
}

fn no_such_order() -> Reply {
    Reply::json(r#"{"retCode":"FAIL","retMsg":"支付订单不存在"}"#)
}

/// The request hangs on its way, and arrives after several queries did not find it.
#[tokio::test]
async fn delayed_request_that_arrives_late_is_not_absent() {
    let server = Server::start(|at| match at {
        0 => Reply::Late(Duration::from_secs(30), Vec::new()),
        1..=6 => no_such_order(),
        _ => Reply::json(to_json(&signed(order("m1", 2), KEY))),
    })
    .await;
    let client = super::client::<General>(&server.url(), Duration::from_millis(300));
    let unknown = lost(&client, &charge("m1")).await;
    // The margin is longer than the six queries take.
    let policy = policy().margin(Duration::from_secs(10));
    let resolution = client.resolve_with(&unknown, &policy).await;
    assert!(resolution.is_paid(), "{resolution:?}");
    assert_eq!(server.requests().iter().filter(|it| it.path().ends_with("create_order")).count(), 1);
}

#[tokio::test]
async fn a_client_of_another_family_or_merchant_does_not_ask() {
    let server = Server::start(|at| if at == 0 { Reply::Reset } else { no_such_order() }).await;
    let client = super::client::<General>(&server.url(), Duration::from_millis(100));
    let error = client.send(&charge("m1")).await.unwrap_err();
    let other = Credentials::builder().mch_id("10000702").login_name("jack").merchant_key(KEY).build().unwrap();
    let other = general::Client::builder(other).base_url(server.url()).build().unwrap();
    let resolution = other.resolve_with(&error, &policy()).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::OtherMerchant), "{resolution:?}");
    let other = super::client::<autodebit::Autodebit>(&server.url(), Duration::from_millis(100));
    let resolution = other.resolve_with(&error, &policy()).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::OtherFamily), "{resolution:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn request_that_was_not_sent_had_no_effect() {
    let client = general_client(&crate::support::server::closed_url().await, KEY);
    let error = client.send(&charge("m1")).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && error.unresolved().is_none(), "{error:?}");
    let resolution = client.resolve(&error).await;
    assert!(matches!(resolution, Resolution::NoEffect) && resolution.is_known(), "{resolution:?}");
}

#[tokio::test]
async fn order_of_an_earlier_process_is_found_by_its_reference() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    let _ = client.send(&charge("m1")).await.unwrap();
    let query = General::SPEC.status_query("query_order").unwrap();
    let resolution = client.resolve_with(&Inquiry::by_reference(query, "m1"), &policy()).await;
    assert!(resolution.is_paid(), "{resolution:?}");

    let long_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    let absent = Inquiry::by_reference(query, "m2").sent_at(long_ago, Duration::from_secs(60));
    let resolution = client.resolve_with(&absent, &policy()).await;
    assert!(matches!(resolution, Resolution::NeverArrived), "{resolution:?}");
    // Nothing is known about when it was sent.
    let unknown = Inquiry::by_reference(query, "m2");
    let resolution = client.resolve_with(&unknown, &policy().time_limit(Duration::from_millis(400))).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::NotFound), "{resolution:?}");

    let invalid = client.resolve_with(&Inquiry::by_reference(query, "m 2"), &policy()).await;
    let StillUnknownReason::Unanswered(Some(error)) = reason(&invalid) else { panic!("{invalid:?}") };
    assert!(matches!(**error, Error::Invalid(_)), "{error:?}");
}

/// A query that has failed names the order that it asks about.
#[tokio::test]
async fn a_failed_query_is_resolved_by_its_reference() {
    let gateway = sandbox().await;
    let shop = client_of::<general::General>(&gateway, Duration::from_secs(5));
    shop.send(&charge("m1")).await.unwrap();
    gateway.inject(FaultRule::new(Fault::NotJson, Timing::After).endpoint("query_order")).unwrap();
    let unknown = lost(&shop, &orders::query("m1")).await;
    let id = OrderId::new(&gateway.orders()[0].pay_order_id).unwrap();
    let by_id = general::QueryOrder::by_pay_order_id(&id).unwrap();
    let by_id = lost(&shop, &by_id).await;
    gateway.clear_faults();
    assert_eq!(unknown.reference.as_ref().map(|it| (it.field, it.value.as_str())), Some(("mchOrderNo", "m1")));
    let resolution = shop.resolve_with(&unknown, &policy()).await;
    assert!(resolution.is_paid(), "{resolution:?}");
    // The query names no reference.
    let resolution = shop.resolve_with(&by_id, &policy()).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::NoReference), "{resolution:?}");
}
