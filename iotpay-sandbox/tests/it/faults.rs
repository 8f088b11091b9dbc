//! Faults, as the client sees them, and what they do to the books.

use std::time::{Duration, Instant};

use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::{Error, general};
use iotpay_sandbox::{EventKind, Fault, FaultRule, Timing};

use crate::shop::{Shop, order};

/// Returns what the client reports for an order with this merchant reference.
async fn send(shop: &Shop, reference: &str) -> Result<String, Error> {
    let placed = shop.client.send(&order(reference, &shop.notify_url)).await;
    placed.map(|placed| placed.pay_order_id.to_string())
}

fn exists(shop: &Shop, reference: &str) -> bool {
    shop.gateway.orders().iter().any(|order| order.mch_order_no == reference)
}

#[tokio::test]
async fn lost_responses_leave_the_outcome_unknown() {
    let shop = Shop::new(|builder| builder).await;
    for fault in
        ["reset", "status-503", "maintenance", "empty", "not-json", "truncated", "wrong-signature", "no-signature"]
    {
        for timing in ["before", "after"] {
            let reference = format!("fault-{fault}-{timing}");
            let error = send(&shop, &reference).await.unwrap_err();
            assert!(error.may_have_taken_effect(), "{reference}: {error}");
            let is_changed = ["truncated", "wrong-signature", "no-signature"].contains(&fault);
            assert_eq!(exists(&shop, &reference), timing == "after" || is_changed, "{reference}");
        }
    }
}

#[tokio::test]
async fn faults_have_the_cause_that_the_client_reports() {
    let shop = Shop::new(|builder| builder).await;
    let transport = send(&shop, "fault-reset-after").await;
    assert!(
        matches!(transport, Err(Error::OutcomeUnknown(unknown)) if matches!(unknown.cause, OutcomeUnknownCause::Transport(_)))
    );
    let mismatch = send(&shop, "fault-wrong-signature-after").await;
    assert!(matches!(mismatch, Err(Error::SignatureMismatch(_))), "{mismatch:?}");
}

#[tokio::test]
async fn changes_that_clients_must_accept_are_accepted() {
    let shop = Shop::new(|builder| builder).await;
    for fault in ["unknown-field", "unknown-value", "numbers-as-text", "delay-30ms"] {
        for timing in ["before", "after"] {
            let start = Instant::now();
            let reference = format!("fault-{fault}-{timing}");
            send(&shop, &reference).await.unwrap();
            assert!(exists(&shop, &reference));
            assert!(!fault.starts_with("delay") || start.elapsed() >= Duration::from_millis(30));
        }
    }
    // The query has numbers and a status.
    for fault in [Fault::UnknownValue, Fault::NumbersAsText] {
        shop.gateway.inject(FaultRule::new(fault, Timing::After).endpoint("query_order"));
        let id = iotpay_client::OrderId::new(&shop.order(&format!("q-{fault}")).await).unwrap();
        let found = shop.client.send(&general::QueryOrder::by_pay_order_id(&id).unwrap()).await.unwrap();
        assert_eq!(found.amount, 2865);
        assert_eq!(found.status.outcome().is_unknown(), fault == Fault::UnknownValue, "{:?}", found.status);
        shop.gateway.clear_faults();
    }
}

#[tokio::test]
async fn a_request_without_a_response_times_out() {
    let shop = Shop::new(|builder| builder).await;
    let sent = tokio::time::timeout(Duration::from_secs(2), send(&shop, "fault-timeout-after")).await;
    assert!(sent.is_err());
    assert!(exists(&shop, "fault-timeout-after"));
}

#[tokio::test]
async fn rules_restrict_faults() {
    let shop = Shop::new(|builder| builder).await;
    let rule = || FaultRule::new(Fault::Status(500), Timing::Before);
    for (rule, fails) in [
        (rule(), true),
        (rule().endpoint("create_order").channel("WX_NATIVE").amount(2865), true),
        (rule().endpoint("refund_order"), false),
        (rule().channel("ALIPAY_QR"), false),
        (rule().amount(2866), false),
        (rule().reference("other"), false),
        (rule().nth(2), false),
        (rule().nth(1), true),
        (rule().probability(0.0), false),
        (rule().probability(1.0), true),
    ] {
        shop.gateway.clear_faults();
        shop.gateway.inject(rule.clone());
        let reference = format!("r-{}", shop.gateway.events().len());
        assert_eq!(send(&shop, &reference).await.is_err(), fails, "{rule:?}");
        assert_eq!(exists(&shop, &reference), !fails, "{rule:?}");
    }
}

#[tokio::test]
async fn the_same_seed_has_the_same_faults() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let shop = Shop::new(|builder| builder.seed(seed)).await;
        shop.gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).probability(0.5));
        shop.gateway.inject(FaultRule::new(Fault::Status(500), Timing::After).probability(0.3));
        for number in 0..40 {
            let _ = send(&shop, &format!("r-{number}")).await;
        }
        let faults = shop.gateway.events().into_iter().filter_map(|event| match event.kind {
            EventKind::Request(request) => Some((request.fault, request.response)),
            _ => None,
        });
        // The responses contain ids, which are the same if the same requests took effect.
        runs.push(faults.collect::<Vec<_>>());
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
    assert!(runs[0].iter().any(|(fault, _)| fault.is_none()) && runs[0].iter().any(|(fault, _)| fault.is_some()));
}

#[test]
fn faults_have_names() {
    for name in ["reset", "timeout", "status-503", "delay-250ms", "numbers-as-text"] {
        assert_eq!(name.parse::<Fault>().unwrap().to_string(), name);
    }
    for name in ["", "Reset", "status-", "status-99", "status-600", "delay-1", "delay-1s"] {
        let error = name.parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("reset, timeout"), "{error}");
    }
}
