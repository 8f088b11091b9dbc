//! A shop with its journal, and the sandbox whose books it must agree with.

use std::sync::Arc;
use std::time::Duration;

use iotpay_client::client::SweepReport;
use iotpay_client::journal::{Journal, JournalEntry, JournalKey};
use iotpay_client::resolution::ResolvePolicy;
use iotpay_client::{Error, card, general};
use iotpay_gen::model::Model;
use iotpay_sandbox::{EventKind, Fault, Gateway, Merchant, Timing};

use super::ledgers::Ledgers;
use super::operations::{CARD_ID, Clients, Operation, Prepared, token_purchase};
use crate::support::raw_request::CARD_NUMBER;
use crate::support::{KEY, LOGIN_NAME, MCH_ID, card_client, credentials, general_client, orders};

/// Returns how long the shop waits for a response, if it sends this number of requests at once.
pub const fn timeout(count: usize) -> Duration {
    Duration::from_secs(if count == 1 { 3 } else { 10 })
}

/// A shop and a sandbox, for one operation.
pub struct Bench {
    pub operation: Operation,
    pub gateway: Gateway,
    pub ledgers: Ledgers,
    pub clients: Clients,
    /// Clients without a journal, with the default timeouts.
    setup: Clients,
    last_number: usize,
}

/// Returns the clients of a shop for these base URLs of the two families.
pub fn clients(wallets: &str, cards: &str, journal: &Arc<dyn Journal>, timeout: Duration) -> Clients {
    let wallets = general::Client::builder(credentials()).base_url(wallets).journal(journal.clone());
    let cards = card::Client::builder(credentials()).base_url(cards).journal(journal.clone());
    Clients { wallets: wallets.timeout(timeout).build().unwrap(), cards: cards.timeout(timeout).build().unwrap() }
}

/// Asks quickly, and does not wait for requests that are over.
fn policy() -> ResolvePolicy {
    let pause = Duration::from_millis(20);
    let policy = ResolvePolicy::new().first_pause(pause).longest_pause(pause).margin(pause).clock_skew(Duration::ZERO);
    policy.time_limit(Duration::from_secs(1))
}

impl Bench {
    pub async fn new(operation: Operation, model: &Model, timeout: Duration, ledgers: Ledgers) -> Self {
        let merchant = Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap();
        let gateway = Gateway::start_with(model.clone(), merchant).await.unwrap();
        let (wallets, cards) = (gateway.base_url("general").unwrap(), gateway.base_url("card").unwrap());
        let clients = clients(&wallets, &cards, &ledgers.journal, timeout);
        let setup = Clients { wallets: general_client(&wallets, KEY), cards: card_client(&cards, KEY) };
        setup.cards.send(&orders::cc_addcard(CARD_ID)).await.unwrap();
        gateway.store_card(CARD_ID, CARD_NUMBER).unwrap();
        Self { operation, gateway, ledgers, clients, setup, last_number: 0 }
    }

    /// Returns this number of requests, with the orders that they are about.
    pub async fn prepare(&mut self, count: usize) -> Vec<Prepared> {
        let mut prepared = Vec::with_capacity(count);
        for _ in 0..count {
            self.last_number += 1;
            let reference = format!("n{}", self.last_number);
            let pay_order_id =
                if self.operation.needs_a_paid_order() { self.paid_order(&reference).await } else { String::new() };
            prepared.push(Prepared { reference, pay_order_id });
        }
        prepared
    }

    /// Returns the id of a new paid order, which the sandbox accepts for the operation. Its reference is that of a query.
    async fn paid_order(&self, number: &str) -> String {
        let number = if self.operation == Operation::Query { number.to_owned() } else { format!("paid-{number}") };
        if self.operation.family() == "card" {
            let paid = self.setup.cards.send(&token_purchase(&number)).await.unwrap();
            let id = paid.into_inner().ret_data.pay_order_id.to_string();
            if self.operation == Operation::CardRefund {
                self.gateway.settle(&id).unwrap();
            }
            return id;
        }
        let order = self.setup.wallets.send(&orders::wx_native(&number, orders::NOTIFY_URL)).await.unwrap();
        let id = order.pay_order_id.to_string();
        // The notification is not sent to a remote host, but the order is paid.
        let _ = self.gateway.pay(&id).await;
        id
    }

    /// Returns how many orders, refunds or voids with this reference the sandbox has executed.
    pub fn executed(&self, reference: &str) -> usize {
        match self.operation {
            Operation::WalletRefund | Operation::CardRefund | Operation::Void => {
                self.gateway.refunds().iter().filter(|refund| refund.mch_refund_no == reference).count()
            }
            _ => self.gateway.orders().iter().filter(|order| order.mch_order_no == reference).count(),
        }
    }

    /// Returns the faults of the requests of this operation that the sandbox has received, in order.
    pub fn requests(&self) -> Vec<Option<(Fault, Timing)>> {
        let fault = |kind: EventKind| match kind {
            EventKind::Request(it) if it.endpoint == self.operation.path() && it.family == self.operation.family() => {
                Some(it.fault)
            }
            _ => None,
        };
        self.gateway.events().into_iter().filter_map(|event| fault(event.kind)).collect()
    }

    /// Resolves the open entries of the operation's family.
    pub async fn sweep(&self) -> SweepReport {
        let journal = &*self.ledgers.journal;
        let report = match self.operation.family() {
            "card" => self.clients.cards.sweep_journal(journal).policy(policy()).concurrency(8).await,
            _ => self.clients.wallets.sweep_journal(journal).policy(policy()).concurrency(8).await,
        };
        report.unwrap()
    }

    /// Returns the journal entry of a request.
    pub async fn entry(&self, it: &Prepared) -> Option<JournalEntry> {
        let key = JournalKey::new(MCH_ID, self.operation.family(), self.operation.reference_field(), &it.reference);
        self.ledgers.journal.entry(&key).await.unwrap()
    }
}

/// Returns in a word what the caller learns from the response.
pub fn response_in_words(result: &Result<(), Error>) -> &'static str {
    match result {
        Ok(()) => "accepted",
        Err(Error::Unreachable(_)) => "not sent",
        Err(Error::NotJournaled(_)) => "not sent twice",
        Err(Error::Rejected(_)) => "rejected",
        Err(_) => "unknown",
    }
}
