//! The ledger in a data file: one record for each item, by its position.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::table::{Entry, Table};
use super::{Books, Card, ChargeOutcome, Contract, Ledger, Order, Refund, Tracking};
use crate::data::{Batch, Kind};

/// The state of a ledger in addition to its items.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerSettings {
    next_charges: VecDeque<ChargeOutcome>,
    last_id: u64,
}

/// The merchants and families of a state that a sandbox does not have.
#[derive(Debug, Default)]
pub(crate) struct Misfits {
    pub(crate) merchants: BTreeSet<String>,
    pub(crate) families: BTreeSet<String>,
}

impl Ledger {
    /// Adds the changes since the last call to a batch.
    pub(crate) fn take_changes(&mut self, batch: &mut Batch) -> serde_json::Result<()> {
        let tracking = std::mem::replace(&mut self.tracking, Tracking::Unchanged);
        if matches!(tracking, Tracking::Replaced) {
            for kind in [Kind::Orders, Kind::Refunds, Kind::Cards, Kind::Contracts] {
                batch.clear(kind);
            }
        }
        take(&mut self.orders, Kind::Orders, batch)?;
        take(&mut self.refunds, Kind::Refunds, batch)?;
        take(&mut self.cards, Kind::Cards, batch)?;
        take(&mut self.contracts, Kind::Contracts, batch)?;
        if matches!(tracking, Tracking::Settings | Tracking::Replaced) {
            let settings = LedgerSettings { next_charges: self.next_charges.clone(), last_id: self.last_id };
            batch.set("ledger", &settings)?;
        }
        Ok(())
    }

    /// Sets the state to that of the data file.
    pub(crate) fn load(&mut self, books: Books) {
        self.restore(books);
        // The file contains it already.
        self.tracking = Tracking::Unchanged;
        for _ in self.orders.take_changed() {}
        for _ in self.refunds.take_changed() {}
        for _ in self.cards.take_changed() {}
        for _ in self.contracts.take_changed() {}
    }
}

fn take<T: Entry + Clone + Serialize>(table: &mut Table<T>, kind: Kind, batch: &mut Batch) -> serde_json::Result<()> {
    for (at, item) in table.take_changed() {
        batch.put(kind, at as u64, item)?;
    }
    Ok(())
}

impl Books {
    pub(crate) fn new(
        orders: Vec<Order>,
        refunds: Vec<Refund>,
        cards: Vec<Card>,
        contracts: Vec<Contract>,
        settings: LedgerSettings,
    ) -> Self {
        let LedgerSettings { next_charges, last_id } = settings;
        Self { orders, refunds, cards, contracts, next_charges: next_charges.into(), last_id }
    }

    /// Returns the merchants and families that a sandbox does not have.
    pub(crate) fn misfits(&self, has_family: &dyn Fn(&str) -> bool, has_merchant: &dyn Fn(&str) -> bool) -> Misfits {
        let mut misfits = Misfits::default();
        let mut add = |entry: &dyn Entry| {
            if !has_family(entry.family()) {
                misfits.families.insert(entry.family().to_owned());
            }
            if !has_merchant(entry.mch_id()) {
                misfits.merchants.insert(entry.mch_id().to_owned());
            }
        };
        self.orders.iter().for_each(|item| add(item));
        self.refunds.iter().for_each(|item| add(item));
        self.cards.iter().for_each(|item| add(item));
        self.contracts.iter().for_each(|item| add(item));
        misfits
    }
}
