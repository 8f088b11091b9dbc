//! Limits how many events are handled at the same time, and handles those of one order one after the other.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::journal::JournalKey;

/// The events that this process handles at the moment.
#[derive(Debug, Default)]
pub(super) struct Slots {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    used: usize,
    orders: BTreeSet<JournalKey>,
}

/// The permission to handle an event; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Slot<'a>(&'a Slots);

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
        Some(Slot(self))
    }

    /// Reserves an order, if none of its events is being handled.
    pub(super) fn order(&self, key: JournalKey) -> Option<Order<'_>> {
        let is_new = self.lock().orders.insert(key.clone());
        is_new.then(|| Order { slots: self, key })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.lock().used -= 1;
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
}
