//! An inbox in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::claim::{Claim, InboxStatus, Recorded};
use super::error::InboxError;
use super::event::Event;
use super::key::{EventKey, EventOutcome};
use super::{Inbox, InboxFuture};
use crate::clock::Clock;
use crate::journal::Settlement;

/// The longest lease or pause.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// An inbox in memory. It handles each event once, as long as the process runs. It is lost with the process, so it does
/// not help after a crash.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use std::time::{Duration, SystemTime};
///
/// use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox as _, MemoryInbox, Recorded};
/// use iotpay_client::journal::{JournalKey, Settlement};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
/// # let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
/// # let event = Event::new(key, EventSource::Query, SystemTime::now());
/// let inbox = MemoryInbox::new();
/// assert_eq!(inbox.record(&event).await?, Recorded::New);
/// let claim = inbox.claim(&event.key, Duration::from_secs(30)).await?.unwrap();
/// let mut transaction = inbox.begin().await?;
/// let booked = Arc::new(Mutex::new(Vec::new()));
/// let (ledger, reference) = (booked.clone(), claim.event.key.reference.clone());
/// transaction.on_commit(move || ledger.lock().unwrap().push(reference));
/// inbox.complete(&mut transaction, &claim).await?;
/// inbox.commit(transaction).await?;
/// assert_eq!(booked.lock().unwrap().len(), 1);
/// assert_eq!(inbox.record(&event).await?, Recorded::Handled);
/// # Ok::<(), iotpay_client::inbox::InboxError>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Default)]
pub struct MemoryInbox {
    state: Mutex<State>,
    clock: Clock,
}

#[derive(Debug, Default)]
struct State {
    /// The events that are not handled.
    pending: BTreeMap<EventKey, Slot>,
    /// The handled events, without their content: what is compared with a later message.
    handled: BTreeMap<EventKey, Event>,
    /// How many events were recorded or released: orders those that are due since the same time.
    changes: u64,
}

/// An event, and what has happened to it.
#[derive(Debug)]
struct Slot {
    event: Event,
    recorded_at: SystemTime,
    /// The time from which the event is offered, and its place among those of the same time.
    due: (SystemTime, u64),
    /// The end of the lease, if the event is claimed.
    leased_until: Option<SystemTime>,
    token: u64,
    attempts: u32,
}

impl Slot {
    /// Returns `true` if the event can be claimed now.
    fn is_free(&self, now: SystemTime) -> bool {
        self.leased_until.is_none_or(|until| until <= now)
    }

    fn claim(&mut self, until: SystemTime) -> Claim {
        self.token += 1;
        self.attempts = self.attempts.saturating_add(1);
        self.leased_until = Some(until);
        Claim::new(self.event.clone(), self.token, self.attempts, until)
    }

    /// Returns `true` if the claim has neither ended nor been replaced. Its lease may have expired.
    fn has(&self, claim: &Claim) -> bool {
        self.leased_until.is_some() && self.token == claim.token
    }
}

impl MemoryInbox {
    /// Creates an empty inbox.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the clock by which leases and pauses end.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Returns all events, ordered by key, each with whether it is handled. The content of a handled event is empty.
    pub fn events(&self) -> Vec<(Event, bool)> {
        let state = self.lock();
        let pending = state.pending.values().map(|slot| (slot.event.clone(), false));
        let mut events: Vec<_> = pending.chain(state.handled.values().map(|event| (event.clone(), true))).collect();
        events.sort_by(|(one, _), (other, _)| one.key.cmp(&other.key));
        events
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn holds(&self, claim: &Claim) -> bool {
        self.pending.get(&claim.event.key).is_some_and(|slot| slot.has(claim))
    }

    fn next_change(&mut self) -> u64 {
        self.changes += 1;
        self.changes
    }
}

/// A transaction of a [`MemoryInbox`]. It contains what happens at [`commit`](Inbox::commit).
///
/// ```
/// use iotpay_client::inbox::{Event, HandlerError, MemoryTransaction};
///
/// async fn book(event: &Event, transaction: &mut MemoryTransaction) -> Result<(), HandlerError> {
///     let key = event.key.clone();
///     // Not printed if the event cannot be completed, for example because the lease has expired.
///     transaction.on_commit(move || println!("booked {key}"));
///     Ok(())
/// }
/// ```
#[derive(Default)]
pub struct MemoryTransaction {
    completed: Vec<Claim>,
    on_commit: Vec<Box<dyn FnOnce() + Send>>,
}

impl MemoryTransaction {
    /// Calls a function if the transaction is committed. The function must not use the inbox. If it panics, the event is
    /// not handled, and is offered again.
    pub fn on_commit(&mut self, book: impl FnOnce() + Send + 'static) {
        self.on_commit.push(Box::new(book));
    }
}

impl fmt::Debug for MemoryTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTransaction").field("completed", &self.completed).finish_non_exhaustive()
    }
}

