//! When notifications are sent, and with what contents.

use std::time::Duration;

use iotpay_sandbox::{EventKind, NotSent, NotificationEdit, NotificationSchedule, OrderError, SignatureEdit};

use crate::shop::{KEY, MCH_ID, Shop, accepts, wait_until};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn notifications_are_sent_again_until_they_are_acknowledged() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_speed(0.0);
    let start = shop.gateway.now();
    let id = shop.order("a").await;
    assert!(!shop.gateway.pay(&id).await.unwrap().acknowledged);
    for (passed, attempts) in [(1, 2), (2, 3), (3, 4)] {
        shop.gateway.advance(passed * MINUTE);
        shop.wait_for(attempts).await;
    }
    // In any case, with white space around it.
    shop.respond(" SUCCess\n");
    shop.gateway.advance(4 * MINUTE);
    shop.wait_for(5).await;
    while shop.gateway.deliveries().len() < 5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    shop.gateway.advance(60 * MINUTE);
    tokio::time::sleep(Duration::from_millis(100)).await;

    let sent = shop.gateway.deliveries();
    let minutes: Vec<_> = sent.iter().map(|sent| (sent.sent_at - start) / 60_000).collect();
    assert_eq!(minutes, [0, 1, 3, 6, 10]);
    let attempts: Vec<_> = sent.iter().map(|sent| (sent.number, sent.attempt, sent.acknowledged)).collect();
    assert_eq!(attempts, [(0, 1, false), (1, 2, false), (2, 3, false), (3, 4, false), (4, 5, true)]);
    assert!(sent.iter().all(|sent| sent.subject == id && sent.url == sent_url(&shop)));
    assert_eq!(shop.status(&id), "3");
}

fn sent_url(shop: &Shop) -> String {
    format!("{}?{}", shop.notify_url, shop.received()[0])
}

#[tokio::test]
async fn the_last_attempt_is_after_fifteen_minutes() {
    let shop = Shop::new(|builder| builder).await;
    shop.gateway.set_speed(0.0);
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    let mut attempts = 1;
    for minute in 1..=30 {
        shop.gateway.advance(MINUTE);
        attempts += usize::from([1, 3, 6, 10, 15].contains(&minute));
        shop.wait_for(attempts).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(shop.received().len(), 6);
    assert_eq!(shop.status(&id), "2");
}

#[tokio::test]
async fn each_attempt_can_arrive_twice() {
    let schedule = NotificationSchedule::new([MINUTE]).duplicates(true);
    let shop = Shop::new(|builder| builder.notification_schedule(schedule)).await;
    shop.respond("success");
    shop.gateway.set_speed(0.0);
    let id = shop.order("a").await;
    assert!(shop.gateway.pay(&id).await.unwrap().acknowledged);
    shop.gateway.advance(MINUTE * 2);
    shop.wait_for(2).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(shop.received().len(), 2);
}

#[tokio::test]
async fn a_notification_can_be_sent_again_by_hand() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("success");
    let id = shop.order("a").await;
    let first = shop.gateway.pay(&id).await.unwrap();
    let again = shop.gateway.resend(first.number).await.unwrap();
    assert_eq!((&again.url, again.attempt, again.number), (&first.url, 2, 1));
    assert_eq!(shop.gateway.resend(7).await, None);
}

#[tokio::test]
async fn any_field_can_be_changed() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("success");
    let id = shop.order("a").await;
    let edit = |field: &str, value: &str| NotificationEdit::new().field(field, value);
    assert_eq!(shop.gateway.notify_edited(&id, &edit("amount", "1")).await, Err(OrderError::NotPaid));
    shop.gateway.pay(&id).await.unwrap();

    for (edit, expected, genuine) in [
        (edit("amount", "1"), "amount=1&", true),
        (edit("param1", "a&b"), "param1=a%26b&", true),
        (edit("amount", "1").signature(SignatureEdit::Wrong), "amount=1&", false),
        (NotificationEdit::new().signature(SignatureEdit::Missing), "amount=2865&", false),
    ] {
        shop.gateway.notify_edited(&id, &edit).await.unwrap();
        let query = shop.received().pop().unwrap();
        assert!(query.contains(expected), "{query}");
        assert_eq!(query.contains("sign="), edit != NotificationEdit::new().signature(SignatureEdit::Missing));
        assert_eq!(accepts(MCH_ID, KEY, &query), genuine, "{query}");
    }
    let unknown = shop.gateway.notify_edited(&id, &edit("amuont", "1")).await;
    assert_eq!(unknown, Err(OrderError::UnknownField));
}

/// Pays eight orders, and returns the numbers of the orders in the order of their notifications.
async fn order_of_arrival(seed: u64) -> Vec<usize> {
    let schedule = NotificationSchedule::default().reorders_within(MINUTE);
    let shop = Shop::new(|builder| builder.notification_schedule(schedule).seed(seed)).await;
    shop.respond("success");
    shop.gateway.set_speed(0.0);
    let mut ids = Vec::new();
    for number in 0..8 {
        ids.push(shop.order(&format!("r{number}")).await);
    }
    for id in &ids {
        assert_eq!(shop.gateway.pay(id).await, Err(OrderError::NotSent(NotSent::Postponed)));
        assert_eq!(shop.status(id), "2");
    }
    shop.gateway.advance(MINUTE);
    wait_until(|| shop.gateway.deliveries().len() == 8).await;
    // Each is acknowledged, so that none follows.
    shop.gateway.advance(MINUTE * 60);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let received = shop.received();
    assert_eq!(received.len(), 8);
    assert!(ids.iter().all(|id| shop.status(id) == "3"));
    let number = |query: &String| ids.iter().position(|id| query.contains(id)).unwrap();
    received.iter().map(number).collect()
}

