//! The state of the sandbox. It contains no card numbers, security codes, expiry dates or wallet tokens.

mod books;
mod deadlines;
mod index;
#[cfg(feature = "data")]
mod kept;
#[cfg(feature = "page")]
mod pages;
mod raw_fields;
mod rules;
mod settlement;
mod table;
mod trial;

use std::collections::VecDeque;

use iotpay_gen::model::Outcome;
use serde::{Deserialize, Serialize};

pub(crate) use self::books::Books;
use self::deadlines::Deadlines;
pub use self::raw_fields::RawFields;
pub(crate) use self::rules::Rules;
pub use self::rules::{ContractLimits, PeriodLimits};
use self::settlement::Settlement;
use self::table::Entry;
pub(crate) use self::table::{Scope, Table};

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The IOTPay id.
    pub pay_order_id: String,
    /// The merchant reference.
    pub mch_order_no: String,
    /// The merchant id.
    pub mch_id: String,
    /// The name of the family.
    pub family: String,
    /// The amount in cents.
    pub amount: i64,
    /// The total of all refunds and voids, in cents.
    pub refunded: i64,
    /// The wire value of the status.
    pub status: String,
    /// The time of creation, in milliseconds since 1970.
    pub created_at: u64,
    /// The time of the payment, in milliseconds since 1970.
    pub paid_at: Option<u64>,
    /// Whether the payment failed, so that the order can no longer be paid.
    pub has_failed: bool,
    /// Whether the order is settled, so that it can no longer be voided.
    pub is_settled: bool,
    /// The time at which the page for the customer expires, if the family has such a page, in milliseconds since 1970.
    /// After that, the customer cannot pay.
    pub page_expires_at: Option<u64>,
    /// The masked number of the charged card, if any.
    pub card_number: Option<String>,
    /// The raw fields of the request by name, without secrets and with masked card numbers.
    pub fields: RawFields,
}

impl Order {
    /// Returns the amount that can still be refunded, in cents.
    pub fn refundable(&self) -> i64 {
        if self.paid_at.is_some() { self.amount - self.refunded } else { 0 }
    }

    /// Returns `true` if a text is part of the merchant reference or of the IOTPay order id.
    pub(crate) fn is_found(&self, text: &str) -> bool {
        self.mch_order_no.contains(text) || self.pay_order_id.contains(text)
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The IOTPay id.
    pub refund_order_id: String,
    /// The merchant reference.
    pub mch_refund_no: String,
    /// The merchant id.
    pub mch_id: String,
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
    pub fields: RawFields,
}

/// A stored or pending card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The merchant reference of the card.
    pub card_id: String,
    /// The merchant id.
    pub mch_id: String,
    /// The name of the family.
    pub family: String,
    /// The masked card number; `None` until the customer has entered it.
    pub masked_number: Option<String>,
    /// The time at which the form for the customer expires, in milliseconds since 1970.
    pub page_expires_at: Option<u64>,
    /// The URL at which the customer returns to the shop, if the request has one.
    #[serde(default)]
    pub return_url: Option<String>,
}

/// A contract for debits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The IOTPay id.
    pub iotpay_contract_id: String,
    /// The merchant reference.
    pub mch_contract_id: String,
    /// The merchant id.
    pub mch_id: String,
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
    pub fields: RawFields,
}

/// The state of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContractState {
    /// Not signed yet.
    Pending,
    /// Signed: debits are possible.
    Signed,
    /// Signed and then ended.
    Terminated,
}

/// The outcome of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

macro_rules! entries {
    ($($entry:ty: $id:ident, $reference:ident;)*) => {
        $(impl Entry for $entry {
            fn mch_id(&self) -> &str {
                &self.mch_id
            }

            fn family(&self) -> &str {
                &self.family
            }

            fn id(&self) -> &str {
                &self.$id
            }

            fn reference(&self) -> &str {
                &self.$reference
            }
        })*
    };
}

entries! {
    Order: pay_order_id, mch_order_no;
    Refund: refund_order_id, mch_refund_no;
    Card: card_id, card_id;
    Contract: iotpay_contract_id, mch_contract_id;
}

