//! What happens outside the calls: customers pay, type in cards and sign, and banks settle. Here a
//! test makes it happen.

use std::fmt;

use crate::effect::pay;
use crate::gateway::{Gateway, Shared};
use crate::ledger::{Card, ChargeOutcome, Contract, ContractState, Order, Refund};
use crate::notify::{Delivery, Event, Undelivered, notify};
use crate::secret;
use crate::timestamp;

/// What the gateway remembers.
impl Gateway {
    /// Every order, in the order of their making.
    pub fn orders(&self) -> Vec<Order> {
        self.shared.ledger().orders.clone()
    }

    /// Every refund and void, in the order of their making.
    pub fn refunds(&self) -> Vec<Refund> {
        self.shared.ledger().refunds.clone()
    }

    /// Every card that was begun to be stored, in that order.
    pub fn cards(&self) -> Vec<Card> {
        self.shared.ledger().cards.clone()
    }

    /// Every contract that was begun to be signed, in that order.
    pub fn contracts(&self) -> Vec<Contract> {
        self.shared.ledger().contracts.clone()
    }
}

/// What happens outside the calls.
impl Gateway {
    /// Lets the customer pay an order, and notifies the merchant once, as the family does. An order
    /// that is paid already is only notified again: so are charges and debits.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when the order cannot be paid, or the notification cannot be made.
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

    /// Lets a paid order's money move. Until then it can be voided; from then on, in a family that
    /// has voids, refunded. Orders are not settled by themselves: a real gateway does it once a day
    /// or so, at a time that no page tells.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when there is no such order or it is not paid.
    pub fn settle(&self, pay_order_id: &str) -> Result<(), OrderError> {
        self.shared.with_order(pay_order_id, |_, order| {
            if order.paid_at.is_none() {
                return Err(OrderError::NotPaid);
            }
            order.is_settled = true;
            Ok(())
        })
    }

    /// Lets the next charge or debit that is not refused for another reason end so. Several are
    /// used up in their order; then charges are paid again.
    pub fn set_next_charge_outcome(&self, outcome: ChargeOutcome) {
        self.shared.ledger().next_charges.push_back(outcome);
    }

    /// Notifies the merchant of a refund or void once, where the family's notification tells
    /// payments from refunds: at the refund's own URL, or else at its order's.
    ///
    /// # Errors
    ///
    /// [`OrderError`] when there is no such refund, or the notification cannot be made.
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

    /// Lets the customer type in the card that a call began to store. Of the number the mask is
    /// kept.
    ///
    /// # Errors
    ///
    /// [`CardError`] when no call began it, it is stored already, or no card has such a number.
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

    /// Lets the customer sign a contract, and notifies the merchant once.
    ///
    /// # Errors
    ///
    /// [`ContractError`] when the contract cannot be signed, or the notification cannot be made.
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

    /// Lets the customer or the merchant end a signed contract, and notifies the merchant once.
    ///
    /// # Errors
    ///
    /// [`ContractError`] when the contract is not signed, or the notification cannot be made.
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

/// Why an order cannot be paid, settled or notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderError {
    /// There is no such order or refund.
    NoSuchOrder,
    /// The order's payment failed.
    Failed,
    /// The order is not paid.
    NotPaid,
    /// It is done, and the spec has no notification for it.
    NoNotification,
    /// It is done, and the merchant gave no notification URL.
    NoNotifyUrl,
    /// It is done, and the notification URL is not on this machine: the gateway sends nothing
    /// elsewhere.
    NotLoopback,
}

/// Why a card cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardError {
    /// No call began to store a card under this id.
    NoSuchCard,
    /// A card is stored under this id.
    AlreadyStored,
    /// A card number has 14 to 19 digits.
    InvalidNumber,
}

/// Why a contract cannot be signed, ended or notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContractError {
    /// There is no such contract.
    NoSuchContract,
    /// The contract was signed before.
    AlreadySigned,
    /// The contract is not signed, or ended before.
    NotSigned,
    /// It is done, and the spec has no notification for it.
    NoNotification,
    /// It is done, and the merchant gave no notification URL.
    NoNotifyUrl,
    /// It is done, and the notification URL is not on this machine: the gateway sends nothing
    /// elsewhere.
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
            Self::NoSuchOrder => "there is no such order or refund",
            Self::Failed => "the order's payment failed",
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
            Self::NoSuchCard => "no call began to store a card under this id",
            Self::AlreadyStored => "a card is stored under this id",
            Self::InvalidNumber => "a card number has 14 to 19 digits",
        })
    }
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchContract => "there is no such contract",
            Self::AlreadySigned => "the contract was signed before",
            Self::NotSigned => "the contract is not signed, or ended before",
            Self::NoNotification => Undelivered::NoNotification.as_str(),
            Self::NoNotifyUrl => Undelivered::NoNotifyUrl.as_str(),
            Self::NotLoopback => Undelivered::NotLoopback.as_str(),
        })
    }
}

impl std::error::Error for OrderError {}
impl std::error::Error for CardError {}
impl std::error::Error for ContractError {}
