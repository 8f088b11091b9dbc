//! Outcomes that a query finds pass through the same handler.

use std::sync::Arc;

use iotpay_client::Cents;
use iotpay_client::inbox::{EventSource, JournalWithInbox, MemoryInbox};
use iotpay_client::journal::{Intent, Journal, JournalError, JournalKey, JournalOutcome, MemoryJournal, Settlement};

use super::wrapped::Full;
use super::{Shop, notification, paid, quick_resolution};
use crate::support::{MCH_ID, orders};

#[tokio::test]
async fn a_sweep_finds_a_paid_order_without_a_notification() {
    let shop = Shop::new().await;
    let id = shop.order_without_notification("m1").await;
    let _ = shop.order_without_notification("unpaid").await;
    shop.gateway.pay(&id).await.unwrap_err();
    assert!(shop.inbox.events().is_empty());

    for _ in 0..2 {
        let report = shop.client.sweep().policy(quick_resolution()).await.unwrap();
        assert!(report.is_complete && report.not_recorded.is_empty(), "{report:?}");
    }
    assert!(shop.is_settled("m1").await);
    let [(event, false)] = &shop.inbox.events()[..] else { panic!("one event") };
    assert_eq!((event.source, event.amount), (EventSource::Query, Cents::new(2865).ok()));
    assert_eq!((event.currency.as_deref(), &*event.content), (Some("CAD"), ""));

    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
    // The late notification is acknowledged, and not booked again.
    assert_eq!(shop.notify(&notification("m1", &id)).await, (200, "success".to_owned()));
    assert_eq!((shop.books.booked(), shop.alarms()), (paid(&["m1"]), Vec::new()));
}

#[tokio::test]
async fn resolve_and_wait_record_events_in_the_clients_inbox() {
    let shop = Shop::new().await;
    let id = shop.order_without_notification("m1").await;
    shop.gateway.pay(&id).await.unwrap_err();
    assert!(shop.client.wait(&orders::wx_native("m1", orders::NOTIFY_URL)).await.is_paid());
    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

fn intent() -> Intent {
    let now = std::time::SystemTime::now();
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", "m1");
    Intent::new(key, "create_order", now, now).with_amount(Cents::new(1).unwrap()).with_status_query("query_order")
}

const PAID: JournalOutcome = JournalOutcome::Settled(Settlement::Paid);

#[tokio::test]
async fn an_outcome_without_its_event_is_not_recorded() {
    let journal = Arc::new(MemoryJournal::new());
    let both = JournalWithInbox::new(journal.clone(), Full);
    let intent = intent();
    both.begin(&intent).await.unwrap();
    both.record(&intent.key, intent.id, &JournalOutcome::Accepted).await.unwrap();
    let error = both.record(&intent.key, intent.id, &PAID).await.unwrap_err();
    assert!(matches!(error, JournalError::Storage(_)), "{error}");
    // The entry is still open, so the next sweep finds it.
    assert!(journal.entries()[0].is_open());
}

#[tokio::test]
async fn only_new_final_outcomes_of_the_intent_are_events() {
    let (journal, inbox) = (Arc::new(MemoryJournal::new()), Arc::new(MemoryInbox::new()));
    let both = JournalWithInbox::new(journal.clone(), inbox.clone());
    let (first, again) = (intent(), intent());
    both.begin(&first).await.unwrap();
    for outcome in [JournalOutcome::Accepted, JournalOutcome::Settled(Settlement::Paid)] {
        // Of another intent with the same reference.
        assert!(both.record(&again.key, again.id, &outcome).await.is_err());
        assert!(inbox.events().is_empty());
    }
    both.record(&first.key, first.id, &JournalOutcome::Accepted).await.unwrap();
    assert!(inbox.events().is_empty());
    for _ in 0..2 {
        both.record(&first.key, first.id, &PAID).await.unwrap();
    }
    // That money moved outranks that it did not.
    both.record(&first.key, first.id, &JournalOutcome::Settled(Settlement::PaymentFailed)).await.unwrap();
    let outcomes: Vec<_> = inbox.events().iter().map(|(event, _)| event.key.outcome.to_string()).collect();
    assert_eq!(outcomes, ["settled-paid"]);
    iotpay_client::journal::contract::check(&JournalWithInbox::new(MemoryJournal::new(), MemoryInbox::new()))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_outcome_that_the_journal_has_already_is_not_a_new_event() {
    // The shop has booked the order long ago: without an inbox, or with one whose memory is lost.
    let (journal, inbox) = (Arc::new(MemoryJournal::new()), Arc::new(MemoryInbox::new()));
    let intent = intent();
    journal.begin(&intent).await.unwrap();
    journal.record(&intent.key, intent.id, &PAID).await.unwrap();
    // The customer opens the page of the order, and the shop queries it again.
    let both = JournalWithInbox::new(journal, inbox.clone());
    assert_eq!(both.record(&intent.key, intent.id, &PAID).await.unwrap().outcome, Some(PAID));
    assert!(inbox.events().is_empty(), "{:?}", inbox.events());
}
