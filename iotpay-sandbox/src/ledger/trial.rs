//! Tries a change of the state without making it.

use super::Ledger;

impl Ledger {
    /// Makes a change, undoes it, and returns its result. This takes as long as the change, whatever the size of the
    /// state is.
    pub(crate) fn try_out<R>(&mut self, change: impl FnOnce(&mut Self) -> R) -> R {
        let (last_id, next_charges) = (self.last_id, self.next_charges.clone());
        self.orders.begin_trial();
        self.refunds.begin_trial();
        self.cards.begin_trial();
        self.contracts.begin_trial();
        let result = change(self);
        self.orders.end_trial();
        self.refunds.end_trial();
        self.cards.end_trial();
        self.contracts.end_trial();
        (self.last_id, self.next_charges) = (last_id, next_charges);
        result
    }
}
