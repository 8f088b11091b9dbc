//! Responses that say nothing about the order.

use std::time::{Duration, Instant};

use super::{charge, client, client_of, lost, policy, reason, sandbox};
use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, map, signed, texts, to_json, with};
use crate::support::{KEY, MCH_ID, orders};
use iotpay_client::card::Card;
use iotpay_client::general::General;
use iotpay_client::resolution::{Resolution, StillUnknownReason};
use iotpay_sandbox::{Fault, FaultRule, Timing};

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

fn genuine(fields: Map) -> Vec<u8> {
    to_json(&signed(fields, KEY)).into_bytes()
}

/// Responses with a final status that must not be accepted.
fn forgeries() -> Vec<Reply> {
    let paid = order("m1", 2);
    let mut without_reference = paid.clone();
    without_reference.remove("mchOrderNo");
    vec![
        Reply::status(503, genuine(paid.clone())),
        Reply::status(200, "<html>The system is under maintenance</html>"),
        Reply::json(""),
        Reply::json(to_json(&paid)),
        Reply::json(to_json(&signed(paid.clone(), "another-made-up-key"))),
        Reply::json(genuine(order("m2", 2))),
        Reply::json(genuine(with(&paid, "mchId", "10000702"))),
        Reply::json(genuine(without_reference)),
        Reply::json(to_json(&with(&signed(order("m1", 9), KEY), "status", 2))),
        Reply::json(to_json(&texts(&[("retCode", "FAIL"), ("retMsg", "another reason")]))),
        Reply::Reset,
        Reply::Bytes(Vec::new()),
    ]
}

#[tokio::test]
async fn responses_that_are_not_about_the_order_change_nothing() {
    for forgery in forgeries() {
        let described = format!("{forgery:?}");
        let server = Server::start(move |at| if at == 0 { Reply::Reset } else { forgery.clone() }).await;
        let client = client::<General>(&server.url(), Duration::from_millis(100));
        let unknown = lost(&client, &charge("m1")).await;
        let policy = policy().margin(Duration::ZERO).time_limit(Duration::from_millis(700));
        let resolution = client.resolve_with(&unknown, &policy).await;
        assert!(matches!(reason(&resolution), StillUnknownReason::Unanswered(_)), "{described}: {resolution:?}");
        assert!(resolution.state().is_none(), "{described}");
    }
}

#[tokio::test]
async fn the_last_state_is_kept() {
    for forgery in forgeries() {
        let described = format!("{forgery:?}");
        let server = Server::start(move |at| match at {
            0 => Reply::Reset,
            1 => Reply::json(genuine(order("m1", 1))),
            _ => forgery.clone(),
        })
        .await;
        let client = client::<General>(&server.url(), Duration::from_millis(200));
        let unknown = lost(&client, &charge("m1")).await;
        let resolution = client.resolve_with(&unknown, &policy().time_limit(Duration::from_millis(400))).await;
        assert!(matches!(reason(&resolution), StillUnknownReason::Pending), "{described}: {resolution:?}");
        assert_eq!(resolution.state().unwrap().status.as_deref(), Some("1"), "{described}");
    }
}

#[tokio::test]
async fn resolves_after_an_outage() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(2));
    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("create_order").nth(1)).unwrap();
    let unknown = lost(&client, &charge("m1")).await;
    for fault in [
        Fault::Maintenance,
        Fault::Empty,
        Fault::Status(503),
        Fault::NotJson,
        Fault::Truncated,
        Fault::WrongSignature,
        Fault::MissingSignature,
        Fault::UnknownValue,
        Fault::Reset,
    ] {
        gateway.inject(FaultRule::new(fault, Timing::Before).endpoint("query_order")).unwrap();
        let ended = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            gateway.clear_faults();
            Instant::now()
        };
        let policy = policy();
        let resolving = async { (client.resolve_with(&unknown, &policy).await, Instant::now()) };
        let (end, (resolution, at)) = tokio::join!(ended, resolving);
        assert!(resolution.is_paid() && at >= end, "{fault:?}: {resolution:?}");
    }
    assert_eq!(gateway.orders().len(), 1);
}

/// A payment and a refund can have the same merchant reference.
#[tokio::test]
async fn a_refund_is_not_a_payment() {
    let body = |kind: &str| {
        format!(
            r#"{{"retCode":"SUCCESS","retData":{{"mchId":"{MCH_ID}","mchOrderNo":"m1","payType":"{kind}","status":2,"amount":1500}}}}"#
        )
    };
    for (kind, expected) in [("pay", "settled"), ("refund", "unanswered"), ("other", "pending"), ("", "pending")] {
        let body = body(kind);
        let server = Server::start(move |at| if at == 0 { Reply::Reset } else { Reply::json(body.clone()) }).await;
        let client = client::<Card>(&server.url(), Duration::from_millis(100));
        let purchase = super::refunds::card_charge("m1");
        let unknown = lost(&client, &purchase).await;
        let resolution = client.resolve_with(&unknown, &policy().time_limit(Duration::from_millis(300))).await;
        let found = match &resolution {
            Resolution::Settled(state) if state.is_paid() => "settled",
            Resolution::StillUnknown { reason: StillUnknownReason::Unanswered(_), .. } => "unanswered",
            Resolution::StillUnknown { reason: StillUnknownReason::Pending, .. } => "pending",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected, "{kind:?}");
    }
}

#[tokio::test]
async fn errors_of_queries_are_reported() {
    let server = Server::always(Reply::status(500, "")).await;
    let client = client::<General>(&server.url(), Duration::from_millis(100));
    let error = client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
    let resolution = client.resolve_with(&error, &policy().time_limit(Duration::from_millis(300))).await;
    let StillUnknownReason::Unanswered(last) = reason(&resolution) else { panic!("{resolution:?}") };
    assert!(last.as_ref().unwrap().to_string().contains("HTTP status 500"), "{last:?}");
}
