//! Handlers that fail, panic, hang, or lose their lease, and processes that crash.

use std::error::Error as _;
use std::time::Duration;

use iotpay_client::general::OrderNotification;
use iotpay_client::inbox::{Alarm, Inbox as _, ProcessingReport, ProcessingResult, Processor};

use super::{Act, Shop, notification, paid, quick, receiver};
use crate::support::credentials;

#[tokio::test]
async fn a_handler_that_fails_is_called_again_by_the_worker() {
    let shop = Shop::new().await;
    for act in [Act::Fail, Act::Panic] {
        shop.books.next(act);
    }
    let delivery = shop.paid("m1").await;
    assert_eq!((delivery.status, &*delivery.response_body, delivery.acknowledged), (Some(500), "fail", false));
    assert_eq!(shop.books.booked(), paid(&[]), "the transaction was rolled back");
    let alarm = shop.only_alarm();
    let Alarm::HandlerFailed { event, attempts: 1, error } = &alarm else { panic!("{alarm:?}") };
    assert_eq!((&*event.key.reference, error.to_string()), ("m1", "the warehouse is closed".to_owned()));
    assert!(!alarm.to_string().contains("warehouse") && alarm.source().is_some());

    // Not before the pause has ended.
    assert_eq!(shop.processor.process_due().await.unwrap(), ProcessingReport::default());
    tokio::time::sleep(Duration::from_millis(30)).await;
    let report = shop.processor.process_due().await.unwrap();
    assert_eq!((report.handled, report.failed), (0, 1), "it panicked");
    assert_eq!(shop.alarms(), ["handler_failed"]);
    tokio::time::sleep(Duration::from_millis(60)).await;
    let report = shop.processor.process_due().await.unwrap();
    assert_eq!((report.handled, report.failed), (1, 0));
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 3));
    // Now the notification is acknowledged.
    assert!(shop.gateway.resend(delivery.number).await.unwrap().acknowledged);
}

#[tokio::test]
async fn a_resent_notification_is_handled_without_waiting_for_the_pause() {
    let shop = Shop::with(quick().retry(Duration::from_secs(600), Duration::from_secs(600))).await;
    shop.books.next(Act::Fail);
    let delivery = shop.paid("m1").await;
    assert!(!delivery.acknowledged);
    assert!(shop.gateway.resend(delivery.number).await.unwrap().acknowledged);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn a_handler_that_hangs_is_stopped_before_its_lease_expires() {
    let shop = Shop::with(quick().lease(Duration::from_millis(200))).await;
    shop.books.next(Act::Hang);
    let delivery = shop.paid("m1").await;
    assert_eq!(delivery.status, Some(500));
    let alarm = shop.only_alarm();
    assert!(alarm.source().is_some_and(|error| error.to_string().contains("three quarters")), "{alarm:?}");
    assert!(shop.gateway.resend(delivery.number).await.unwrap().acknowledged);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn a_process_that_crashes_leaves_an_event_that_another_one_handles() {
    let shop = Shop::with(quick().lease(Duration::from_millis(300))).await;
    let id = shop.order("m1").await;
    let parts = notification("m1", &id).signed(&credentials());
    let receiver = receiver();
    // It ends while the handler runs; `crashes` ends it at each point.
    shop.books.next(Act::Hang);
    let receiving = shop.processor.receive::<OrderNotification>(&receiver, parts.request());
    assert!(tokio::time::timeout(Duration::from_millis(50), receiving).await.is_err());
    assert_eq!(shop.books.booked(), paid(&[]));
    // Its claim is kept until the lease expires.
    let report = shop.processor.process_due().await.unwrap();
    assert_eq!(report.handled, 0);
    let processed = shop.processor.receive::<OrderNotification>(&receiver, parts.request()).await;
    assert!(matches!(processed.result, ProcessingResult::InProgress), "{processed:?}");
    assert_eq!(processed.reply.status, 503);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
    let processed = shop.processor.receive::<OrderNotification>(&receiver, parts.request()).await;
    assert!(matches!(processed.result, ProcessingResult::HandledBefore), "{processed:?}");
    assert_eq!(shop.alarms(), [""; 0], "a crash is not an alarm");
}

#[tokio::test]
async fn a_handler_that_has_lost_its_lease_books_nothing() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let parts = notification("m1", &id).signed(&credentials());
    shop.books.next(Act::Slow(Duration::from_millis(200)));
    let receiver = receiver();
    let slow = shop.processor.receive::<OrderNotification>(&receiver, parts.request());
    let other = Processor::with_journal(shop.inbox.clone(), shop.journal.clone(), shop.books.clone());
    let faster = async {
        // Another process releases the claim, as if the lease had expired, and handles the event.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let (event, _) = shop.inbox.events().remove(0);
        let stolen = iotpay_client::inbox::Claim::new(event, 1, 1, std::time::SystemTime::now());
        shop.inbox.release(&stolen, Duration::ZERO).await.unwrap();
        other.process_due().await.unwrap()
    };
    let (slow, faster) = tokio::join!(slow, faster);
    assert_eq!(faster.handled, 1);
    // The slow one is told that the event is handled, and acknowledges it.
    assert!(matches!(slow.result, ProcessingResult::HandledBefore), "{slow:?}");
    assert_eq!((slow.reply.status, shop.books.booked(), shop.books.calls()), (200, paid(&["m1"]), 2));
}

#[tokio::test]
async fn a_handler_without_a_lease_is_an_alarm_if_nobody_has_handled_the_event() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    let parts = notification("m1", &id).signed(&credentials());
    shop.books.next(Act::Slow(Duration::from_millis(200)));
    let receiver = receiver();
    let slow = shop.processor.receive::<OrderNotification>(&receiver, parts.request());
    let release = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let (event, _) = shop.inbox.events().remove(0);
        let stolen = iotpay_client::inbox::Claim::new(event, 1, 1, std::time::SystemTime::now());
        shop.inbox.release(&stolen, Duration::ZERO).await.unwrap();
    };
    let (slow, ()) = tokio::join!(slow, release);
    assert!(matches!(slow.result, ProcessingResult::Failed), "{slow:?}");
    assert_eq!(shop.alarms(), ["lease_lost"]);
    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn the_worker_handles_many_events_and_goes_on_after_failures() {
    let shop = Shop::with(quick().batch(7).concurrency(3)).await;
    for at in 0..20 {
        shop.books.next(Act::Fail);
        assert!(!shop.paid(&format!("m{at}")).await.acknowledged);
    }
    assert_eq!(shop.inbox.status().await.unwrap().pending, 20);
    for at in 0..5 {
        shop.books.next(if at % 2 == 0 { Act::Panic } else { Act::Fail });
    }
    let processor = shop.processor.clone();
    let worker = tokio::spawn(async move { processor.run(Duration::from_millis(5)).await });
    let all = async {
        while shop.inbox.status().await.unwrap().pending > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.unwrap();
    worker.abort();
    let mut booked = shop.books.booked();
    booked.sort();
    booked.dedup();
    assert_eq!((booked.len(), shop.books.booked().len(), shop.books.calls()), (20, 20, 45));
}
