//! What the gateway remembers.

use std::collections::{BTreeMap, HashMap};

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
    /// In cents, of all refunds together.
    pub refunded: i64,
    /// The status as the gateway reports it.
    pub status: String,
    /// When it was paid, in milliseconds since 1970.
    pub paid_at: Option<u64>,
    /// The request's fields by name, as they came.
    pub fields: BTreeMap<String, String>,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The gateway's id.
    pub refund_order_id: String,
    /// The merchant's number.
    pub mch_refund_no: String,
    /// The refunded order.
    pub pay_order_id: String,
    /// In cents.
    pub amount: i64,
}

/// A card that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The merchant's id of the card.
    pub card_id: String,
}

/// Orders, refunds and cards, in memory.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) orders: Vec<Order>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) cards: HashMap<String, Card>,
    last_id: u64,
}

impl Ledger {
    /// A new id that begins with a prefix.
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
}
