//! Contracts for debits.

use super::RequestContext;
use crate::facts::Facts;
use crate::ledger::{Contract, ContractState, Ledger};
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
            fields: secret::kept(self.operation, self.fields),
        };
        let facts = Facts::of_contract(self.names(), &contract);
        ledger.contracts.push(contract);
        Ok(facts)
    }
}
