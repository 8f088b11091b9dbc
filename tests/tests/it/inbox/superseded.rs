//! A failed payment and a successful one of the same order, in each order and at the same time.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use iotpay_client::Cents;
use iotpay_client::general::OrderNotification;
use iotpay_client::inbox::{
    Event, EventKey, EventOutcome, EventSource, Expectation, ExpectationFuture, Expected, Inbox as _, MemoryInbox,
    ProcessingResult, Processor,
};
use iotpay_client::journal::{JournalKey, Settlement};

use super::{Act, Books, Shop, notification, paid, quick, receiver};
use crate::support::{MCH_ID, credentials};

#[tokio::test]
async fn a_failure_that_arrives_after_the_payment_is_acknowledged_and_not_booked() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    for status in ["2", "9", "9"] {
        let response = shop.notify(&notification("m1", &id).field("status", status)).await;
        assert_eq!(response, (200, "success".to_owned()), "{status}");
    }
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 1));
    assert_eq!(shop.inbox.status().await.unwrap().pending, 0);
    assert_eq!(shop.alarms(), [""; 0]);
}

#[tokio::test]
async fn a_failure_that_is_tried_again_after_the_payment_is_not_booked() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Fail);
    assert_eq!(shop.notify(&notification("m1", &id).field("status", "9")).await.0, 500);
    assert_eq!(shop.notify(&notification("m1", &id)).await.0, 200);
    tokio::time::sleep(Duration::from_millis(60)).await;
    let _ = shop.processor.process_due().await.unwrap();
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 2));
    assert_eq!(shop.inbox.status().await.unwrap().pending, 0);
}

#[tokio::test]
async fn a_failure_is_not_booked_if_another_process_books_the_payment_meanwhile() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Slow(Duration::from_millis(200)));
    let other = Processor::with_journal(shop.inbox.clone(), shop.journal.clone(), shop.books.clone()).policy(quick());
    let (failed, receiver) = (notification("m1", &id).field("status", "9"), receiver());
    let payment = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let parts = notification("m1", &id).signed(&credentials());
        other.receive::<OrderNotification>(&receiver, parts.request()).await.reply.status
    };
    let (failed, payment) = tokio::join!(shop.notify(&failed), payment);
    assert_eq!((failed.0, payment), (200, 200));
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 2));
}

/// Handles the payment of the order `m1` as two processes do: one has found it and ends before it writes to the journal,
/// and the other one has processed the event.
async fn pay_without_the_journal(inbox: &MemoryInbox) {
    let order = JournalKey::new(MCH_ID, "general", "mchOrderNo", "m1");
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    let event = Event::new(key, EventSource::Query, SystemTime::now());
    let (_, claim) = inbox.record_and_claim(&event, Duration::from_secs(60)).await.unwrap();
    let mut transaction = inbox.begin().await.unwrap();
    inbox.complete(&mut transaction, &claim.unwrap()).await.unwrap();
    inbox.commit(transaction).await.unwrap();
}

#[tokio::test]
async fn a_failure_does_not_follow_a_payment_that_the_journal_does_not_know() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Fail);
    assert_eq!(shop.notify(&notification("m1", &id).field("status", "9")).await.0, 500);
    pay_without_the_journal(&shop.inbox).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    let _ = shop.processor.process_due().await.unwrap();
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&[]), 1));
    assert_eq!(shop.inbox.status().await.unwrap().pending, 0);
}

#[tokio::test]
async fn a_failure_is_not_booked_if_a_payment_is_booked_meanwhile_that_the_journal_does_not_know() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Slow(Duration::from_millis(200)));
    let payment = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        pay_without_the_journal(&shop.inbox).await;
    };
    let failed = notification("m1", &id).field("status", "9");
    let (failed, ()) = tokio::join!(shop.notify(&failed), payment);
    assert_eq!(failed.0, 200);
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&[]), 1));
}

/// Each order costs 28.65.
struct Orders;

impl Expectation for Orders {
    fn expected<'a>(&'a self, _event: &'a Event) -> ExpectationFuture<'a> {
        Box::pin(std::future::ready(Ok(Some(Expected::new(Cents::new(2865).ok())))))
    }
}

/// Without a journal, the inbox knows that the payment was booked.
#[tokio::test]
async fn a_failure_does_not_follow_a_payment_without_a_journal() {
    let (inbox, books, receiver) = (Arc::new(MemoryInbox::new()), Arc::<Books>::default(), receiver());
    let processor = Processor::with_expectation(inbox.clone(), Arc::new(Orders), books.clone());
    let receive = async |reference, status| {
        let parts = notification(reference, "P1").field("status", status).signed(&credentials());
        processor.receive::<OrderNotification>(&receiver, parts.request()).await.result
    };
    assert!(matches!(receive("m1", "2").await, ProcessingResult::Handled));
    assert!(matches!(receive("m1", "9").await, ProcessingResult::Superseded));
    assert!(matches!(receive("m1", "9").await, ProcessingResult::HandledBefore));
    assert!(matches!(receive("m2", "9").await, ProcessingResult::Handled), "another order");
    assert!(matches!(receive("m2", "2").await, ProcessingResult::Handled), "the customer has tried again");
    assert_eq!((books.calls(), inbox.status().await.unwrap().pending), (3, 0));
}

#[tokio::test]
async fn a_failure_is_not_booked_without_a_journal_if_another_process_books_the_payment_meanwhile() {
    let (inbox, books, receiver) = (Arc::new(MemoryInbox::new()), Arc::<Books>::default(), receiver());
    let processor = || Processor::with_expectation(inbox.clone(), Arc::new(Orders), books.clone());
    let (one, other) = (processor(), processor());
    books.next(Act::Slow(Duration::from_millis(200)));
    let failed = notification("m1", "P1").field("status", "9").signed(&credentials());
    let payment = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let parts = notification("m1", "P1").signed(&credentials());
        other.receive::<OrderNotification>(&receiver, parts.request()).await.result
    };
    let (failed, payment) = tokio::join!(one.receive::<OrderNotification>(&receiver, failed.request()), payment);
    assert!(matches!((&failed.result, &payment), (ProcessingResult::Superseded, ProcessingResult::Handled)));
    assert_eq!((books.booked(), books.calls()), (paid(&["m1"]), 2));
}