/// The complete state, in memory.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) orders: Table<Order>,
    pub(crate) refunds: Table<Refund>,
    pub(crate) cards: Table<Card>,
    pub(crate) contracts: Table<Contract>,
    next_charges: VecDeque<ChargeOutcome>,
    last_id: u64,
    tracking: Tracking,
    pub(crate) rules: Rules,
    settlement: Settlement,
    deadlines: Deadlines,
    #[cfg(feature = "page")]
    pages: pages::Pages,
}

/// What has changed since the changes were taken, in addition to the items.
#[derive(Debug, Clone, Copy)]
enum Tracking {
    /// Changes are not tracked.
    Off,
    Unchanged,
    /// The outcomes of later charges or the last id.
    Settings,
    /// Everything.
    Replaced,
}

impl Ledger {
    /// Creates an empty ledger. If changes are tracked, the caller takes them regularly.
    pub(crate) fn new(rules: Rules, is_tracked: bool) -> Self {
        Self {
            orders: Table::new(is_tracked),
            refunds: Table::new(is_tracked),
            cards: Table::new(is_tracked),
            contracts: Table::new(is_tracked),
            next_charges: VecDeque::new(),
            last_id: 0,
            tracking: if is_tracked { Tracking::Unchanged } else { Tracking::Off },
            rules,
            settlement: Settlement::default(),
            deadlines: Deadlines::default(),
            #[cfg(feature = "page")]
            pages: pages::Pages::default(),
        }
    }

    /// Returns the state.
    pub(crate) fn snapshot(&self) -> Books {
        Books {
            orders: self.orders.items().to_vec(),
            refunds: self.refunds.items().to_vec(),
            cards: self.cards.items().to_vec(),
            contracts: self.contracts.items().to_vec(),
            next_charges: self.next_charges.iter().copied().collect(),
            last_id: self.last_id,
        }
    }

    /// Replaces the state.
    pub(crate) fn restore(&mut self, books: Books) {
        let is_tracked = !matches!(self.tracking, Tracking::Off);
        *self = Self::new(self.rules.clone(), is_tracked);
        if is_tracked {
            self.tracking = Tracking::Replaced;
        }
        let last_id = books.last_id();
        books.orders.into_iter().for_each(|order| self.orders.push(order));
        books.refunds.into_iter().for_each(|refund| self.refunds.push(refund));
        books.cards.into_iter().for_each(|card| self.cards.push(card));
        books.contracts.into_iter().for_each(|contract| self.contracts.push(contract));
        self.next_charges = books.next_charges.into();
        self.last_id = last_id;
    }

    /// Returns the refunds of an order, oldest first.
    pub(crate) fn refunds_of(&self, order: &Order) -> Vec<Refund> {
        let is_own = |refund: &&Refund| order.refunded > 0 && refund.pay_order_id == order.pay_order_id;
        self.refunds.items().iter().filter(is_own).cloned().collect()
    }

    /// Adds the outcome of a later charge.
    pub(crate) fn add_next_charge(&mut self, outcome: ChargeOutcome) {
        self.next_charges.push_back(outcome);
        self.mark_settings();
    }

    /// Returns the outcome of the next charge, once.
    pub(crate) fn take_next_charge(&mut self) -> ChargeOutcome {
        let outcome = self.next_charges.pop_front();
        if outcome.is_some() {
            self.mark_settings();
        }
        outcome.unwrap_or(ChargeOutcome::Paid)
    }

    /// Returns `true` if changes are tracked and something may have changed since they were taken.
    pub(crate) fn is_changed(&self) -> bool {
        match self.tracking {
            Tracking::Off => false,
            Tracking::Settings | Tracking::Replaced => true,
            Tracking::Unchanged => {
                self.orders.is_changed()
                    || self.refunds.is_changed()
                    || self.cards.is_changed()
                    || self.contracts.is_changed()
            }
        }
    }

    fn mark_settings(&mut self) {
        if matches!(self.tracking, Tracking::Unchanged) {
            self.tracking = Tracking::Settings;
        }
    }

    /// Returns a new id with a prefix, shorter than the shortest documented limit of 30 characters.
    pub(crate) fn next_id(&mut self, prefix: &str) -> String {
        self.last_id = self.last_id.saturating_add(1);
        self.mark_settings();
        format!("{prefix}{:020}", self.last_id)
    }
}
