//! A failed payment and a successful one of the same order, in each order and at the same time.

use std::time::Duration;

use iotpay_client::general::OrderNotification;
use iotpay_client::inbox::{Inbox as _, Processor};

use super::{Act, SharedBooks, Shop, notification, paid, quick, receiver};
use crate::support::credentials;

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
    let other = Processor::with_journal(shop.inbox.clone(), shop.journal.clone(), SharedBooks(shop.books.clone()))
        .policy(quick());
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
