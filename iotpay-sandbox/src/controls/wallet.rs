//! Cards that customers enter, and contracts that they sign.

use super::{CardError, ContractError, OrderError};
use crate::delivery::{Delivery, Event, notify, register};
use crate::gateway::Gateway;
use crate::ledger::{Card, Contract, ContractState, Ledger, Scope, Table};
use crate::secret;
use crate::state::Shared;

/// Cards and contracts.
impl Gateway {
    /// Enters the card of a pending `add_card` request, the oldest one if several merchants use the same id. Only the
    /// masked number is stored.
    ///
    /// # Errors
    ///
    /// Returns [`CardError`] if there is no such request, the card is already stored, its form has expired, or the number
    /// is invalid.
    pub fn store_card(&self, card_id: &str, number: &str) -> Result<(), CardError> {
        self.store(card_id, number, |ledger| {
            ledger.cards.with_reference_mut(card_id, |card| card.masked_number.is_none())
        })
    }

    /// Enters the card of a merchant and a family, like [`store_card`](Self::store_card).
    pub(crate) fn store_card_of(&self, scope: Scope<'_>, card_id: &str, number: &str) -> Result<(), CardError> {
        self.store(card_id, number, |ledger| ledger.cards.by_id_mut(scope, card_id))
    }

    fn store(
        &self,
        card_id: &str,
        number: &str,
        find: impl FnOnce(&mut Ledger) -> Option<&mut Card>,
    ) -> Result<(), CardError> {
        if !is_card_number(number) {
            return Err(CardError::InvalidNumber);
        }
        let mut ledger = self.shared.ledger();
        let card = find(&mut ledger).ok_or(CardError::NoSuchCard)?;
        if card.masked_number.is_some() {
            return Err(CardError::AlreadyStored);
        }
        if card.page_expires_at.is_some_and(|at| at <= self.shared.clock.now()) {
            return Err(CardError::PageExpired);
        }
        card.masked_number = Some(secret::mask(number));
        self.shared.record_change(card_id, "stored");
        Ok(())
    }

    /// Pays an order with a card, like [`pay`](Self::pay). Only the masked number is stored.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the number is invalid, if the order is paid, or if it cannot be paid.
    /// [`OrderError::NotSent`] means that the order is paid now, but no notification was sent.
    pub async fn pay_by_card(&self, pay_order_id: &str, number: &str) -> Result<Delivery, OrderError> {
        if !is_card_number(number) {
            return Err(OrderError::InvalidCardNumber);
        }
        self.pay_with(pay_order_id, Some(secret::mask(number)), false).await
    }

    /// Signs a contract and notifies the merchant.
    ///
    /// # Errors
    ///
    /// Returns [`ContractError`] if the contract cannot be signed. [`ContractError::NotSent`] means that it is signed, but
    /// no notification was sent.
    pub async fn sign_contract(&self, mch_contract_id: &str) -> Result<Delivery, ContractError> {
        self.sign(|contracts| by_reference(contracts, mch_contract_id, ContractState::Pending)).await
    }

    /// Signs the contract with an IOTPay id, which is unique.
    pub(crate) async fn sign_contract_with_id(&self, id: &str) -> Result<Delivery, ContractError> {
        self.sign(|contracts| contracts.with_id_mut(id)).await
    }

    async fn sign(&self, find: impl Find) -> Result<Delivery, ContractError> {
        let now = self.shared.clock.now();
        let registered = self.shared.with_contract(find, |contract| {
            if contract.state != ContractState::Pending {
                return Err(ContractError::AlreadySigned);
            }
            (contract.state, contract.signed_at) = (ContractState::Signed, Some(now));
            self.shared.record_change(&contract.iotpay_contract_id, "signed");
            Ok(register(&self.shared, &Event::Contract(contract)))
        })?;
        Ok(notify(&self.shared, registered?).await?)
    }

    /// Ends a signed contract and notifies the merchant.
    ///
    /// # Errors
    ///
    /// Returns [`ContractError`] if the contract is not signed. [`ContractError::NotSent`] means that it has ended, but no
    /// notification was sent.
    pub async fn terminate_contract(&self, mch_contract_id: &str) -> Result<Delivery, ContractError> {
        self.terminate(|contracts| by_reference(contracts, mch_contract_id, ContractState::Signed)).await
    }

    /// Ends the contract with an IOTPay id, which is unique.
    pub(crate) async fn terminate_contract_with_id(&self, id: &str) -> Result<Delivery, ContractError> {
        self.terminate(|contracts| contracts.with_id_mut(id)).await
    }

    async fn terminate(&self, find: impl Find) -> Result<Delivery, ContractError> {
        let now = self.shared.clock.now();
        let registered = self.shared.with_contract(find, |contract| {
            if contract.state != ContractState::Signed {
                return Err(ContractError::NotSigned);
            }
            (contract.state, contract.cancelled_at) = (ContractState::Terminated, Some(now));
            self.shared.record_change(&contract.iotpay_contract_id, "terminated");
            Ok(register(&self.shared, &Event::Contract(contract)))
        })?;
        Ok(notify(&self.shared, registered?).await?)
    }
}

fn is_card_number(number: &str) -> bool {
    (14..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Finds a contract that changes.
trait Find: FnOnce(&mut Table<Contract>) -> Option<&mut Contract> {}

impl<F: FnOnce(&mut Table<Contract>) -> Option<&mut Contract>> Find for F {}

/// The first contract with a merchant reference and a state, or else the first one with the reference.
fn by_reference<'c>(contracts: &'c mut Table<Contract>, id: &str, state: ContractState) -> Option<&'c mut Contract> {
    contracts.with_reference_mut(id, |contract| contract.state == state)
}

impl Shared {
    fn with_contract<T>(
        &self,
        find: impl Find,
        change: impl FnOnce(&mut Contract) -> Result<T, ContractError>,
    ) -> Result<T, ContractError> {
        let mut ledger = self.ledger();
        change(find(&mut ledger.contracts).ok_or(ContractError::NoSuchContract)?)
    }
}