#[tokio::test]
async fn notifications_of_different_orders_overtake_each_other() {
    let first = order_of_arrival(7).await;
    assert_ne!(first, (0..8).collect::<Vec<_>>());
    assert_eq!(first, order_of_arrival(7).await);
    assert_ne!(first, order_of_arrival(8).await);
}

#[tokio::test]
async fn repeated_attempts_of_different_orders_overtake_each_other() {
    let schedule = NotificationSchedule::new([MINUTE]).reorders_within(10 * MINUTE);
    let shop = Shop::new(|builder| builder.notification_schedule(schedule)).await;
    shop.gateway.set_speed(0.0);
    for reference in ["a", "b", "c", "d"] {
        let id = shop.order(reference).await;
        assert_eq!(shop.gateway.pay(&id).await, Err(OrderError::NotSent(NotSent::Postponed)));
    }
    let all_are_sent = async {
        while shop.gateway.deliveries().len() < 8 {
            shop.gateway.advance(MINUTE);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all_are_sent).await.expect("eight attempts are made");
    let sent = shop.gateway.deliveries();
    let attempts: Vec<_> = sent.iter().map(|sent| sent.attempt).collect();
    assert!(!attempts.is_sorted(), "{attempts:?}");
    assert_eq!(attempts.iter().filter(|attempt| **attempt == 2).count(), 4);
}

#[tokio::test]
async fn a_shop_that_does_not_respond_delays_the_others_for_a_second() {
    let schedule = NotificationSchedule::new([]).reorders_within(MINUTE);
    let shop = Shop::new(|builder| builder.notification_schedule(schedule)).await;
    // It accepts connections and never responds.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    shop.gateway.set_speed(0.0);
    for number in 0..3 {
        let order = crate::shop::order(&format!("s{number}"), &url);
        let id = shop.client.send(&order).await.unwrap().pay_order_id.to_string();
        assert_eq!(shop.gateway.pay(&id).await, Err(OrderError::NotSent(NotSent::Postponed)));
    }
    let id = shop.order("a").await;
    assert_eq!(shop.gateway.pay(&id).await, Err(OrderError::NotSent(NotSent::Postponed)));
    shop.gateway.advance(MINUTE);
    shop.wait_for(1).await;
}

#[tokio::test]
async fn only_the_latest_attempts_are_kept() {
    let shop = Shop::new(|builder| builder.keep_deliveries(3)).await;
    shop.respond(&"no".repeat(4_000));
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    for number in 0..4 {
        assert_eq!(shop.gateway.resend(number).await.unwrap().number, number + 1);
    }
    let kept = shop.gateway.deliveries();
    assert_eq!(kept.iter().map(|sent| sent.number).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(kept.iter().all(|sent| sent.response_body.len() == 4 * 1024));
    assert_eq!(shop.gateway.resend(1).await, None);
    let shop = Shop::new(|builder| builder.keep_deliveries_of_order(1)).await;
    for reference in ["a", "b"] {
        let id = shop.order(reference).await;
        shop.gateway.pay(&id).await.unwrap();
        shop.gateway.pay(&id).await.unwrap();
    }
    assert_eq!(shop.gateway.deliveries().iter().map(|sent| sent.number).collect::<Vec<_>>(), [1, 3]);
}

/// A payment without a notification is visible as such, in the log and in the history.
#[tokio::test]
async fn a_notification_that_is_not_sent_is_recorded() {
    let shop = Shop::new(|builder| builder).await;
    let order = crate::shop::order("remote", "https://shop.example/notify");
    let id = shop.client.send(&order).await.unwrap().pay_order_id.to_string();
    let not_allowed = Err(OrderError::NotSent(NotSent::NotAllowed));
    assert_eq!(shop.gateway.pay(&id).await, not_allowed);
    assert_eq!(shop.status(&id), "2");
    let log = shop.gateway.deliveries();
    let [unsent] = &log[..] else { panic!("{log:?}") };
    assert_eq!((unsent.not_sent, unsent.attempt, unsent.status), (Some(NotSent::NotAllowed), 0, None));
    assert_eq!((unsent.subject.as_str(), unsent.acknowledged), (id.as_str(), false));
    assert!(unsent.url.starts_with("https://shop.example/notify?"), "{}", unsent.url);
    let events = shop.gateway.events();
    let last = events.last().map(|event| &event.kind);
    assert!(matches!(last, Some(EventKind::Notification { delivery }) if delivery == unsent), "{last:?}");
    // Nor can it be sent by hand or with an edit.
    assert_eq!(shop.gateway.resend(0).await.unwrap().not_sent, Some(NotSent::NotAllowed));
    assert_eq!(shop.gateway.notify_edited(&id, &NotificationEdit::new()).await, not_allowed);
    assert_eq!(shop.gateway.deliveries().len(), 3);
}
