//! Events outside the API, which tests trigger: customers pay, enter cards and sign contracts, banks settle, and time
//! passes.

mod clock;
mod errors;
mod faults;
mod notifications;
mod orders;
mod refund;
mod wallet;

pub use self::errors::{CardError, ContractError, OrderError};
use tokio::sync::broadcast;

use crate::gateway::Gateway;
use crate::history::Event;
use crate::ledger::{Card, Contract, Order, Refund};

/// The state of the sandbox.
impl Gateway {
    /// Returns all orders in the order of creation.
    pub fn orders(&self) -> Vec<Order> {
        self.shared.ledger().orders.items().to_vec()
    }

    /// Returns all refunds and voids in the order of creation.
    pub fn refunds(&self) -> Vec<Refund> {
        self.shared.ledger().refunds.items().to_vec()
    }

    /// Returns all cards, stored or not, in the order of creation.
    pub fn cards(&self) -> Vec<Card> {
        self.shared.ledger().cards.items().to_vec()
    }

    /// Returns all contracts, signed or not, in the order of creation.
    pub fn contracts(&self) -> Vec<Contract> {
        self.shared.ledger().contracts.items().to_vec()
    }

    /// Returns the latest 10,000 events, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.shared.history().events()
    }

    /// Returns a receiver of all later events. It may miss events if it falls 1,024 events behind.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.history().listen()
    }
}
