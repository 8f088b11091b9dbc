//! The reference model: a second, simple description of the state and of what changes it.

use std::collections::{BTreeMap, VecDeque};

use iotpay_sandbox::ChargeOutcome;

use super::operation::Amount;

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;
/// The lifetime of orders, and of the pages of the card family.
pub const ORDER_LIFETIME: u64 = 120 * MINUTE;
const PAGE_LIFETIME: u64 = 60 * MINUTE;
/// The number of debits that a contract allows on one day.
pub const DEBITS_PER_DAY: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Wallet,
    Card,
    Debit,
}

impl Family {
    pub fn name(self) -> &'static str {
        match self {
            Self::Wallet => "general",
            Self::Card => "card",
            Self::Debit => "autodebit",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Pending,
    Paid,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub family: Family,
    pub reference: String,
    pub amount: i64,
    pub refunded: i64,
    pub state: State,
    pub is_settled: bool,
    created_at: u64,
    has_page: bool,
    contract: Option<String>,
}

/// A family and a reference that is unique in it.
type Key = (Family, String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    Pending,
    Signed,
    Ended,
}

/// The time at which the form expires, and whether a card is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    expires_at: u64,
    pub is_stored: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    pub now: u64,
    pub orders: Vec<Order>,
    /// The position of the order, and the amount.
    pub refunds: BTreeMap<Key, (usize, i64)>,
    pub cards: BTreeMap<String, Card>,
    pub contracts: BTreeMap<String, Contract>,
    next_charges: VecDeque<ChargeOutcome>,
}

/// A request is rejected.
#[derive(Debug, PartialEq, Eq)]
pub struct Rejected;

impl Model {
    /// Moves the clock: orders that are not paid in time fail.
    pub fn set_time(&mut self, now: u64) {
        self.now = now;
        for order in self.orders.iter_mut().filter(|order| order.created_at + ORDER_LIFETIME <= now) {
            if order.state == State::Pending {
                order.state = State::Failed;
            }
        }
    }

    fn add(&mut self, family: Family, reference: &str, amount: u32, state: State) -> Result<usize, Rejected> {
        if self.is_used(family, reference) {
            return Err(Rejected);
        }
        let (reference, amount, created_at) = (reference.to_owned(), amount.into(), self.now);
        let (has_page, contract) = (false, None);
        self.orders.push(Order {
            family,
            reference,
            amount,
            refunded: 0,
            state,
            is_settled: false,
            created_at,
            has_page,
            contract,
        });
        Ok(self.orders.len() - 1)
    }

    fn is_used(&self, family: Family, reference: &str) -> bool {
        self.orders.iter().any(|order| order.family == family && order.reference == reference)
    }

    pub fn order(&mut self, reference: &str, amount: u32) -> Result<(), Rejected> {
        self.add(Family::Wallet, reference, amount, State::Pending).map(|_| ())
    }

    pub fn card_order(&mut self, reference: &str, amount: u32) -> Result<(), Rejected> {
        let at = self.add(Family::Card, reference, amount, State::Pending)?;
        self.orders[at].has_page = true;
        Ok(())
    }

    pub fn add_next_charge(&mut self, outcome: ChargeOutcome) {
        self.next_charges.push_back(outcome);
    }

    /// A charge or a debit. Returns `false` if it has the effect, and the response reports an error of the gateway.
    fn take(&mut self, family: Family, reference: &str, amount: u32) -> Result<(usize, bool), Rejected> {
        if self.is_used(family, reference) {
            return Err(Rejected);
        }
        let (state, reports_success) = match self.next_charges.pop_front() {
            None | Some(ChargeOutcome::Paid) => (State::Paid, true),
            Some(ChargeOutcome::Pending) => (State::Pending, true),
            Some(ChargeOutcome::Failed) => (State::Failed, true),
            Some(ChargeOutcome::GatewayError) => (State::Paid, false),
            Some(ChargeOutcome::Rejected) => return Err(Rejected),
        };
        Ok((self.add(family, reference, amount, state)?, reports_success))
    }

    pub fn charge(&mut self, reference: &str, card: &str, amount: u32) -> Result<bool, Rejected> {
        if !self.cards.get(card).is_some_and(|card| card.is_stored) {
            return Err(Rejected);
        }
        Ok(self.take(Family::Card, reference, amount)?.1)
    }

