//! Too many events at once, handlers that hold up an inbox, and an inbox or a journal that does not respond.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use iotpay_client::general::OrderNotification;
use iotpay_client::inbox::{
    Alarm, Inbox as _, InboxLimits, MemoryInbox, ProcessedNotification, ProcessingResult, ProcessingStep, Processor,
};
use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome, MemoryJournal,
};

use super::wrapped::Hanging;
use super::{Act, Books, Shop, notification, paid, quick, receiver};
use crate::support::{MCH_ID, credentials};

const LIMIT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn more_notifications_than_handlers_are_recorded_and_handled_later() {
    let shop = Shop::with(quick().concurrency(1)).await;
    let (first, second) = (shop.order("m1").await, shop.order("m2").await);
    shop.books.next(Act::Slow(Duration::from_millis(300)));
    let slow = notification("m1", &first);
    let other = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let began = Instant::now();
        let response = shop.notify(&notification("m2", &second)).await;
        assert!(began.elapsed() < Duration::from_millis(200), "at once");
        // The worker has no handler, either.
        assert_eq!(shop.processor.process_due().await.unwrap().total(), 0);
        response
    };
    let (slow, other) = tokio::join!(shop.notify(&slow), other);
    assert_eq!((slow.0, other), (200, (503, "fail".to_owned())));
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 1));
    assert!(shop.is_settled("m2").await, "the outcome is recorded");
    assert_eq!(shop.processor.process_due().await.unwrap().handled, 1);
    assert_eq!((shop.books.booked(), shop.alarms()), (paid(&["m1", "m2"]), Vec::new()));
}

#[tokio::test]
async fn events_of_one_order_are_handled_one_after_the_other() {
    let shop = Shop::new().await;
    let id = shop.order("m1").await;
    shop.books.next(Act::Slow(Duration::from_millis(200)));
    let failed = notification("m1", &id).field("status", "9");
    let payment = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let status = shop.notify(&notification("m1", &id)).await.0;
        let report = shop.processor.process_due().await.unwrap();
        (status, report.postponed, report.total())
    };
    let (failed, payment) = tokio::join!(shop.notify(&failed), payment);
    assert_eq!(payment, (503, 1, 1));
    // The payment was known before the failure was booked.
    assert_eq!((failed.0, shop.books.booked()), (200, paid(&[])));
    assert_eq!(shop.notify(&notification("m1", &id)).await.0, 200);
    assert_eq!((shop.books.booked(), shop.books.calls()), (paid(&["m1"]), 2));
}

