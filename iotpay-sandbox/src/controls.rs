//! Events outside the API, which tests trigger: customers pay, enter cards and sign contracts, and banks settle.

use std::fmt;

use crate::effect::pay;
use crate::gateway::Gateway;
use crate::ledger::{Card, ChargeOutcome, Contract, ContractState, Order, Refund};
use crate::notify::{Delivery, Event, Undelivered, notify};
use crate::secret;
use crate::state::Shared;
use crate::timestamp;

/// The state of the sandbox.
impl Gateway {
    /// Returns all orders in the order of creation.
    pub fn orders(&self) -> Vec<Order> {
        self.shared.ledger().orders.clone()
    }

    /// Returns all refunds and voids in the order of creation.
    pub fn refunds(&self) -> Vec<Refund> {
        self.shared.ledger().refunds.clone()
    }

    /// Returns all cards, stored or not, in the order of creation.
    pub fn cards(&self) -> Vec<Card> {
        self.shared.ledger().cards.clone()
    }

    /// Returns all contracts, signed or not, in the order of creation.
    pub fn contracts(&self) -> Vec<Contract> {
        self.shared.ledger().contracts.clone()
    }
}

/// Events outside the API.
impl Gateway {
    /// Pays an order and notifies the merchant once, in the format of the family. If the order is already paid, as
    /// charges and debits are, it only notifies again.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order cannot be paid, or if the notification cannot be sent.
    pub async fn pay(&self, pay_order_id: &str) -> Result<Delivery, OrderError> {
        let order = self.shared.with_order(pay_order_id, |shared, order| {
            let family = shared.model.families.iter().find(|family| family.name == order.family);
            if order.has_failed {
                return Err(OrderError::Failed);
            }
            pay(&shared.model, family.ok_or(OrderError::NoNotification)?, order);
            Ok(order.clone())
        })?;
        Ok(notify(&self.shared, &Event::Payment(&order)).await?)
    }

    /// Settles a paid order. In a family with voids, an order can be voided before it is settled and refunded
    /// afterwards. Orders are not settled automatically; the settlement time of the real gateway is undocumented.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order does not exist or is not paid.
    pub fn settle(&self, pay_order_id: &str) -> Result<(), OrderError> {
        self.shared.with_order(pay_order_id, |_, order| {
            if order.paid_at.is_none() {
                return Err(OrderError::NotPaid);
            }
            order.is_settled = true;
            Ok(())
        })
    }

    /// Sets the outcome of the next charge or debit that is not rejected for another reason. Several outcomes are used
    /// in order; after that, charges are paid again.
    pub fn set_next_charge_outcome(&self, outcome: ChargeOutcome) {
        self.shared.ledger().next_charges.push_back(outcome);
    }

    /// Notifies the merchant of a refund or void once, if the family's notification distinguishes payments from
    /// refunds. It uses the URL of the refund or, if there is none, that of the order.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the refund does not exist, or if the notification cannot be sent.
    pub async fn notify_refund(&self, refund_order_id: &str) -> Result<Delivery, OrderError> {
        let (refund, order) = {
            let ledger = self.shared.ledger();
            let refund = ledger.refunds.iter().find(|refund| refund.refund_order_id == refund_order_id);
            let refund = refund.ok_or(OrderError::NoSuchOrder)?;
            let order = ledger.orders.iter().find(|order| order.pay_order_id == refund.pay_order_id);
            (refund.clone(), order.ok_or(OrderError::NoSuchOrder)?.clone())
        };
        Ok(notify(&self.shared, &Event::Refund(&refund, &order)).await?)
    }

