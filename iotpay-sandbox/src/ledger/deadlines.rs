//! When orders expire, and when something happens next without a request.

use std::collections::BTreeSet;

use iotpay_gen::model::Outcome;

use super::{Ledger, Order};

/// The ends of the times to pay.
#[derive(Debug, Default)]
pub(super) struct Deadlines {
    /// With the positions of the orders.
    times: BTreeSet<(u64, usize)>,
    /// The number of orders whose deadline is known.
    scheduled: usize,
    /// What [`Ledger::wait_for_deadline`] has returned.
    awaited: Option<u64>,
}

impl Ledger {
    /// Returns an order whose time to pay is over, each once.
    pub(crate) fn next_overdue(&mut self, now: u64) -> Option<&mut Order> {
        self.schedule();
        while let Some((_, at)) = self.deadlines.times.first().copied().filter(|(deadline, _)| *deadline <= now) {
            self.deadlines.times.pop_first();
            if self.orders.items().get(at).is_some_and(|order| order.outcome() == Outcome::Pending) {
                return self.orders.at_mut(at);
            }
        }
        None
    }

    /// Adds the deadlines of new orders.
    fn schedule(&mut self) {
        let lifetime = u64::try_from(self.rules.order_lifetime.as_millis()).unwrap_or(u64::MAX);
        let items = self.orders.items();
        let new = items.iter().enumerate().skip(self.deadlines.scheduled);
        self.deadlines.times.extend(new.map(|(at, order)| (order.created_at.saturating_add(lifetime), at)));
        self.deadlines.scheduled = items.len();
    }

    /// Returns the time at which an order expires or is settled next, for someone who waits for it.
    pub(crate) fn wait_for_deadline(&mut self) -> Option<u64> {
        self.deadlines.awaited = self.next_deadline();
        self.deadlines.awaited
    }

    /// Returns `true` if something happens earlier than someone waits for.
    pub(crate) fn has_earlier_deadline(&mut self) -> bool {
        let next = self.next_deadline();
        next.is_some_and(|next| self.deadlines.awaited.is_none_or(|awaited| next < awaited))
    }

    fn next_deadline(&mut self) -> Option<u64> {
        self.schedule();
        let expiry = self.deadlines.times.first().map(|(at, _)| *at);
        expiry.into_iter().chain(self.next_settlement()).min()
    }
}
