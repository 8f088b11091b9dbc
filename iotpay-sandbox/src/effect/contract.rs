//! Contracts for debits, and their limits.

use iotpay_gen::model::Outcome;

use super::RequestContext;
use crate::clock;
use crate::facts::Facts;
use crate::ledger::{Contract, ContractState, Ledger, RawFields};
use crate::names::CONTRACTS;
use crate::rejection::Rejection;
use crate::secret;

impl RequestContext<'_> {
    /// Creates a pending contract, which the customer signs in the wallet.
    pub(super) fn sign_contract(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let (name, id) = self.reference()?;
        if ledger.contracts.by_reference(self.scope(), id).is_some() {
            return Err(Rejection::used(name, id));
        }
        let contract = Contract {
            // The prefix of the documented sample.
            iotpay_contract_id: ledger.next_id("CWJ"),
            mch_contract_id: id.to_owned(),
            mch_id: self.merchant.mch_id.clone(),
            contract_id: ledger.next_id(""),
            family: self.family.name.clone(),
            state: ContractState::Pending,
            signed_at: None,
            cancelled_at: None,
            fields: secret::kept(self.operation, self.fields).into(),
        };
        let facts = Facts::of_contract(self.names(), &contract);
        ledger.contracts.push(contract);
        Ok(facts)
    }

    /// Rejects a debit that exceeds a limit of its contract.
    pub(super) fn check_limits(&self, ledger: &Ledger, contract: &str) -> Result<(), Rejection> {
        let is_under_contract =
            |fields: &RawFields| self.names().references(CONTRACTS).any(|name| fields.get(name) == Some(contract));
        let scope = self.scope();
        let debits = ledger.orders.items().iter().filter(|order| {
            let is_own = order.mch_id == scope.mch_id && order.family == scope.family;
            is_own && order.outcome() != Outcome::Failed && is_under_contract(&order.fields)
        });
        let (mut of_day, mut of_month) = (Vec::new(), Vec::new());
        let now = clock::as_text(self.now);
        for debit in debits {
            let at = clock::as_text(debit.created_at);
            // The date and the month in `2021-04-07 19:44:51`.
            let has_same = |length: usize| at.get(..length) == now.get(..length);
            of_day.extend(has_same(10).then_some(debit.amount));
            of_month.extend(has_same(7).then_some(debit.amount));
        }
        ledger.rules.contract_limits.check(self.cents()?, &of_day, &of_month).map_err(Rejection::business)
    }
}
