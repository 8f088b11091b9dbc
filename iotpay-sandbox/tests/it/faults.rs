//! Faults, as the client sees them, and what they do to the books.

use std::time::{Duration, Instant};

use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::protocol::Protocol;
use iotpay_client::{Error, OrderId, Request, general, request};
use iotpay_sandbox::{ChargeOutcome, EventKind, Fault, FaultRule, Gateway, InvalidRule, Timing};

use crate::shop::{MCH_ID, Shop, client, credentials, merchant, order};

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
        shop.gateway.inject(FaultRule::new(fault, Timing::After).endpoint("query_order")).unwrap();
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
        shop.gateway.inject(rule.clone()).unwrap();
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
        shop.gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).probability(0.5)).unwrap();
        shop.gateway.inject(FaultRule::new(Fault::Status(500), Timing::After).probability(0.3)).unwrap();
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

fn of_amount(reference: &str, amount: u32, notify_url: &str) -> general::AlipayQr {
    request!(general::AlipayQr {
        mch_order_no: reference,
        subject: "Tea",
        body: "Tea",
        amount,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url,
    })
    .unwrap()
}

#[tokio::test]
async fn amounts_name_faults() {
    let shop = Shop::new(|builder| builder).await;
    for (amount, exists) in [(4_710_002, false), (4_720_002, true), (4_720_010, true)] {
        let reference = format!("m{amount}");
        let error = shop.client.send(&of_amount(&reference, amount, &shop.notify_url)).await.unwrap_err();
        assert!(error.may_have_taken_effect(), "{amount}");
        let query = general::QueryOrder::by_mch_order_no(reference.as_str()).unwrap();
        assert_eq!(shop.client.send(&query).await.is_ok(), exists, "{amount}");
    }
    // The refund of an order with a magic amount has no fault.
    let id = shop.gateway.orders()[0].pay_order_id.clone();
    shop.gateway.pay(&id).await.unwrap();
    let refund = request!(general::RefundOrder {
        mch_refund_no: "f1",
        client_ip: "203.0.113.7",
        pay_order_id: OrderId::new(&id).unwrap(),
        refund_amount: 4_720_002
    });
    shop.client.send(&refund.unwrap()).await.unwrap();
}

/// A request is rejected and explained, whatever the rules are, and does not count.
#[tokio::test]
async fn rejected_requests_have_no_fault_and_do_not_count() {
    let shop = Shop::new(|builder| builder).await;
    let forger = client(&shop.gateway, MCH_ID, "another-key");
    for timing in [Timing::Before, Timing::After] {
        shop.gateway.clear_faults();
        shop.gateway.inject(FaultRule::new(Fault::Reset, timing).nth(2)).unwrap();
        let sent = |number: u32| format!("{timing}-{number}");
        assert!(matches!(forger.send(&order(&sent(1), &shop.notify_url)).await, Err(Error::Rejected(_))));
        assert!(send(&shop, &sent(1)).await.is_ok());
        assert!(matches!(forger.send(&order(&sent(2), &shop.notify_url)).await, Err(Error::Rejected(_))));
        assert!(send(&shop, &sent(2)).await.unwrap_err().may_have_taken_effect());
        // Also a valid request that the effect rejects.
        shop.gateway.clear_faults();
        shop.gateway.inject(FaultRule::new(Fault::Reset, timing).nth(1)).unwrap();
        assert!(matches!(send(&shop, &sent(1)).await, Err(Error::Rejected(_))));
        assert!(send(&shop, &sent(3)).await.unwrap_err().may_have_taken_effect());
        assert!(send(&shop, &sent(4)).await.is_ok());
    }
}

/// The bytes of the response to a request, or the reason why there is none.
async fn bytes<R>(http: &reqwest::Client, gateway: &Gateway, request: &R) -> String
where
    R: Request,
{
    let protocol = Protocol::<R::Family>::new(credentials(MCH_ID, crate::shop::KEY));
    let protocol = protocol.with_base_url(&gateway.base_url("general").unwrap()).unwrap();
    let exchange = protocol.prepare(request).unwrap();
    let mut sent = http.post(exchange.url()).body(exchange.body().to_owned());
    for (name, value) in exchange.headers() {
        sent = sent.header(name, value);
    }
    let Ok(response) = sent.send().await else { return "no response".to_owned() };
    let head = format!("{} {:?}", response.status(), response.headers().get("content-type"));
    match response.bytes().await {
        Ok(body) => format!("{head}\n{}\n", String::from_utf8_lossy(&body)),
        Err(_) => format!("{head}\ntruncated"),
    }
}

