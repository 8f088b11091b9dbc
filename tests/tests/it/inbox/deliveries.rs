//! Notifications that arrive once, twice, and at the same time.

use std::time::Duration;

use super::{Act, Shop, notification, paid};
use iotpay_client::Cents;
use iotpay_client::inbox::EventSource;

#[tokio::test]
async fn a_notification_is_booked_and_then_acknowledged() {
    let shop = Shop::new().await;
    let delivery = shop.paid("m1").await;
    assert!(delivery.acknowledged, "{delivery:?}");
    assert_eq!((delivery.status, &*delivery.response_body), (Some(200), "success"));
    assert_eq!(shop.books.booked(), paid(&["m1"]));
    assert!(shop.is_settled("m1").await, "the journal has the outcome, too");
    let [(event, true)] = &shop.inbox.events()[..] else { panic!("one handled event") };
    assert_eq!((event.source, event.amount.map(Cents::get)), (EventSource::Notification, Some(2865)));
    assert_eq!(shop.alarms(), [""; 0]);
}

#[tokio::test]
async fn a_duplicate_is_acknowledged_and_not_booked_again() {
    let shop = Shop::new().await;
    let first = shop.paid("m1").await;
    for _ in 0..3 {
        let again = shop.gateway.resend(first.number).await.unwrap();
        assert!(again.acknowledged, "{again:?}");
    }
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_deliveries_at_the_same_time_is_booked() {
    let shop = Shop::new().await;
    let first = shop.paid("other").await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Slow(Duration::from_millis(200)));
    let message = notification("m1", &id);
    let (one, two, three, other) = tokio::join!(
        shop.notify(&message),
        shop.notify(&message),
        shop.notify(&message),
        shop.gateway.resend(first.number),
    );
    let statuses = [one, two, three].map(|(status, _)| status);
    // The others are told to come again: only a handled event is acknowledged.
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 503).count(), 2, "{statuses:?}");
    assert!(other.unwrap().acknowledged, "another order is not held up");
    assert_eq!(shop.books.booked(), paid(&["other", "m1"]));
    assert_eq!(shop.books.calls(), 2);
    assert_eq!(shop.notify(&message).await, (200, "success".to_owned()));
}

#[tokio::test]
async fn a_status_that_is_not_final_is_acknowledged_without_an_event() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    for status in ["0", "1"] {
        let response = shop.notify(&notification("m1", &id).field("status", status)).await;
        assert_eq!(response, (200, "success".to_owned()));
    }
    assert!(shop.inbox.events().is_empty() && shop.books.calls() == 0);
    // It is paid later.
    assert!(shop.gateway.pay(&id).await.unwrap().acknowledged);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn a_failed_payment_and_a_later_one_are_two_events() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    for status in ["9", "2", "9", "2"] {
        assert_eq!(shop.notify(&notification("m1", &id).field("status", status)).await.0, 200);
    }
    let expected = ["settled-payment-failed", "settled-paid"].map(|outcome| (outcome.to_owned(), "m1".to_owned()));
    assert_eq!(shop.books.booked(), expected);
    assert!(shop.is_settled("m1").await, "that money moved outranks that it did not");
}

#[tokio::test]
async fn a_browser_gets_a_text_and_books_nothing() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let response = shop.notify(&notification("m1", &id).browser_return()).await;
    assert_eq!(response, (200, "Thank you. You can close this page.".to_owned()));
    assert!(shop.inbox.events().is_empty() && shop.books.calls() == 0);
}
