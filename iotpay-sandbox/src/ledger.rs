//! The state of the sandbox. It contains no card numbers, security codes, expiry dates or wallet tokens.

use std::collections::{BTreeMap, VecDeque};

use iotpay_gen::model::Outcome;

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The IOTPay id.
    pub pay_order_id: String,
    /// The merchant reference.
    pub mch_order_no: String,
    /// The name of the family.
    pub family: String,
    /// The amount in cents.
    pub amount: i64,
    /// The total of all refunds and voids, in cents.
    pub refunded: i64,
    /// The wire value of the status.
    pub status: String,
    /// The time of the payment, in milliseconds since 1970.
    pub paid_at: Option<u64>,
    /// Whether the payment failed, so that the order can no longer be paid.
    pub has_failed: bool,
    /// Whether the order is settled, so that it can no longer be voided.
    pub is_settled: bool,
    /// The masked number of the charged card, if any.
    pub card_number: Option<String>,
    /// The raw fields of the request by name, without secrets and with masked card numbers.
    pub fields: BTreeMap<String, String>,
}

impl Order {
    /// Returns the amount that can still be refunded, in cents.
    pub fn refundable(&self) -> i64 {
        if self.paid_at.is_some() { self.amount - self.refunded } else { 0 }
    }

    /// The meaning of its status.
    pub(crate) fn outcome(&self) -> Outcome {
        match (self.paid_at, self.has_failed) {
            (Some(_), _) => Outcome::Success,
            (None, true) => Outcome::Failed,
            (None, false) => Outcome::Pending,
        }
    }
}

/// A refund, or a void: a full refund before settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The IOTPay id.
    pub refund_order_id: String,
    /// The merchant reference.
    pub mch_refund_no: String,
    /// The refunded order.
    pub pay_order_id: String,
    /// The name of the family.
    pub family: String,
    /// The amount in cents.
    pub amount: i64,
    /// The wire value of the status.
    pub status: String,
    /// The time of creation, in milliseconds since 1970.
    pub created_at: u64,
    /// The notification URL of the request, if any.
    pub notify_url: Option<String>,
    /// The raw fields of the request by name, without secrets.
    pub fields: BTreeMap<String, String>,
}

/// A stored or pending card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The merchant reference of the card.
    pub card_id: String,
    /// The name of the family.
    pub family: String,
    /// The masked card number; `None` until the customer has entered it.
    pub masked_number: Option<String>,
}

/// A contract for debits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// The IOTPay id.
    pub iotpay_contract_id: String,
    /// The merchant reference.
    pub mch_contract_id: String,
    /// The id of the wallet.
    pub contract_id: String,
    /// The name of the family.
    pub family: String,
    /// The state.
    pub state: ContractState,
    /// The time of signing, in milliseconds since 1970.
    pub signed_at: Option<u64>,
    /// The time of termination, in milliseconds since 1970.
    pub cancelled_at: Option<u64>,
    /// The raw fields of the request by name, without secrets.
    pub fields: BTreeMap<String, String>,
}

/// The state of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractState {
    /// Not signed yet.
    Pending,
    /// Signed: debits are possible.
    Signed,
    /// Signed and then ended.
    Terminated,
}

/// The outcome of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeOutcome {
    /// The charge is paid.
    Paid,
    /// The customer has to act: the order waits for
    /// [`Gateway::pay`](crate::Gateway::pay).
    Pending,
    /// The request succeeds, and its response reports a failed payment.
    Failed,
    /// The request is rejected, and no order is created.
    Rejected,
    /// The charge is paid, but the response reports an internal error of the gateway: for the client, the outcome is
    /// unknown until it queries the order.
    GatewayError,
}

/// The complete state, in memory.
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
    /// Returns a new id with a prefix, shorter than the shortest documented limit of 30 characters.
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
