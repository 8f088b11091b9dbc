//! A process that ends at any point: nothing is booked twice, nothing is lost.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use iotpay_client::Cents;
use iotpay_client::clock::Clock;
use iotpay_client::general::OrderNotification;
use iotpay_client::inbox::{
    Event, Handler, HandlerError, MemoryInbox, MemoryTransaction, ProcessingPolicy, ProcessingResult, Processor,
};
use iotpay_client::journal::{Intent, Journal as _, JournalKey, MemoryJournal};

use super::wrapped::{Full, Interruptible};
use super::{notification, receiver};
use crate::support::{MCH_ID, credentials};

/// Books in a ledger, and can be interrupted.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<Vec<String>>>);

impl<I: iotpay_client::inbox::Inbox<Transaction = MemoryTransaction>> Handler<I> for Ledger {
    async fn handle(&self, event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
        let (ledger, reference) = (Arc::clone(&self.0), event.key.reference.clone());
        tokio::task::yield_now().await;
        transaction.on_commit(move || ledger.lock().unwrap().push(reference));
        tokio::task::yield_now().await;
        Ok(())
    }
}

async fn journal() -> Arc<MemoryJournal> {
    let (journal, now) = (MemoryJournal::new(), SystemTime::now());
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", "m1");
    let intent = Intent::new(key, "create_order", now, now).with_amount(Cents::new(2865).unwrap());
    journal.begin(&intent).await.unwrap();
    Arc::new(journal)
}

/// Polls a future a number of times, and then drops it. Returns its output if it has one by then.
async fn polled<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    })
    .await
}

/// The process ends after each step of processing a notification, and another one takes over.
#[tokio::test]
async fn each_event_is_booked_once_wherever_the_process_ends() {
    let parts = notification("m1", "P1").signed(&credentials());
    let (almost, rest) = (Duration::from_millis(29_999), Duration::from_millis(1));
    let mut points = 0;
    loop {
        let time = Arc::new(Mutex::new(SystemTime::now()));
        let now = Arc::clone(&time);
        let inbox = Arc::new(MemoryInbox::new().with_clock(Clock::new(move || *now.lock().unwrap())));
        let (journal, ledger) = (journal().await, Ledger::default());
        let new_process = || {
            Processor::with_journal(Interruptible(inbox.clone()), journal.clone(), ledger.clone())
                .policy(ProcessingPolicy::new().lease(almost + rest))
        };
        let (process, receiver) = (new_process(), receiver());
        let received = process.receive::<OrderNotification>(&receiver, parts.request());
        let is_complete = polled(received, points).await.is_some();
        drop(process);

        // The gateway resends it at once, to another process.
        let other = new_process();
        let again = other.receive::<OrderNotification>(&receiver, parts.request()).await;
        let is_booked = !ledger.0.lock().unwrap().is_empty();
        assert_eq!(again.reply.is_acknowledgement(), is_booked, "{points}: {again:?}");
        // If the first process had claimed it, it waits for the end of the lease, and no longer.
        *time.lock().unwrap() += almost;
        let early = other.process_due().await.unwrap();
        assert_eq!((early.handled, early.failed), (0, 0), "{points}");
        *time.lock().unwrap() += rest;
        let due = other.process_due().await.unwrap();
        assert_eq!(due.handled, usize::from(!is_booked), "{points}");
        let last = other.receive::<OrderNotification>(&receiver, parts.request()).await;
        assert!(matches!(last.result, ProcessingResult::HandledBefore), "{points}: {last:?}");
        assert_eq!(*ledger.0.lock().unwrap(), ["m1"], "{points}");
        if is_complete {
            break;
        }
        points += 1;
    }
    // Five calls of the inbox, each with two points, and two points in the handler.
    assert!(points >= 12, "{points}");
}

#[tokio::test]
async fn an_inbox_that_cannot_be_written_acknowledges_nothing() {
    let processor = Processor::with_journal(Full, journal().await, Ledger::default());
    let parts = notification("m1", "P1").signed(&credentials());
    let processed = processor.receive::<OrderNotification>(&receiver(), parts.request()).await;
    assert_eq!(processed.reply.status, 500);
    let ProcessingResult::Alarm(alarm) = &processed.result else { panic!("{processed:?}") };
    assert_eq!(alarm.kind(), "inbox");
    assert!(processor.process_due().await.is_err());
}
