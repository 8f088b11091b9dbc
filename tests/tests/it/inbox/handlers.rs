//! A handler is an async function, or a type.

use std::sync::Arc;
use std::time::SystemTime;

use iotpay_client::inbox::{
    Event, EventKey, EventOutcome, EventSource, Handler, HandlerError, Inbox as _, MemoryInbox, MemoryTransaction,
    Processor,
};
use iotpay_client::journal::{JournalKey, MemoryJournal, Settlement};

async fn book(event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
    let key = event.key.clone();
    tokio::task::yield_now().await;
    transaction.on_commit(move || assert_eq!(key.reference, "m1"));
    Ok(())
}

struct Counter {
    minimum: usize,
}

impl Handler<MemoryInbox> for Counter {
    async fn handle(&self, event: &Event, _transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
        if event.key.reference.len() < self.minimum { Err("too short".into()) } else { Ok(()) }
    }
}

async fn handled(handler: impl Handler<MemoryInbox> + 'static) -> usize {
    let inbox = MemoryInbox::new();
    let key = JournalKey::new("1", "general", "mchOrderNo", "m1");
    let key = EventKey::new(key, EventOutcome::Settled(Settlement::Paid));
    let _ = inbox.record(&Event::new(key, EventSource::Query, SystemTime::now())).await.unwrap();
    let processor = Processor::with_journal(inbox, Arc::new(MemoryJournal::new()), handler);
    // The future can be moved to another thread.
    tokio::spawn(async move { processor.process_due().await.unwrap().handled }).await.unwrap()
}

#[tokio::test]
async fn functions_and_types_are_handlers() {
    assert_eq!(handled(book).await, 1);
    assert_eq!(handled(Counter { minimum: 2 }).await, 1);
    assert_eq!(handled(Counter { minimum: 3 }).await, 0);
}
