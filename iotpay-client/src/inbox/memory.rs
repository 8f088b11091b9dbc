//! An inbox in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::claim::{Claim, InboxStatus, Recorded};
use super::error::InboxError;
use super::event::Event;
use super::key::EventKey;
use super::{Inbox, InboxFuture};
use crate::clock::Clock;

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
    events: BTreeMap<EventKey, Slot>,
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
    is_handled: bool,
}

impl Slot {
    /// Returns `true` if the event can be claimed now.
    fn is_free(&self, now: SystemTime) -> bool {
        !self.is_handled && self.leased_until.is_none_or(|until| until <= now)
    }

    fn claim(&mut self, until: SystemTime) -> Claim {
        self.token += 1;
        self.attempts = self.attempts.saturating_add(1);
        self.leased_until = Some(until);
        Claim::new(self.event.clone(), self.token, self.attempts, until)
    }

    /// Returns `true` if the claim has neither ended nor been replaced. Its lease may have expired.
    fn has(&self, claim: &Claim) -> bool {
        !self.is_handled && self.leased_until.is_some() && self.token == claim.token
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

    /// Returns all events, ordered by key, each with whether it is handled.
    pub fn events(&self) -> Vec<(Event, bool)> {
        self.lock().events.values().map(|slot| (slot.event.clone(), slot.is_handled)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn holds(&self, claim: &Claim) -> bool {
        self.events.get(&claim.event.key).is_some_and(|slot| slot.has(claim))
    }

    fn next_change(&mut self) -> u64 {
        self.changes += 1;
        self.changes
    }
}

/// A transaction of a [`MemoryInbox`]. It contains what happens at [`commit`](Inbox::commit).
#[derive(Default)]
pub struct MemoryTransaction {
    completed: Vec<Claim>,
    on_commit: Vec<Box<dyn FnOnce() + Send>>,
}

impl MemoryTransaction {
    /// Calls a function if the transaction is committed. The function must not use the inbox.
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
        let recorded = match state.events.get(&event.key) {
            Some(known) if !known.event.agrees_with(event) => Recorded::Conflict(Box::new(known.event.clone())),
            Some(known) if known.is_handled => Recorded::Handled,
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
                    is_handled: false,
                };
                state.events.insert(event.key.clone(), slot);
                Recorded::New
            }
        };
        ready(Ok(recorded))
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        let now = self.clock.now();
        let mut state = self.lock();
        let free = state.events.get_mut(key).filter(|slot| slot.is_free(now));
        ready(Ok(free.map(|slot| slot.claim(now + lease))))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        let now = self.clock.now();
        let mut state = self.lock();
        let is_due = |slot: &&mut Slot| slot.is_free(now) && slot.due.0 <= now;
        let mut due: Vec<_> = state.events.values_mut().filter(is_due).collect();
        due.sort_by_key(|slot| slot.due);
        ready(Ok(due.into_iter().take(limit).map(|slot| slot.claim(now + lease)).collect()))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        let due_at = self.clock.now() + retry_after;
        let mut state = self.lock();
        let change = state.next_change();
        if let Some(slot) = state.events.get_mut(&claim.event.key).filter(|slot| slot.has(claim)) {
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
        for claim in &transaction.completed {
            if let Some(slot) = state.events.get_mut(&claim.event.key) {
                (slot.is_handled, slot.leased_until) = (true, None);
            }
        }
        // Under the lock, so that whoever sees a handled event also sees what was booked.
        transaction.on_commit.into_iter().for_each(|book| book());
        ready(Ok(()))
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        let now = self.clock.now();
        let state = self.lock();
        let pending: Vec<_> = state.events.values().filter(|slot| !slot.is_handled).collect();
        let oldest = pending.iter().map(|slot| slot.recorded_at).min();
        let oldest = oldest.map(|at| now.duration_since(at).unwrap_or_default());
        ready(Ok(InboxStatus::new(pending.len() as u64, oldest)))
    }
}

fn ready<'a, T: Send + 'a>(result: Result<T, InboxError>) -> InboxFuture<'a, T> {
    Box::pin(std::future::ready(result))
}
