//! What the worker does while handlers run, and how long events wait that were not handled.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use iotpay_client::general::OrderNotification;
use iotpay_client::inbox::{
    Alarm, Event, EventKey, EventOutcome, EventSource, Inbox as _, InboxLimits, MemoryInbox, ProcessingResult,
    ProcessingStep, Processor,
};
use iotpay_client::journal::{JournalKey, Settlement};

use super::limits::{HangingJournal, journal};
use super::wrapped::Hanging;
use super::{Act, Books, Shop, notification, paid, quick, receiver};
use crate::support::{MCH_ID, credentials};

/// Waits until a condition is true.
async fn until(what: &str, is_true: impl Fn() -> bool) {
    let waiting = async {
        while !is_true() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

/// Records an event whose handler fails, so that the worker offers it again.
async fn left_over(shop: &Shop, reference: &str) {
    let id = shop.order(reference).await;
    shop.books.next(Act::Fail);
    assert_eq!(shop.notify(&notification(reference, &id)).await.0, 500);
}

#[tokio::test]
async fn the_worker_looks_for_events_while_a_handler_is_slow() {
    let shop = Shop::new().await;
    left_over(&shop, "m1").await;
    shop.books.next(Act::Hang);
    let processor = shop.processor.clone();
    let worker = tokio::spawn(async move { processor.run(Duration::from_millis(10)).await });
    until("the handler hangs", || shop.books.calls() == 2).await;
    // These are due after the worker has begun to wait for the handler.
    for reference in ["m2", "m3"] {
        left_over(&shop, reference).await;
        until("the others are handled", || shop.books.booked().iter().any(|(_, booked)| booked == reference)).await;
    }
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m2", "m3"]), 6));
    worker.abort();
}

/// A worker that is stopped stops its handlers, which book nothing.
#[tokio::test]
async fn a_worker_that_is_stopped_leaves_its_events() {
    let shop = Shop::with(quick().lease(Duration::from_millis(400))).await;
    left_over(&shop, "m1").await;
    shop.books.next(Act::Hang);
    tokio::select! {
        () = until("the handler hangs", || shop.books.calls() == 2) => {}
        () = shop.processor.run(Duration::from_millis(10)) => {}
    }
    assert_eq!(shop.books.booked(), []);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1, "its slot and its order are free");
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn the_worker_leaves_a_handler_to_notifications() {
    let shop = Shop::with(quick().concurrency(2)).await;
    for reference in ["m1", "m2", "m3"] {
        left_over(&shop, reference).await;
    }
    // All of them are due.
    tokio::time::sleep(Duration::from_millis(60)).await;
    for _ in 0..3 {
        shop.books.next(Act::Hang);
    }
    let processor = shop.processor.clone();
    let worker = tokio::spawn(async move { processor.run(Duration::from_millis(10)).await });
    until("a handler hangs", || shop.books.calls() == 4).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(shop.books.calls(), 4);
    shop.books.acts.lock().unwrap().clear();
    let id = shop.order("m4").await;
    assert_eq!(shop.notify(&notification("m4", &id)).await.0, 200);
    assert_eq!(shop.books.booked(), paid(&["m4"]));
    worker.abort();
}

/// A payment that waits for the failure of its order must not wait longer if its own handler fails once.
#[tokio::test]
async fn an_event_that_was_postponed_has_not_failed() {
    let shop = Shop::with(quick().retry(Duration::from_millis(20), Duration::from_secs(600))).await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Slow(Duration::from_secs(2)));
    let failed = notification("m1", &id).field("status", "9");
    let payment = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(shop.notify(&notification("m1", &id)).await.0, 503);
        let mut postponed = 0;
        for _ in 0..10 {
            postponed += shop.processor.process_due().await.unwrap().postponed;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        postponed
    };
    let (_, postponed) = tokio::join!(shop.notify(&failed), payment);
    assert!(postponed >= 8, "{postponed}");
    shop.books.next(Act::Fail);
    tokio::time::sleep(Duration::from_millis(40)).await;
    assert_eq!(shop.processor.process_due().await.unwrap().failed, 1);
    let alarm = shop.only_alarm();
    assert!(matches!(alarm, Alarm::HandlerFailed { attempts: 1, .. }), "{alarm:?}");
    tokio::time::sleep(Duration::from_millis(40)).await;
    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1);
    assert_eq!(shop.books.booked(), paid(&["m1"]));
}

#[tokio::test]
async fn an_event_whose_outcome_the_journal_did_not_record_has_not_failed() {
    let (books, alarms) = (Arc::<Books>::default(), Arc::<Mutex<Vec<Alarm>>>::default());
    let (reported, inbox) = (Arc::clone(&alarms), Arc::new(MemoryInbox::new()));
    let long = Duration::from_secs(600);
    let journal = Arc::new(HangingJournal(journal().await, "record"));
    let processor = Processor::with_journal(inbox, journal, books.clone())
        .policy(quick().retry(long, long).storage_limit(Duration::from_millis(50)))
        .alarms(Arc::new(move |alarm: &Alarm| reported.lock().unwrap().push(alarm.clone())));
    let parts = notification("m1", "P1").signed(&credentials());
    for _ in 0..3 {
        let receiver = receiver();
        let processed = processor.receive::<OrderNotification>(&receiver, parts.request()).await;
        assert!(matches!(&processed.result, ProcessingResult::Alarm(Alarm::Journal { .. })), "{processed:?}");
    }
    alarms.lock().unwrap().clear();
    books.next(Act::Fail);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(processor.process_due().await.unwrap().failed, 1, "a second later");
    let alarms = alarms.lock().unwrap();
    assert!(matches!(&alarms[..], [Alarm::HandlerFailed { attempts: 1, .. }]), "{alarms:?}");
}

#[tokio::test]
async fn what_was_handled_is_reported_if_no_more_events_can_be_claimed() {
    let memory = Arc::new(MemoryInbox::new());
    let now = SystemTime::now();
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", "m1");
    let event = Event::new(EventKey::new(key, EventOutcome::Settled(Settlement::Paid)), EventSource::Query, now);
    let _ = memory.record(&event).await.unwrap();
    let alarms = Arc::<Mutex<Vec<Alarm>>>::default();
    let reported = Arc::clone(&alarms);
    let inbox = Hanging { inbox: memory, at: "claim_next", limits: InboxLimits::new() };
    let processor = Processor::with_journal(inbox, journal().await, Arc::<Books>::default())
        .policy(quick().storage_limit(Duration::from_millis(50)))
        .alarms(Arc::new(move |alarm: &Alarm| reported.lock().unwrap().push(alarm.clone())));
    let report = processor.process_due().await.unwrap();
    assert_eq!((report.handled, report.total()), (1, 1));
    let alarms = alarms.lock().unwrap();
    let [Alarm::Inbox { event: None, step: ProcessingStep::Claim, .. }] = &alarms[..] else { panic!("{alarms:?}") };
}