/// Orders, payments, queries and refunds with random faults, from an empty sandbox.
async fn scripted_run(http: &reqwest::Client, gateway: &Gateway) -> Vec<String> {
    gateway.reset();
    gateway.set_speed(0.0);
    gateway.set_time(1_700_000_000_000);
    gateway
        .inject(FaultRule::new(Fault::Status(503), Timing::Before).endpoint("create_order").probability(0.4))
        .unwrap();
    gateway.inject(FaultRule::new(Fault::Truncated, Timing::After).endpoint("refund_order").probability(0.8)).unwrap();
    gateway.inject(FaultRule::new(Fault::UnknownValue, Timing::After).endpoint("query_order").nth(2)).unwrap();
    let mut responses = Vec::new();
    for number in 0..5 {
        let reference = format!("s{number}");
        let placed = of_amount(&reference, 1_000 + number, "http://shop.example/");
        responses.push(bytes(http, gateway, &placed).await);
        if let Some(order) = gateway.orders().last().filter(|order| order.mch_order_no == reference) {
            // Not an address that notifications may be sent to.
            assert!(gateway.pay(&order.pay_order_id).await.is_err());
            gateway.advance(Duration::from_millis(1_234));
            for refund in ["r", "r"] {
                let reference = format!("{refund}{number}");
                let refund = request!(general::RefundOrder {
                    mch_refund_no: reference.as_str(),
                    client_ip: "203.0.113.7",
                    pay_order_id: OrderId::new(&order.pay_order_id).unwrap(),
                    refund_amount: 400,
                });
                responses.push(bytes(http, gateway, &refund.unwrap()).await);
            }
        }
        let query = general::QueryOrder::by_mch_order_no(reference.as_str()).unwrap();
        responses.push(bytes(http, gateway, &query).await);
    }
    responses
}

#[tokio::test]
async fn the_same_seed_has_the_same_responses_byte_for_byte() {
    let http = reqwest::Client::builder().no_proxy().retry(reqwest::retry::never()).build().unwrap();
    let with_seed = async |seed| Gateway::builder(merchant()).seed(seed).start().await.unwrap();
    let gateway = with_seed(5).await;
    let first = scripted_run(&http, &gateway).await;
    for part in ["503 ", "truncated", "\"status\":2", "\"status\":77", "\"resCode\":\"FAIL\""] {
        assert!(first.iter().any(|response| response.contains(part)), "{part} {first:#?}");
    }
    for run in 1..100 {
        assert_eq!(scripted_run(&http, &gateway).await, first, "run {run}");
    }
    assert_eq!(scripted_run(&http, &with_seed(5).await).await, first);
    assert_ne!(scripted_run(&http, &with_seed(6).await).await, first);
}

/// Invalid rules are rejected, since a data file could not contain them.
#[tokio::test]
async fn invalid_rules_are_rejected() {
    let shop = Shop::new(|builder| builder).await;
    for fault in [Fault::Status(600), Fault::Delay(Duration::MAX), Fault::Delay(Duration::from_micros(1))] {
        assert!(shop.gateway.inject(FaultRule::new(fault, Timing::After)).is_err(), "{fault:?}");
    }
    let invalid = shop.gateway.inject(FaultRule::new(Fault::Reset, Timing::After).nth(0));
    assert_eq!(invalid, Err(InvalidRule::Nth));
    let reset = || FaultRule::new(Fault::Reset, Timing::After);
    for (rule, error) in [
        (reset().endpoint("creat_order"), "there is no endpoint `creat_order`; did you mean `create_order`?"),
        (reset().endpoint("xyz"), "there is no endpoint `xyz`"),
        (reset().channel("WX_NATIV"), "the endpoint has no channel `WX_NATIV`; did you mean `WX_NATIVE`?"),
        (reset().endpoint("refund_order").channel("WX_NATIVE"), "the endpoint has no channel `WX_NATIVE`"),
    ] {
        assert_eq!(shop.gateway.inject(rule).unwrap_err().to_string(), error);
    }
    shop.gateway.inject(reset().endpoint("create_order").channel("WX_NATIVE")).unwrap();
    shop.gateway.clear_faults();
    assert!(shop.gateway.fault_rules().is_empty());
}

/// Only one of several concurrent requests with the same reference is accepted, and only that one counts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_with_one_reference_count_once() {
    let shop = Shop::new(|builder| builder).await;
    for round in 0..20 {
        shop.gateway.clear_faults();
        shop.gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).nth(2)).unwrap();
        let reference = format!("c{round}");
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (client, order) = (shop.client.clone(), order(&reference, &shop.notify_url));
                tokio::spawn(async move { client.send(&order).await })
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => accepted += 1,
                Err(error) => assert!(matches!(error, Error::Rejected(_)), "{error}"),
            }
        }
        assert_eq!(accepted, 1);
        // The second accepted request.
        assert!(send(&shop, &format!("d{round}")).await.unwrap_err().may_have_taken_effect());
    }
}

/// A request that a fault loses before its effect leaves nothing: the next one has the same id and outcome.
#[tokio::test]
async fn a_lost_request_uses_no_id_and_no_outcome() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_next_charge_outcome(ChargeOutcome::Failed);
    let before = shop.gateway.snapshot().to_string();
    shop.gateway.set_speed(0.0);
    assert!(send(&shop, "fault-reset-before").await.is_err());
    let books = |snapshot: &str| snapshot.split("\"books\"").nth(1).map(str::to_owned);
    assert_eq!(books(&shop.gateway.snapshot().to_string()), books(&before));
    assert_eq!(send(&shop, "a").await.unwrap(), "P00000000000000000001");
}