impl Inbox for MemoryInbox {
    type Transaction = MemoryTransaction;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        let mut state = self.lock();
        let handled = state.handled.get(&event.key);
        let recorded = match handled.or_else(|| Some(&state.pending.get(&event.key)?.event)) {
            Some(known) if !known.agrees_with(event) => Recorded::Conflict(Box::new(known.clone())),
            Some(_) if handled.is_some() => Recorded::Handled,
            Some(_) => Recorded::Pending,
            None => {
                let now = self.clock.now();
                let slot = Slot {
                    event: event.clone(),
                    recorded_at: now,
                    due: (now, state.next_change()),
                    leased_until: None,
                    token: 0,
                    attempts: 0,
                };
                state.pending.insert(event.key.clone(), slot);
                Recorded::New
            }
        };
        ready(Ok(recorded))
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        let now = self.clock.now();
        let mut state = self.lock();
        let free = state.pending.get_mut(key).filter(|slot| slot.is_free(now));
        ready(Ok(free.map(|slot| slot.claim(after(now, lease)))))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        let now = self.clock.now();
        let mut state = self.lock();
        let is_due = |slot: &&mut Slot| slot.is_free(now) && slot.due.0 <= now;
        let mut due: Vec<_> = state.pending.values_mut().filter(is_due).collect();
        due.sort_by_key(|slot| slot.due);
        ready(Ok(due.into_iter().take(limit).map(|slot| slot.claim(after(now, lease))).collect()))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        let due_at = after(self.clock.now(), retry_after);
        let mut state = self.lock();
        let change = state.next_change();
        if let Some(slot) = state.pending.get_mut(&claim.event.key).filter(|slot| slot.has(claim)) {
            (slot.leased_until, slot.due) = (None, (due_at, change));
        }
        ready(Ok(()))
    }

    fn begin(&self) -> InboxFuture<'_, MemoryTransaction> {
        ready(Ok(MemoryTransaction::default()))
    }

    fn complete<'a>(&'a self, transaction: &'a mut MemoryTransaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        // A second completion in the same transaction would count the event twice.
        let is_new = transaction.completed.iter().all(|completed| completed.event.key != claim.event.key);
        if !is_new || !self.lock().holds(claim) {
            return ready(Err(InboxError::LeaseLost));
        }
        transaction.completed.push(claim.clone());
        ready(Ok(()))
    }

    fn commit(&self, transaction: MemoryTransaction) -> InboxFuture<'_, ()> {
        let mut state = self.lock();
        if !transaction.completed.iter().all(|claim| state.holds(claim)) {
            return ready(Err(InboxError::LeaseLost));
        }
        // Under the lock, so that whoever sees a handled event also sees what was booked. If one panics, the event is not
        // handled.
        transaction.on_commit.into_iter().for_each(|book| book());
        for claim in &transaction.completed {
            if let Some(Slot { mut event, .. }) = state.pending.remove(&claim.event.key) {
                event.content = String::new();
                state.handled.insert(event.key.clone(), event);
            }
        }
        ready(Ok(()))
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        // The first of the order's keys.
        let first = EventKey { outcome: EventOutcome::Settled(Settlement::Paid), ..key.clone() };
        let state = self.lock();
        let mut of_order =
            state.handled.range(first..).take_while(|(known, _)| known.journal_key() == key.journal_key());
        ready(Ok(of_order.any(|(known, _)| known.outcome.outranks(&key.outcome))))
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut MemoryTransaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        let mut completed = transaction.completed.iter().map(|claim| &claim.event.key);
        if completed.any(|known| known.journal_key() == key.journal_key() && known.outcome.outranks(&key.outcome)) {
            return ready(Ok(true));
        }
        self.is_outranked(key)
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        let now = self.clock.now();
        let state = self.lock();
        let oldest = state.pending.values().map(|slot| slot.recorded_at).min();
        let oldest = oldest.map(|at| now.duration_since(at).unwrap_or_default());
        ready(Ok(InboxStatus::new(state.pending.len() as u64, oldest)))
    }
}

/// A time that can be represented, however long the duration is.
fn after(now: SystemTime, duration: Duration) -> SystemTime {
    now + duration.min(LONGEST)
}

fn ready<'a, T: Send + 'a>(result: Result<T, InboxError>) -> InboxFuture<'a, T> {
    Box::pin(std::future::ready(result))
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use super::*;
    use crate::inbox::EventSource;
    use crate::journal::JournalKey;

    /// Returns the output of a future of a [`MemoryInbox`], which never waits.
    fn output<T>(mut future: InboxFuture<'_, T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let polled = match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(result) => result.ok(),
            std::task::Poll::Pending => None,
        };
        polled.unwrap()
    }

    fn event() -> Event {
        let key =
            EventKey::new(JournalKey::new("1", "general", "mchOrderNo", "m1"), EventOutcome::Settled(Settlement::Paid));
        Event::new(key, EventSource::Notification, SystemTime::now()).with_content("{}")
    }

    #[test]
    fn an_event_is_not_handled_if_its_booking_panics() {
        let (inbox, event) = (MemoryInbox::new(), event());
        assert_eq!(output(inbox.record(&event)), Recorded::New);
        let claim = output(inbox.claim(&event.key, Duration::MAX)).unwrap();
        let mut transaction = output(inbox.begin());
        transaction.on_commit(|| resume_unwind(Box::new("made-up panic of a booking")));
        output(inbox.complete(&mut transaction, &claim));
        assert!(catch_unwind(AssertUnwindSafe(|| output(inbox.commit(transaction)))).is_err());
        assert_eq!(inbox.events(), [(event.clone(), false)]);
        output(inbox.release(&claim, Duration::ZERO));
        assert_eq!(output(inbox.claim_due(1, Duration::MAX)).len(), 1, "it is offered again");
    }

    #[test]
    fn the_content_of_a_handled_event_is_dropped() {
        let (inbox, event) = (MemoryInbox::new(), event());
        assert_eq!(output(inbox.record(&event)), Recorded::New);
        let claim = output(inbox.claim(&event.key, Duration::from_secs(1))).unwrap();
        let mut transaction = output(inbox.begin());
        output(inbox.complete(&mut transaction, &claim));
        output(inbox.commit(transaction));
        assert_eq!(output(inbox.record(&event)), Recorded::Handled);
        assert_eq!(inbox.events(), [(event.with_content(""), true)]);
    }
}
