//! A journal that also records final outcomes as events.

use std::sync::Arc;

use super::Inbox;
use super::alarm::{Alarm, Alarms};
use super::claim::Recorded;
use super::event::{Event, EventSource};
use super::key::{EventKey, EventOutcome};
use crate::clock::Clock;
use crate::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalError, JournalFuture, JournalKey, JournalOutcome,
};
use crate::observe;

/// A journal that also records final outcomes as events in an inbox. Pass it to the client instead of the journal.
///
/// `resolve`, `wait` and `sweep` record final outcomes in the journal. With this type, they first record the event. So an
/// order that a sweep finds paid is passed to the same [handler](super::Handler) as a notification, by
/// [`Processor::process_due`](super::Processor::process_due). Nothing is lost if the process crashes in between: the
/// entry is still open, and the next sweep finds it.
///
/// An outcome that is already in the journal does not become an event, so adding an inbox later does not book old orders
/// again. For the same reason, everything that writes to the journal must use this type: an outcome that was recorded in the
/// plain journal never becomes an event.
///
/// ```
/// use std::sync::Arc;
///
/// use iotpay_client::inbox::{JournalWithInbox, MemoryInbox};
/// use iotpay_client::journal::{Journal, MemoryJournal};
///
/// let (journal, inbox) = (Arc::new(MemoryJournal::new()), Arc::new(MemoryInbox::new()));
/// let journal: Arc<dyn Journal> = Arc::new(JournalWithInbox::new(journal, inbox));
/// ```
pub struct JournalWithInbox<J, I> {
    journal: J,
    inbox: I,
    alarms: Option<Arc<dyn Alarms>>,
    clock: Clock,
}

impl<J: Journal, I: Inbox> JournalWithInbox<J, I> {
    /// Creates a journal from a journal and an inbox.
    pub fn new(journal: J, inbox: I) -> Self {
        Self { journal, inbox, alarms: None, clock: Clock::default() }
    }

    /// Sets the hook that is called if an event with another amount or currency was recorded before.
    #[must_use]
    pub fn alarms(mut self, alarms: Arc<dyn Alarms>) -> Self {
        self.alarms = Some(alarms);
        self
    }

    /// Sets the clock for the times at which outcomes were found.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Records the event of a final outcome that is new to the journal.
    async fn record_event(&self, key: &JournalKey, id: IntentId, outcome: &JournalOutcome) -> Result<(), JournalError> {
        let JournalOutcome::Settled(settlement) = outcome else { return Ok(()) };
        let Some(entry) = self.journal.entry(key).await?.filter(|entry| entry.intent.id == id) else { return Ok(()) };
        // An outcome that the journal has already was an event before, or the shop has booked it without an inbox: a
        // query for an old order must not book it again.
        if !outcome.replaces(entry.outcome.as_ref()) {
            return Ok(());
        }
        let JournalEntry { intent, .. } = entry;
        let event = Event::new(
            EventKey::new(key.clone(), EventOutcome::Settled(*settlement)),
            EventSource::Query,
            self.clock.now(),
        );
        // The response was compared with the intent before its outcome counted as known.
        let event = event.with_amount(intent.amount).with_currency(intent.currency);
        match self.inbox.record(&event).await {
            Ok(Recorded::Conflict(recorded)) => {
                let alarm = Alarm::Conflict { event: Box::new(event), recorded };
                observe::inbox_alarm(&alarm, self.alarms.as_deref());
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) => Err(JournalError::storage(error)),
        }
    }
}

impl<J: Journal, I: Inbox> Journal for JournalWithInbox<J, I> {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        self.journal.begin(intent)
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        Box::pin(async move {
            self.record_event(key, id, outcome).await?;
            self.journal.record(key, id, outcome).await
        })
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        self.journal.entry(key)
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        self.journal.open(mch_id, family, after, limit)
    }
}

impl<J: std::fmt::Debug, I: std::fmt::Debug> std::fmt::Debug for JournalWithInbox<J, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JournalWithInbox")
            .field("journal", &self.journal)
            .field("inbox", &self.inbox)
            .finish_non_exhaustive()
    }
}
