//! What the gateway remembers. No card number, security code, expiry date or wallet token is in it.

use std::collections::{BTreeMap, VecDeque};

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The gateway's id.
    pub pay_order_id: String,
    /// The merchant's number.
    pub mch_order_no: String,
    /// The family's name.
    pub family: String,
    /// In cents.
    pub amount: i64,
    /// In cents, of all refunds and voids together.
    pub refunded: i64,
    /// The status as the gateway reports it.
    pub status: String,
    /// When it was paid, in milliseconds since 1970.
    pub paid_at: Option<u64>,
    /// Whether its payment failed, so that it cannot be paid any more.
    pub has_failed: bool,
    /// Whether the money has moved, so that it cannot be voided any more.
    pub is_settled: bool,
    /// The request's fields by name, as they came; without secrets, and a card number masked.
    pub fields: BTreeMap<String, String>,
}

impl Order {
    /// What can still be given back, in cents.
    pub fn refundable(&self) -> i64 {
        if self.paid_at.is_some() { self.amount - self.refunded } else { 0 }
    }
}

/// A refund, or a void: a refund of the whole before the money has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The gateway's id.
    pub refund_order_id: String,
    /// The merchant's number.
    pub mch_refund_no: String,
    /// The refunded order.
    pub pay_order_id: String,
    /// The family's name.
    pub family: String,
    /// In cents.
    pub amount: i64,
    /// The status as the gateway reports it.
    pub status: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: u64,
    /// Where the merchant wants to hear of it, if the request said so.
    pub notify_url: Option<String>,
}

/// A card that is stored or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The merchant's id of the card.
    pub card_id: String,
    /// The family's name.
    pub family: String,
    /// The card's number, masked; nothing until the customer has given it.
    pub masked_number: Option<String>,
}

/// A contract under which money is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The gateway's id.
    pub iotpay_contract_id: String,
    /// The merchant's id.
    pub mch_contract_id: String,
    /// The wallet's id.
    pub contract_id: String,
    /// The family's name.
    pub family: String,
    /// How far it has come.
    pub state: ContractState,
    /// When it was signed, in milliseconds since 1970.
    pub signed_at: Option<u64>,
    /// When it was ended, in milliseconds since 1970.
    pub cancelled_at: Option<u64>,
    /// The request's fields by name, as they came; without secrets.
    pub fields: BTreeMap<String, String>,
}

/// Status of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractState {
    /// The customer has not signed it.
    Pending,
    /// The customer has signed it: money can be taken.
    Signed,
    /// It was signed and is ended.
    Terminated,
}

/// How a charge ends that would else be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeOutcome {
    /// The money is taken.
    Paid,
    /// The customer still has to do something: the order waits, until
    /// [`Gateway::pay`](crate::Gateway::pay).
    Pending,
    /// The call succeeds, and its response says that the payment failed.
    Failed,
    /// The call is refused; no order is made.
    Rejected,
    /// The money is taken, and the gateway responds that it failed: for the client the outcome is
    /// unknown until it queries.
    GatewayError,
}

/// Everything, in memory.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) orders: Vec<Order>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) cards: Vec<Card>,
    pub(crate) contracts: Vec<Contract>,
    pub(crate) next_charges: VecDeque<ChargeOutcome>,
    last_id: u64,
}

impl Ledger {
    /// A new id that begins with a prefix; shorter than the 30 characters of the narrowest table.
    pub(crate) fn next_id(&mut self, prefix: &str) -> String {
        self.last_id += 1;
        format!("{prefix}{:020}", self.last_id)
    }

    pub(crate) fn by_pay_order_id(&mut self, family: &str, id: &str) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.family == family && order.pay_order_id == id)
    }

    pub(crate) fn by_mch_order_no(&mut self, family: &str, number: &str) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.family == family && order.mch_order_no == number)
    }

    pub(crate) fn card(&self, family: &str, card_id: &str) -> Option<&Card> {
        self.cards.iter().find(|card| card.family == family && card.card_id == card_id)
    }

    pub(crate) fn contract(&self, family: &str, id: &str) -> Option<&Contract> {
        self.contracts.iter().find(|contract| contract.family == family && contract.mch_contract_id == id)
    }
}
