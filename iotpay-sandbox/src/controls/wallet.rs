//! Cards that customers enter, and contracts that they sign.

use super::{CardError, ContractError, OrderError};
use crate::delivery::{Delivery, Event, notify, register};
use crate::gateway::Gateway;
use crate::ledger::{Contract, ContractState};
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
        if !is_card_number(number) {
            return Err(CardError::InvalidNumber);
        }
        let mut ledger = self.shared.ledger();
        let card = ledger
            .cards
            .with_reference_mut(card_id, |card| card.masked_number.is_none())
            .ok_or(CardError::NoSuchCard)?;
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
    /// Returns [`OrderError`] if the number is invalid, if the order cannot be paid, or if the notification cannot be
    /// sent.
    pub async fn pay_by_card(&self, pay_order_id: &str, number: &str) -> Result<Delivery, OrderError> {
        if !is_card_number(number) {
            return Err(OrderError::InvalidCardNumber);
        }
        self.pay_with(pay_order_id, Some(secret::mask(number))).await
    }

    /// Signs a contract and notifies the merchant.
    ///
    /// # Errors
    ///
    /// Returns [`ContractError`] if the contract cannot be signed, or if the notification cannot be sent.
    pub async fn sign_contract(&self, mch_contract_id: &str) -> Result<Delivery, ContractError> {
        let now = self.shared.clock.now();
        let registered = self.shared.with_contract(mch_contract_id, ContractState::Pending, |contract| {
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
    /// Returns [`ContractError`] if the contract is not signed, or if the notification cannot be sent.
    pub async fn terminate_contract(&self, mch_contract_id: &str) -> Result<Delivery, ContractError> {
        let now = self.shared.clock.now();
        let registered = self.shared.with_contract(mch_contract_id, ContractState::Signed, |contract| {
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

impl Shared {
    fn with_contract<T>(
        &self,
        id: &str,
        state: ContractState,
        change: impl FnOnce(&mut Contract) -> Result<T, ContractError>,
    ) -> Result<T, ContractError> {
        let mut ledger = self.ledger();
        let contract = ledger.contracts.with_reference_mut(id, |contract| contract.state == state);
        change(contract.ok_or(ContractError::NoSuchContract)?)
    }
}
