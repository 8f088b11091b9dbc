//! Clients that disconnect, hostile messages, states that do not fit, and what must not be recorded.

use std::time::{Duration, Instant};

use iotpay_client::{Credentials, card, general, request};
use iotpay_sandbox::{EventKind, Fault, FaultRule, Snapshot, Timing};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::numbers::contains_number;
use crate::shop::{KEY, LOGIN_NAME, MCH_ID, Shop, merchant, order};

#[tokio::test]
async fn requests_take_effect_even_if_the_client_disconnects() {
    let shop = Shop::new(|builder| builder).await;
    let placed = order("fault-delay-300ms-before-1", &shop.notify_url);
    let sent = shop.client.send(&placed);
    assert!(tokio::time::timeout(Duration::from_millis(100), sent).await.is_err());
    let start = Instant::now();
    while shop.gateway.orders().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A reference names the fault of the order, and the query that recovers from it works.
#[tokio::test]
async fn queries_recover_from_the_fault_of_an_order() {
    let shop = Shop::new(|builder| builder).await;
    for fault in ["reset", "status-503", "not-json", "wrong-signature"] {
        let reference = format!("fault-{fault}-after");
        assert!(shop.client.send(&order(&reference, &shop.notify_url)).await.is_err());
        let query = general::QueryOrder::by_mch_order_no(reference.as_str()).unwrap();
        assert_eq!(shop.client.send(&query).await.unwrap().mch_order_no, reference);
    }
}

/// The bytes of a response that is cut off.
#[tokio::test]
async fn truncated_responses_end_in_the_middle() {
    let shop = Shop::new(|builder| builder).await;
    let example = shop.gateway.example_order(&merchant()).unwrap();
    shop.gateway.inject(FaultRule::new(Fault::Truncated, Timing::After)).unwrap();
    let params = example.body.strip_prefix("params=").unwrap();
    let body: String = form_urlencoded::Serializer::new(String::new()).append_pair("params", params).finish();
    let mut stream = TcpStream::connect(shop.gateway.address()).await.unwrap();
    let head = format!("POST /v1/create_order HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut response = Vec::new();
    // The connection is closed before the announced length.
    let _ = stream.read_to_end(&mut response).await;
    let text = String::from_utf8(response).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let length: usize = length.parse().unwrap();
    assert!(body.starts_with("{\"retCode\":\"SUCCESS\"") && body.len() == length / 2, "{text}");
}

#[tokio::test]
async fn expiry_follows_a_clock_that_is_set_back() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_speed(0.0);
    let start = shop.gateway.now();
    shop.gateway.advance(Duration::from_secs(1_000 * 3_600));
    let late = shop.order("late").await;
    shop.gateway.set_time(start);
    let early = shop.order("early").await;
    shop.gateway.advance(Duration::from_secs(2 * 3_600));
    assert_eq!([&early, &late].map(|id| shop.status(id)), ["4", "0"]);
}

#[tokio::test]
async fn a_reset_ends_earlier_notifications() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_speed(0.0);
    let first = shop.order("first").await;
    shop.gateway.pay(&first).await.unwrap();
    shop.gateway.reset();
    let second = shop.order("second").await;
    shop.respond("success");
    shop.gateway.advance(Duration::from_secs(3_600));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(shop.received().len(), 1);
    assert_eq!(shop.status(&second), "0");
}

#[tokio::test]
async fn a_snapshot_must_fit_the_sandbox() {
    let shop = Shop::new(|builder| builder).await;
    shop.order("a").await;
    let saved = shop.gateway.snapshot().to_string();
    let id = shop.gateway.orders()[0].pay_order_id.clone();
    let restored = |from: &str, to: &str| {
        assert!(saved.contains(from), "{from} {saved}");
        shop.gateway.restore(saved.replace(from, to).parse::<Snapshot>().unwrap())
    };
    for (from, to, error) in [
        ("\"family\": \"general\"", "\"family\": \"none\"", "the spec has no family `none`"),
        ("\"mch_id\": \"10000701\"", "\"mch_id\": \"2\"", "the sandbox has no merchant `2`"),
        ("\"refunded\": 0", "\"refunded\": 2866", "more of the order"),
    ] {
        assert!(restored(from, to).unwrap_err().to_string().starts_with(error));
    }
    assert_eq!(shop.gateway.orders().len(), 1);
    // An id is not used again, even if the snapshot does not say which was the last one.
    restored("\"last_id\": 1", "\"last_id\": 0").unwrap();
    assert_ne!(shop.order("b").await, id);
}

#[tokio::test]
async fn explanations_contain_no_card_data() {
    let shop = Shop::new(|builder| builder).await;
    let credentials = Credentials::builder()
        .mch_id(MCH_ID)
        .login_name(LOGIN_NAME)
        .merchant_key(&KEY.to_uppercase()[..])
        .build()
        .unwrap();
    let client = card::Client::builder(credentials).base_url(shop.gateway.base_url("card").unwrap()).build().unwrap();
    let purchase = request!(card::CcDirectPurchase {
        mch_order_no: "m1",
        amount: 100,
        currency: Cad,
        card_num: "4325671234562266",
        expiry_date: "0735",
        cvv: "7861",
        holder: "Jane Canary",
        channel: PfCc,
        client_ip: "203.0.113.7",
    });
    let _ = client.send(&purchase.unwrap()).await;
    let event = shop.gateway.events().pop().unwrap();
    let EventKind::Request(request) = &event.kind else { panic!("{event:?}") };
    let explanation = request.rejected.as_ref().unwrap();
    assert!(explanation.rule.contains("the key has another case"), "{explanation:?}");
    let text = format!("{event:?}");
    for secret in ["4325671234562266", KEY] {
        assert!(!text.contains(secret), "{text}");
    }
    for number in ["7861", "0735"] {
        assert!(!contains_number(text.as_bytes(), number), "{number} in {text}");
    }
}

#[tokio::test]
async fn rules_with_a_probability_do_not_affect_each_other() {
    let mut runs = Vec::new();
    for other in [false, true] {
        let shop = Shop::new(|builder| builder.seed(3)).await;
        shop.gateway.inject(FaultRule::new(Fault::Status(500), Timing::Before).probability(0.5)).unwrap();
        if other {
            shop.gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).probability(0.0)).unwrap();
        }
        let mut failures = Vec::new();
        for number in 0..20 {
            failures.push(shop.client.send(&order(&format!("r{number}"), &shop.notify_url)).await.is_err());
        }
        runs.push(failures);
    }
    assert_eq!(runs[0], runs[1]);
}
