//! Customers, who order and pay, and the staff of the shop, who refunds.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iotpay_client::journal::JournalKey;
use iotpay_sandbox::{Fault, FaultRule, Gateway, InvalidRule, Order, Refund, Timing};

use super::MCH_ID;

/// A request for an order or a refund, which the shop may or may not have received.
#[derive(Debug, Clone)]
pub struct Placed {
    pub kind: Kind,
    pub reference: String,
    pub amount: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A QR code.
    Wallet,
    /// The card form.
    Card,
    /// A stored card.
    Token,
    Refund,
}

impl Placed {
    /// Returns the key of its entry in the journal.
    pub fn key(&self) -> JournalKey {
        let (family, field) = match self.kind {
            Kind::Wallet => ("general", "mchOrderNo"),
            Kind::Card | Kind::Token => ("card", "mchOrderNo"),
            Kind::Refund => ("card", "mchRefundNo"),
        };
        JournalKey::new(MCH_ID, family, field, &self.reference)
    }
}

/// The customers and the staff.
pub struct Customers {
    gateway: Arc<Gateway>,
    /// Where the shop is.
    url: String,
    http: reqwest::Client,
    random: Mutex<fastrand::Rng>,
    placed: Mutex<Vec<Placed>>,
    is_over: AtomicBool,
}

/// Faults of the sandbox, each with its probability: some orders exist although the shop receives no response.
const FAULTS: [(Fault, Timing, f64); 4] = [
    (Fault::Reset, Timing::After, 0.04),
    (Fault::Reset, Timing::Before, 0.03),
    (Fault::Status(503), Timing::After, 0.03),
    (Fault::Timeout, Timing::After, 0.01),
];

/// Adds the faults to the requests that move money.
pub fn add_faults(gateway: &Gateway) -> Result<(), InvalidRule> {
    for endpoint in ["create_order", "cc_purchase", "cc_purchasewithtoken", "cc_refund"] {
        for (fault, timing, probability) in FAULTS {
            gateway.inject(FaultRule::new(fault, timing).endpoint(endpoint).probability(probability))?;
        }
    }
    Ok(())
}

impl Customers {
    pub fn new(gateway: Arc<Gateway>, url: String, seed: u64) -> Arc<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().unwrap();
        let (random, placed) = (Mutex::new(fastrand::Rng::with_seed(seed)), Mutex::default());
        Arc::new(Self { gateway, url, http, random, placed, is_over: AtomicBool::new(false) })
    }

    /// Orders one after another until the customers go home.
    pub async fn order(self: Arc<Self>) {
        while !self.is_over.load(Ordering::Relaxed) {
            let (kind, amount, pause) = {
                let mut random = self.random.lock().unwrap();
                let kind = [Kind::Wallet, Kind::Wallet, Kind::Card, Kind::Token][random.usize(0..4)];
                (kind, random.i64(1..100_000), random.u64(10..50))
            };
            let reference = self.place(kind, None, amount);
            let kind = match kind {
                Kind::Wallet => "wallet",
                Kind::Card => "card",
                Kind::Token | Kind::Refund => "token",
            };
            self.post(format!("{}/orders/{kind}/{reference}/{amount}", self.url)).await;
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }

    fn place(&self, kind: Kind, of: Option<&Order>, amount: i64) -> String {
        let mut placed = self.placed.lock().unwrap();
        let reference = of.map_or_else(|| format!("o{}", placed.len()), |order| format!("{}-r1", order.mch_order_no));
        placed.push(Placed { kind, reference: reference.clone(), amount });
        reference
    }

    /// Sends a request once. Whatever happens to it, the shop must know in the end what became of the order.
    async fn post(&self, url: String) {
        if let Ok(response) = self.http.post(url).send().await {
            let _ = response.bytes().await;
        }
    }

    /// Pays orders as soon as they exist at the gateway, also if the shop does not know about them. A few are declined,
    /// a few are not paid, and some are refunded.
    pub async fn pay(self: Arc<Self>) {
        let (mut decided, mut notified) = (HashSet::new(), HashSet::new());
        while !self.is_over.load(Ordering::Relaxed) {
            for order in self.gateway.orders() {
                if decided.insert(order.pay_order_id.clone()) {
                    self.decide(&order).await;
                }
            }
            for refund in self.gateway.refunds() {
                if notified.insert(refund.refund_order_id.clone()) {
                    self.report(&refund).await;
                }
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    async fn decide(self: &Arc<Self>, order: &Order) {
        let (decision, refunds) = {
            let mut random = self.random.lock().unwrap();
            (random.u8(0..100), random.u8(0..100) < 30)
        };
        let id = order.pay_order_id.as_str();
        match decision {
            // Stored cards are charged at once.
            _ if order.paid_at.is_some() => return,
            0..4 => return self.gateway.decline(id).unwrap(),
            4..7 => return,
            // Notifications are reordered, so that none is sent at once.
            _ => drop(self.gateway.pay(id).await),
        }
        if refunds && order.family == "card" {
            self.gateway.settle(id).unwrap();
            let reference = self.place(Kind::Refund, Some(order), order.amount);
            let url = format!("{}/refunds/{reference}/{id}/{}", self.url, order.amount);
            let this = Arc::clone(self);
            tokio::spawn(async move { this.post(url).await });
        }
    }

    /// Notifies the shop of some refunds. The sweep finds the others.
    async fn report(&self, refund: &Refund) {
        if self.random.lock().unwrap().u8(0..100) < 60 {
            drop(self.gateway.notify_refund(&refund.refund_order_id).await);
        }
    }

    /// Nobody orders or pays any more.
    pub fn go_home(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub fn placed(&self) -> Vec<Placed> {
        self.placed.lock().unwrap().clone()
    }
}