    /// Enters the card of a pending `add_card` request. Only the masked number is stored.
    ///
    /// # Errors
    ///
    /// Returns [`CardError`] if there is no such request, the card is already stored, or the number is invalid.
    pub fn store_card(&self, card_id: &str, number: &str) -> Result<(), CardError> {
        if !(14..=19).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CardError::InvalidNumber);
        }
        let mut ledger = self.shared.ledger();
        let card = ledger.cards.iter_mut().find(|card| card.card_id == card_id).ok_or(CardError::NoSuchCard)?;
        if card.masked_number.is_some() {
            return Err(CardError::AlreadyStored);
        }
        card.masked_number = Some(secret::mask(number));
        Ok(())
    }

    /// Signs a contract and notifies the merchant once.
    ///
    /// # Errors
    ///
    /// Returns [`ContractError`] if the contract cannot be signed, or if the notification cannot be sent.
    pub async fn sign_contract(&self, mch_contract_id: &str) -> Result<Delivery, ContractError> {
        let contract = self.shared.with_contract(mch_contract_id, |contract| {
            if contract.state != ContractState::Pending {
                return Err(ContractError::AlreadySigned);
            }
            (contract.state, contract.signed_at) = (ContractState::Signed, Some(timestamp::now()));
            Ok(contract.clone())
        })?;
        Ok(notify(&self.shared, &Event::Contract(&contract)).await?)
    }

    /// Ends a signed contract and notifies the merchant once.
    ///
    /// # Errors
    ///
    /// Returns [`ContractError`] if the contract is not signed, or if the notification cannot be sent.
    pub async fn terminate_contract(&self, mch_contract_id: &str) -> Result<Delivery, ContractError> {
        let contract = self.shared.with_contract(mch_contract_id, |contract| {
            if contract.state != ContractState::Signed {
                return Err(ContractError::NotSigned);
            }
            (contract.state, contract.cancelled_at) = (ContractState::Terminated, Some(timestamp::now()));
            Ok(contract.clone())
        })?;
        Ok(notify(&self.shared, &Event::Contract(&contract)).await?)
    }
}

impl Shared {
    fn with_order<T>(
        &self,
        id: &str,
        change: impl FnOnce(&Self, &mut Order) -> Result<T, OrderError>,
    ) -> Result<T, OrderError> {
        let mut ledger = self.ledger();
        let order = ledger.orders.iter_mut().find(|order| order.pay_order_id == id);
        change(self, order.ok_or(OrderError::NoSuchOrder)?)
    }

    fn with_contract<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Contract) -> Result<T, ContractError>,
    ) -> Result<T, ContractError> {
        let mut ledger = self.ledger();
        let contract = ledger.contracts.iter_mut().find(|contract| contract.mch_contract_id == id);
        change(contract.ok_or(ContractError::NoSuchContract)?)
    }
}

/// The error of paying, settling or notifying an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderError {
    /// The order or refund does not exist.
    NoSuchOrder,
    /// The payment of the order failed.
    Failed,
    /// The order is not paid.
    NotPaid,
    /// The operation succeeded, but the spec has no notification for it.
    NoNotification,
    /// The operation succeeded, but the request has no notification URL.
    NoNotifyUrl,
    /// The operation succeeded, but the notification URL is not a loopback address, so nothing was sent.
    NotLoopback,
}

/// The error of storing a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardError {
    /// There is no pending card with this id.
    NoSuchCard,
    /// A card with this id is already stored.
    AlreadyStored,
    /// The number does not have 14 to 19 digits.
    InvalidNumber,
}

/// The error of signing, ending or notifying a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContractError {
    /// The contract does not exist.
    NoSuchContract,
    /// The contract is already signed.
    AlreadySigned,
    /// The contract is not signed or already ended.
    NotSigned,
    /// The operation succeeded, but the spec has no notification for it.
    NoNotification,
    /// The operation succeeded, but the request has no notification URL.
    NoNotifyUrl,
    /// The operation succeeded, but the notification URL is not a loopback address, so nothing was sent.
    NotLoopback,
}

macro_rules! undelivered {
    ($error:ident) => {
        impl From<Undelivered> for $error {
            fn from(undelivered: Undelivered) -> Self {
                match undelivered {
                    Undelivered::NoNotification => Self::NoNotification,
                    Undelivered::NoNotifyUrl => Self::NoNotifyUrl,
                    Undelivered::NotLoopback => Self::NotLoopback,
                }
            }
        }
    };
}

undelivered!(OrderError);
undelivered!(ContractError);

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchOrder => "the order or refund does not exist",
            Self::Failed => "the payment of the order failed",
            Self::NotPaid => "the order is not paid",
            Self::NoNotification => Undelivered::NoNotification.as_str(),
            Self::NoNotifyUrl => Undelivered::NoNotifyUrl.as_str(),
            Self::NotLoopback => Undelivered::NotLoopback.as_str(),
        })
    }
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchCard => "there is no pending card with this id",
            Self::AlreadyStored => "a card with this id is already stored",
            Self::InvalidNumber => "invalid card number; expected 14 to 19 digits",
        })
    }
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchContract => "the contract does not exist",
            Self::AlreadySigned => "the contract is already signed",
            Self::NotSigned => "the contract is not signed or already ended",
            Self::NoNotification => Undelivered::NoNotification.as_str(),
            Self::NoNotifyUrl => Undelivered::NoNotifyUrl.as_str(),
            Self::NotLoopback => Undelivered::NotLoopback.as_str(),
        })
    }
}

impl std::error::Error for OrderError {}
impl std::error::Error for CardError {}
impl std::error::Error for ContractError {}
