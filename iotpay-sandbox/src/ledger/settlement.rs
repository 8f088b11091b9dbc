//! Settles paid orders some time after the payment, by the clock of the sandbox.

use super::Ledger;

/// When orders were last settled, and when the next one may be due.
#[derive(Debug, Default)]
pub(super) struct Settlement {
    last: u64,
    next: u64,
}

impl Ledger {
    /// Returns the time before which no order is settled.
    pub(super) fn next_settlement(&self) -> Option<u64> {
        self.rules.settles_after.map(|_| self.settlement.next)
    }

    /// Settles the orders whose time has come, and returns their ids.
    pub(crate) fn settle_due(&mut self, now: u64) -> Vec<String> {
        let Some(after) = self.rules.settles_after else { return Vec::new() };
        let after = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
        // An order that was paid since the last time is not due before `next` either, unless the clock was set back.
        if (self.settlement.last..self.settlement.next).contains(&now) {
            return Vec::new();
        }
        let mut next = now.saturating_add(after);
        let mut due = Vec::new();
        for (position, order) in self.orders.items().iter().enumerate().filter(|(_, order)| !order.is_settled) {
            match order.paid_at.map(|paid_at| paid_at.saturating_add(after)) {
                Some(at) if at <= now => due.push(position),
                Some(at) => next = next.min(at),
                None => {}
            }
        }
        self.settlement = Settlement { last: now, next };
        let mut settled = Vec::new();
        for position in due {
            if let Some(order) = self.orders.at_mut(position) {
                order.is_settled = true;
                settled.push(order.pay_order_id.clone());
            }
        }
        settled
    }
}
