//! Undoes a change, such as that of a request that a fault loses before its effect.

use super::Ledger;

impl Ledger {
    /// Makes a change. If it does not return `true`, the change of items, outcomes and ids is undone.
    pub(crate) fn change_if<T>(&mut self, change: impl FnOnce(&mut Self) -> (T, bool)) -> T {
        let (next_charges, last_id) = (self.next_charges.clone(), self.last_id);
        self.orders.begin_trial();
        self.refunds.begin_trial();
        self.cards.begin_trial();
        self.contracts.begin_trial();
        let (result, is_kept) = change(self);
        if is_kept {
            self.orders.keep_trial();
            self.refunds.keep_trial();
            self.cards.keep_trial();
            self.contracts.keep_trial();
        } else {
            self.orders.end_trial();
            self.refunds.end_trial();
            self.cards.end_trial();
            self.contracts.end_trial();
            (self.next_charges, self.last_id) = (next_charges, last_id);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Books, Card, ChargeOutcome, Rules, Scope};

    fn card(card_id: &str) -> Card {
        Card {
            card_id: card_id.to_owned(),
            mch_id: "m".to_owned(),
            family: "f".to_owned(),
            masked_number: None,
            page_expires_at: None,
            return_url: None,
        }
    }

    #[test]
    fn an_undone_change_leaves_no_trace() {
        let scope = Scope { mch_id: "m", family: "f" };
        let mut ledger = Ledger::new(Rules::default(), false);
        let change = |ledger: &mut Ledger, id: &str, is_kept: bool| {
            ledger.change_if(|ledger| {
                ledger.cards.push(card(id));
                for time in 1..3 {
                    if let Some(first) = ledger.cards.by_id_mut(scope, "a") {
                        first.page_expires_at = Some(time);
                    }
                }
                ledger.take_next_charge();
                (ledger.next_id("P"), is_kept)
            })
        };
        ledger.add_next_charge(ChargeOutcome::Failed);
        ledger.add_next_charge(ChargeOutcome::Pending);
        let empty = ledger.snapshot();
        assert_eq!(change(&mut ledger, "a", false), "P00000000000000000001");
        assert_eq!(ledger.snapshot(), empty);
        assert!(ledger.cards.by_reference(scope, "a").is_none());

        assert_eq!(change(&mut ledger, "a", true), "P00000000000000000001");
        let kept: Books = ledger.snapshot();
        assert_ne!(kept, empty);
        change(&mut ledger, "b", false);
        assert_eq!(ledger.snapshot(), kept);
        assert!(ledger.cards.by_id(scope, "b").is_none() && ledger.cards.by_id(scope, "a").is_some());
    }
}
