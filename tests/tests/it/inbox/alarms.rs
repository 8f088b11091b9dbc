//! Notifications that are genuine and must not be booked.

use std::collections::HashMap;
use std::sync::Arc;

use iotpay_client::Cents;
use iotpay_client::general::{self, OrderNotification};
use iotpay_client::inbox::{
    Alarm, Event, EventKey, EventOutcome, EventSource, Expectation, ExpectationFuture, Expected, Inbox as _,
    MemoryInbox, ProcessingResult, Processor,
};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_client::test_util::TestNotification;
use iotpay_sandbox::NotificationEdit;

use super::{Books, Shop, notification, paid, receiver};
use crate::support::{MCH_ID, credentials};

/// Sends a notification, which must fail with an alarm and leave nothing behind.
async fn alarm_after(shop: &Shop, notification: &TestNotification<OrderNotification>) -> Alarm {
    assert_eq!(shop.notify(notification).await, (500, "fail".to_owned()));
    assert!(shop.inbox.events().is_empty() && shop.books.calls() == 0);
    shop.only_alarm()
}

#[tokio::test]
async fn another_amount_or_currency_is_an_alarm_and_not_a_booking() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let genuine = notification("m1", &id);
    for cents in ["2864", "2866", "1", "28650"] {
        let alarm = alarm_after(&shop, &genuine.clone().field("amount", cents)).await;
        let Alarm::WrongAmount { event, expected } = &alarm else { panic!("{alarm:?}") };
        assert_eq!((expected.get(), event.amount.map(|cents| cents.get().to_string())), (2865, Some(cents.to_owned())));
        assert!(alarm.to_string().contains("expected 28.65"), "{alarm}");
    }
    let alarm = alarm_after(&shop, &genuine.clone().field("currency", "USD")).await;
    assert!(matches!(&alarm, Alarm::WrongCurrency { expected, .. } if expected == "CAD"), "{alarm:?}");
    assert!(!shop.is_settled("m1").await);
    // The genuine one is booked nevertheless.
    assert!(shop.gateway.pay(&id).await.unwrap().acknowledged);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
    // And after it, another amount is still an alarm.
    let delivery = shop.gateway.notify_edited(&id, &NotificationEdit::new().field("amount", "1")).await.unwrap();
    assert_eq!((delivery.status, shop.alarms(), shop.books.calls()), (Some(500), vec!["wrong_amount"], 1));
}

#[tokio::test]
async fn an_order_that_the_journal_does_not_know_is_an_alarm() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let alarm = alarm_after(&shop, &notification("m2", &id)).await;
    assert!(matches!(&alarm, Alarm::UnknownOrder { event } if event.key.reference == "m2"), "{alarm:?}");
}

#[tokio::test]
async fn the_same_outcome_with_another_order_id_is_a_conflict() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    assert!(shop.gateway.pay(&id).await.unwrap().acknowledged);
    assert_eq!(shop.notify(&notification("m1", "P-other")).await.0, 500);
    let alarm = shop.only_alarm();
    let Alarm::Conflict { recorded, .. } = &alarm else { panic!("{alarm:?}") };
    assert_eq!(recorded.order_id.as_deref(), Some(id.as_str()));
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn a_notification_that_is_not_understood_is_an_alarm() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let alarm = alarm_after(&shop, &notification("m1", &id).field("status", "7")).await;
    assert!(matches!(&alarm, Alarm::Undetermined { family: "general", reference: Some(_) }), "{alarm:?}");
    let alarm = alarm_after(&shop, &notification("m1", &id).field("amount", "a lot")).await;
    assert!(matches!(&alarm, Alarm::NotUsable { family: "general", .. }), "{alarm:?}");
}

#[tokio::test]
async fn a_forged_notification_is_not_an_alarm() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    for parts in [notification("m1", &id).wrongly_signed(), notification("m1", &id).unsigned()] {
        assert_eq!(shop.send(parts).await, (400, "fail".to_owned()));
    }
    assert!(shop.inbox.events().is_empty() && shop.alarms().is_empty());
}

/// The orders of a shop without a journal.
struct Orders(HashMap<String, (u64, &'static str)>);

impl Expectation for Orders {
    fn expected<'a>(&'a self, event: &'a Event) -> ExpectationFuture<'a> {
        let found = self
            .0
            .get(&event.key.reference)
            .map(|(cents, currency)| Ok(Expected::new(Cents::new(*cents)?).with_currency(*currency)));
        Box::pin(std::future::ready(match event.key.reference.as_str() {
            "broken" => Err("the database is gone".into()),
            _ => found.transpose(),
        }))
    }
}

#[tokio::test]
async fn a_shop_without_a_journal_says_what_it_expects() {
    let orders = Orders(HashMap::from([("m1".to_owned(), (2865, "CAD")), ("m2".to_owned(), (5, "CAD"))]));
    let books = Arc::<Books>::default();
    let inbox = Arc::new(MemoryInbox::new());
    let processor = Processor::with_expectation(inbox.clone(), Arc::new(orders), books.clone());
    let receiver = receiver();
    for (reference, expected) in [
        ("m1", "Handled"),
        ("m2", "wrong_amount"),
        ("m3", "unknown_order"),
        ("broken", "expectation"),
        ("m1", "HandledBefore"),
    ] {
        let parts = TestNotification::<OrderNotification>::new()
            .field("payOrderId", "P1")
            .field("mchOrderNo", reference)
            .field("currency", "CAD")
            .field("amount", "2865")
            .field("status", "2")
            .signed(&credentials());
        let processed = processor.receive::<general::OrderNotification>(&receiver, parts.request()).await;
        let found = match &processed.result {
            ProcessingResult::Alarm(alarm) => alarm.kind().to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{reference}");
        assert_eq!(processed.reply.is_acknowledgement(), expected.starts_with("Handled"));
        assert!(processed.notification.is_ok());
    }
    assert_eq!(books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn a_message_without_an_amount_agrees_with_a_recorded_one() {
    // A query has found the order before the notification arrives.
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", "m1");
    let key = EventKey::new(key, EventOutcome::Settled(Settlement::Paid));
    let event = Event::new(key, EventSource::Query, std::time::SystemTime::now());
    let _ = shop.inbox.record(&event).await.unwrap();
    assert!(shop.gateway.pay(&id).await.unwrap().acknowledged);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
    let [(recorded, true)] = &shop.inbox.events()[..] else { panic!("one event") };
    assert_eq!(recorded.source, EventSource::Query, "the first message is kept");
}
