//! Limits how many events are handled at the same time, and handles those of one order one after the other. Counts the
//! claims that ended for such a reason, because they are not failures of the handler.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::claim::Claim;
use super::key::EventKey;
use crate::journal::JournalKey;

/// How many events are remembered that were claimed and not handled.
const REMEMBERED: usize = 1000;

/// The events that this process handles at the moment.
#[derive(Debug, Default)]
pub(super) struct Slots {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    used: usize,
    used_by_worker: usize,
    orders: BTreeSet<JournalKey>,
    /// How many claims of an event ended without its handler.
    unattempted: BTreeMap<EventKey, u32>,
}

/// The permission to handle an event; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    slots: &'a Slots,
    is_worker: bool,
}

/// An order, no other event of which is handled until this is dropped.
#[derive(Debug)]
pub(super) struct Order<'a> {
    slots: &'a Slots,
    key: JournalKey,
}

impl Slots {
    /// Returns a slot, if fewer than `limit` are in use.
    pub(super) fn take(&self, limit: usize) -> Option<Slot<'_>> {
        let mut state = self.lock();
        if state.used >= limit {
            return None;
        }
        state.used += 1;
        Some(Slot { slots: self, is_worker: false })
    }

    /// Returns a slot for the worker. It leaves one to notifications, if the limit is not 1.
    pub(super) fn take_for_worker(&self, limit: usize) -> Option<Slot<'_>> {
        let mut state = self.lock();
        if state.used >= limit || state.used_by_worker >= limit.saturating_sub(1).max(1) {
            return None;
        }
        state.used += 1;
        state.used_by_worker += 1;
        Some(Slot { slots: self, is_worker: true })
    }

    /// Reserves an order, if none of its events is being handled.
    pub(super) fn order(&self, key: JournalKey) -> Option<Order<'_>> {
        let is_new = self.lock().orders.insert(key.clone());
        is_new.then(|| Order { slots: self, key })
    }

    /// Notes that a claim ends without an attempt to handle its event.
    pub(super) fn note_unattempted(&self, key: &EventKey) {
        let mut state = self.lock();
        if let Some(count) = state.unattempted.get_mut(key) {
            *count = count.saturating_add(1);
            return;
        }
        if state.unattempted.len() >= REMEMBERED {
            // Other processes have handled most of them. If not, the pause after their next failure is too long.
            state.unattempted.clear();
        }
        state.unattempted.insert(key.clone(), 1);
    }

    /// Returns the claim without counting those that ended without an attempt to handle the event.
    pub(super) fn attempted(&self, claim: Claim) -> Claim {
        let unattempted = self.lock().unattempted.get(&claim.event.key).copied().unwrap_or(0);
        Claim { attempts: claim.attempts.saturating_sub(unattempted).max(1), ..claim }
    }

    /// Forgets an event that will not be claimed again.
    pub(super) fn forget(&self, key: &EventKey) {
        self.lock().unattempted.remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut state = self.slots.lock();
        state.used -= 1;
        state.used_by_worker -= usize::from(self.is_worker);
    }
}

impl Drop for Order<'_> {
    fn drop(&mut self) {
        self.slots.lock().orders.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::{Event, EventOutcome, EventSource};
    use crate::journal::Settlement;

    #[test]
    fn slots_and_orders_are_free_again_when_they_are_dropped() {
        let slots = Slots::default();
        let (first, second) = (slots.take(2), slots.take(2));
        assert!(first.is_some() && second.is_some() && slots.take(2).is_none());
        drop(first);
        assert!(slots.take(2).is_some());
        let key = |reference: &str| JournalKey::new("1", "general", "mchOrderNo", reference);
        let order = slots.order(key("m1"));
        assert!(order.is_some() && slots.order(key("m1")).is_none() && slots.order(key("m2")).is_some());
        drop(order);
        assert!(slots.order(key("m1")).is_some());
    }

    #[test]
    fn the_worker_leaves_a_slot_to_notifications() {
        let slots = Slots::default();
        let worker = (slots.take_for_worker(3), slots.take_for_worker(3));
        assert!(worker.0.is_some() && worker.1.is_some() && slots.take_for_worker(3).is_none());
        let notification = slots.take(3);
        assert!(notification.is_some() && slots.take(3).is_none());
        drop(worker);
        assert!(slots.take_for_worker(3).is_some() && slots.take_for_worker(1).is_none());
        drop(notification);
        let only = slots.take_for_worker(1);
        assert!(only.is_some() && slots.take(1).is_none(), "one for both");
    }

    #[test]
    fn claims_without_an_attempt_are_not_counted_and_the_memory_is_limited() {
        let claim = |reference: &str, attempts| {
            let order = JournalKey::new("1", "general", "mchOrderNo", reference);
            let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
            let now = std::time::SystemTime::now();
            Claim::new(Event::new(key, EventSource::Query, now), 1, attempts, now)
        };
        let (slots, m1) = (Slots::default(), claim("m1", 5).event.key);
        for _ in 0..3 {
            slots.note_unattempted(&m1);
        }
        assert_eq!(slots.attempted(claim("m1", 5)).attempts, 2);
        assert_eq!((slots.attempted(claim("m1", 1)).attempts, slots.attempted(claim("m2", 5)).attempts), (1, 5));
        slots.forget(&m1);
        assert_eq!(slots.attempted(claim("m1", 5)).attempts, 5);
        for at in 0..3 * REMEMBERED {
            slots.note_unattempted(&claim(&at.to_string(), 1).event.key);
            assert!(slots.lock().unattempted.len() <= REMEMBERED);
        }
    }
}