/// A handler that waits for something else must not hold up the events that are due, beyond those that it was claimed
/// with.
#[tokio::test]
async fn a_slow_handler_does_not_hold_up_the_other_events() {
    let shop = Shop::with(quick().concurrency(3)).await;
    let references = ["m1", "m2", "m3", "m4", "m5"];
    for reference in references {
        let id = shop.order(reference).await;
        shop.books.next(Act::Fail);
        assert_eq!(shop.notify(&notification(reference, &id)).await.0, 500);
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    shop.books.next(Act::Hang);
    let others = async {
        while shop.books.booked().len() < references.len() - 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        report = shop.processor.process_due() => panic!("one handler hangs: {report:?}"),
        result = tokio::time::timeout(Duration::from_secs(10), others) => result.expect("the others are handled"),
    }
}

pub async fn journal() -> Arc<MemoryJournal> {
    let (journal, now) = (MemoryJournal::new(), std::time::SystemTime::now());
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", "m1");
    let intent = Intent::new(key, "create_order", now, now).with_amount(iotpay_client::Cents::new(2865).unwrap());
    journal.begin(&intent).await.unwrap();
    Arc::new(journal)
}

/// Receives a notification of a paid order, and returns the alarms.
async fn received(
    inbox: Hanging,
    journal: Arc<dyn Journal>,
    books: Books,
) -> (ProcessedNotification<OrderNotification>, Vec<Alarm>) {
    let (alarms, parts) = (Arc::<Mutex<Vec<Alarm>>>::default(), notification("m1", "P1").signed(&credentials()));
    let reported = Arc::clone(&alarms);
    let processor = Processor::with_journal(inbox, journal, Arc::new(books))
        .policy(quick().storage_limit(LIMIT))
        .alarms(Arc::new(move |alarm: &Alarm| reported.lock().unwrap().push(alarm.clone())));
    let receiver = receiver();
    let receiving = processor.receive::<OrderNotification>(&receiver, parts.request());
    let processed = tokio::time::timeout(Duration::from_secs(5), receiving).await.expect("it waits forever");
    let alarms = alarms.lock().unwrap().clone();
    (processed, alarms)
}

fn hanging(at: &'static str) -> Hanging {
    Hanging { inbox: Arc::new(MemoryInbox::new()), at, limits: InboxLimits::new() }
}

#[tokio::test]
async fn an_inbox_that_does_not_respond_is_an_alarm_that_names_the_event() {
    for (at, step, is_recorded) in [
        ("record", "record", false),
        // An event is recorded and claimed at once.
        ("claim", "record", true),
        ("begin", "handle", true),
        ("complete", "handle", true),
        ("commit", "commit", true),
    ] {
        let inbox = hanging(at);
        let recorded = Arc::clone(&inbox.inbox);
        let (processed, alarms) = received(inbox, journal().await, Books::default()).await;
        assert_eq!(processed.reply.status, 500, "{at}");
        let [alarm] = &alarms[..] else { panic!("{at}: {alarms:?}") };
        assert_eq!((alarm.kind(), alarm.step().map(ProcessingStep::name)), ("inbox", Some(step)), "{at}");
        let is_certain = step != "record";
        assert_eq!(alarm.step().map(ProcessingStep::is_recorded), Some(is_certain), "{at}");
        assert_eq!(alarm.event().map(|event| &*event.key.reference), Some("m1"), "{at}");
        assert!(alarm.to_string().starts_with("settled-paid: mchOrderNo m1"), "{at}: {alarm}");
        assert_eq!(recorded.events().len(), usize::from(is_recorded), "{at}");
    }
}

#[tokio::test]
async fn a_claim_that_cannot_be_ended_is_an_alarm_of_its_own() {
    let books = Books::default();
    books.next(Act::Fail);
    let (processed, alarms) = received(hanging("release"), journal().await, books).await;
    assert!(matches!(processed.result, ProcessingResult::Failed), "{processed:?}");
    let steps: Vec<_> = alarms.iter().map(|alarm| (alarm.kind(), alarm.step().map(ProcessingStep::name))).collect();
    assert_eq!(steps, [("handler_failed", None), ("inbox", Some("release"))]);
}

#[tokio::test]
async fn a_worker_does_not_wait_forever_for_its_events() {
    let processor = Processor::with_journal(hanging("claim_due"), journal().await, Arc::<Books>::default())
        .policy(quick().storage_limit(LIMIT));
    let due = tokio::time::timeout(Duration::from_secs(5), processor.process_due()).await.expect("it waits forever");
    assert!(due.is_err(), "{due:?}");
}

#[tokio::test]
async fn a_handler_is_stopped_when_the_inbox_needs_it() {
    let mut inbox = hanging("");
    inbox.limits = InboxLimits::new().handler_time(Duration::from_millis(100));
    let books = Books::default();
    books.next(Act::Hang);
    let (processed, alarms) = received(inbox, journal().await, books).await;
    assert_eq!((processed.reply.status, alarms.len(), alarms[0].kind()), (500, 1, "handler_failed"));
}

#[tokio::test]
async fn an_inbox_with_one_writer_has_one_handler() {
    let mut inbox = hanging("");
    inbox.limits = InboxLimits::new().handlers(1);
    let memory = Arc::clone(&inbox.inbox);
    let books = Arc::<Books>::default();
    for at in 0..3 {
        let now = std::time::SystemTime::now();
        let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", format!("m{at}"));
        let outcome = iotpay_client::inbox::EventOutcome::Settled(iotpay_client::journal::Settlement::Paid);
        let key = iotpay_client::inbox::EventKey::new(key, outcome);
        let event = iotpay_client::inbox::Event::new(key, iotpay_client::inbox::EventSource::Query, now);
        let _ = memory.record(&event).await.unwrap();
        books.next(Act::Slow(Duration::from_millis(50)));
    }
    let began = Instant::now();
    let processor = Processor::with_journal(inbox, journal().await, books.clone()).policy(quick());
    assert_eq!(processor.process_due().await.unwrap().handled, 3);
    assert!(began.elapsed() >= Duration::from_millis(150), "one after the other");
}

/// A journal that does not respond to one of its calls.
pub struct HangingJournal(pub Arc<MemoryJournal>, pub &'static str);

impl Journal for HangingJournal {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        self.0.begin(intent)
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        if self.1 == "record" { Box::pin(std::future::pending()) } else { self.0.record(key, id, outcome) }
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        if self.1 == "entry" { Box::pin(std::future::pending()) } else { self.0.entry(key) }
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        self.0.open(mch_id, family, after, limit)
    }
}

#[tokio::test]
async fn a_journal_that_does_not_respond_is_an_alarm_that_says_whether_the_event_is_recorded() {
    for (at, step, is_recorded) in [("entry", "compare", false), ("record", "settle", true)] {
        let inbox = hanging("");
        let recorded = Arc::clone(&inbox.inbox);
        let journal = HangingJournal(journal().await, at);
        let (processed, alarms) = received(inbox, Arc::new(journal), Books::default()).await;
        let [alarm] = &alarms[..] else { panic!("{at}: {alarms:?}") };
        assert_eq!((alarm.kind(), alarm.step().map(ProcessingStep::name)), ("journal", Some(step)), "{at}");
        assert_eq!((processed.reply.status, recorded.events().len()), (500, usize::from(is_recorded)), "{at}");
    }
}