    pub fn debit(&mut self, reference: &str, contract: &str, amount: u32) -> Result<bool, Rejected> {
        if self.contracts.get(contract) != Some(&Contract::Signed) {
            return Err(Rejected);
        }
        let is_today = |order: &&Order| order.created_at / DAY == self.now / DAY && order.state != State::Failed;
        let of_contract = self.orders.iter().filter(|order| order.contract.as_deref() == Some(contract));
        if of_contract.filter(is_today).count() >= DEBITS_PER_DAY {
            return Err(Rejected);
        }
        let (at, reports_success) = self.take(Family::Debit, reference, amount)?;
        self.orders[at].contract = Some(contract.to_owned());
        Ok(reports_success)
    }

    pub fn add_card(&mut self, card: &str) -> Result<(), Rejected> {
        if self.cards.get(card).is_some_and(|card| card.is_stored || card.expires_at > self.now) {
            return Err(Rejected);
        }
        let expires_at = self.now + PAGE_LIFETIME;
        self.cards.insert(card.to_owned(), Card { expires_at, is_stored: false });
        Ok(())
    }

    pub fn store_card(&mut self, card: &str) -> Result<(), Rejected> {
        let now = self.now;
        let card = self.cards.get_mut(card).filter(|card| !card.is_stored && card.expires_at > now).ok_or(Rejected)?;
        card.is_stored = true;
        Ok(())
    }

    pub fn contract(&mut self, contract: &str) -> Result<(), Rejected> {
        if self.contracts.contains_key(contract) {
            return Err(Rejected);
        }
        self.contracts.insert(contract.to_owned(), Contract::Pending);
        Ok(())
    }

    pub fn move_contract(&mut self, contract: &str, from: Contract, to: Contract) -> Result<(), Rejected> {
        let state = self.contracts.get_mut(contract).filter(|state| **state == from).ok_or(Rejected)?;
        *state = to;
        Ok(())
    }

    pub fn pay(&mut self, at: usize) -> Result<(), Rejected> {
        let (now, order) = (self.now, &mut self.orders[at]);
        let is_open = !order.has_page || order.created_at + PAGE_LIFETIME > now;
        match order.state {
            State::Paid => Ok(()),
            State::Pending if is_open => {
                order.state = State::Paid;
                Ok(())
            }
            State::Pending | State::Failed => Err(Rejected),
        }
    }

    pub fn fail(&mut self, at: usize) -> Result<(), Rejected> {
        let order = &mut self.orders[at];
        if order.state != State::Pending {
            return Err(Rejected);
        }
        order.state = State::Failed;
        Ok(())
    }

    pub fn settle(&mut self, at: usize) -> Result<(), Rejected> {
        let order = &mut self.orders[at];
        if order.state != State::Paid {
            return Err(Rejected);
        }
        order.is_settled = true;
        Ok(())
    }

    /// The amount in cents that a refund asks for.
    pub fn cents(&self, at: usize, amount: Amount) -> u32 {
        let order = &self.orders[at];
        match amount {
            Amount::Rest => u32::try_from(order.amount - order.refunded).unwrap().max(1),
            Amount::Cents(cents) => cents,
        }
    }

    pub fn refund(&mut self, at: usize, reference: &str, cents: u32) -> Result<(), Rejected> {
        let order = &self.orders[at];
        let is_possible = order.family != Family::Card || order.is_settled;
        if order.refunded + i64::from(cents) > order.amount || !is_possible {
            return Err(Rejected);
        }
        self.add_refund(at, reference, cents.into())
    }

    pub fn void(&mut self, at: usize, reference: &str) -> Result<(), Rejected> {
        let order = &self.orders[at];
        if order.is_settled || order.refunded > 0 {
            return Err(Rejected);
        }
        self.add_refund(at, reference, order.amount)
    }

    fn add_refund(&mut self, at: usize, reference: &str, cents: i64) -> Result<(), Rejected> {
        let key = (self.orders[at].family, reference.to_owned());
        if self.orders[at].state != State::Paid || self.refunds.contains_key(&key) {
            return Err(Rejected);
        }
        self.refunds.insert(key, (at, cents));
        self.orders[at].refunded += cents;
        Ok(())
    }
}
