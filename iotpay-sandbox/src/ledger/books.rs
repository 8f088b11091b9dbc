//! The state as it is stored.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::table::Entry;
use super::{Card, ChargeOutcome, Contract, Order, Refund};
use crate::snapshot_error::InvalidSnapshot;

/// The largest number of the last id: no sandbox uses all numbers after it.
const LARGEST_ID: u64 = u64::MAX / 2;

/// The state, as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Books {
    pub(super) orders: Vec<Order>,
    pub(super) refunds: Vec<Refund>,
    pub(super) cards: Vec<Card>,
    pub(super) contracts: Vec<Contract>,
    pub(super) next_charges: Vec<ChargeOutcome>,
    pub(super) last_id: u64,
}

impl Books {
    /// Checks that the state fits a sandbox with these families and merchants.
    pub(crate) fn check(
        &self,
        has_family: &dyn Fn(&str) -> bool,
        has_merchant: &dyn Fn(&str) -> bool,
    ) -> Result<(), InvalidSnapshot> {
        check_entries(&self.orders, has_family, has_merchant, |order| order.pay_order_id.clone())?;
        check_entries(&self.refunds, has_family, has_merchant, |refund| refund.refund_order_id.clone())?;
        check_entries(&self.contracts, has_family, has_merchant, |contract| contract.iotpay_contract_id.clone())?;
        // Merchants and families have cards with the same id.
        check_entries(&self.cards, has_family, has_merchant, |card| {
            format!("{} {} {}", card.mch_id, card.family, card.card_id)
        })?;
        if self.last_id() > LARGEST_ID {
            return Err(InvalidSnapshot::NoIdsLeft);
        }
        let refunded = self.orders.iter().find(|order| !(0..=order.amount).contains(&order.refunded));
        refunded.map_or(Ok(()), |order| Err(InvalidSnapshot::TooMuchRefunded(order.pay_order_id.clone())))
    }

    /// Returns the number of the last id. Ids of a snapshot must not be used again.
    pub(super) fn last_id(&self) -> u64 {
        let ids = self.orders.iter().map(|order| order.pay_order_id.as_str());
        let ids = ids.chain(self.refunds.iter().map(|refund| refund.refund_order_id.as_str()));
        let ids = ids.chain(self.contracts.iter().map(|contract| contract.iotpay_contract_id.as_str()));
        ids.filter_map(number_of).max().unwrap_or_default().max(self.last_id)
    }
}

/// The number in an id, after its prefix.
fn number_of(id: &str) -> Option<u64> {
    id.trim_start_matches(|character: char| !character.is_ascii_digit()).parse().ok()
}

fn check_entries<T: Entry>(
    entries: &[T],
    has_family: &dyn Fn(&str) -> bool,
    has_merchant: &dyn Fn(&str) -> bool,
    id: impl Fn(&T) -> String,
) -> Result<(), InvalidSnapshot> {
    let mut ids = BTreeSet::new();
    for entry in entries {
        if !has_family(entry.family()) {
            return Err(InvalidSnapshot::UnknownFamily(entry.family().to_owned()));
        }
        if !has_merchant(entry.mch_id()) {
            return Err(InvalidSnapshot::UnknownMerchant(entry.mch_id().to_owned()));
        }
        let id = id(entry);
        if !ids.insert(id.clone()) {
            return Err(InvalidSnapshot::DuplicateId(id));
        }
    }
    Ok(())
}
