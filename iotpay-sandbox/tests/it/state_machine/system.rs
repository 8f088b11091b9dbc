//! The sandbox, its clients and a shop that receives notifications.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::Uri;
use iotpay_client::{autodebit, card, general};
use iotpay_gen::model::Model as Spec;
use iotpay_sandbox::{ContractLimits, ContractState, Gateway, PeriodLimits};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::model::{Contract, DEBITS_PER_DAY, Family, Model, State as OrderState};
use crate::data::TemporaryFile;
use crate::shop::{KEY, MCH_ID, credentials, merchant};

pub type Checked = Result<(), TestCaseError>;

/// 2026-03-01 22:00:00 UTC: days begin during a run.
const START: u64 = 1_772_402_400_000;

#[derive(Clone)]
pub struct Clients {
    pub wallet: general::Client,
    pub forger: general::Client,
    pub card: card::Client,
    pub debit: autodebit::Client,
}

impl Clients {
    fn of(gateway: &Gateway) -> Self {
        let url = |family: Family| gateway.base_url(family.name()).unwrap();
        let wallet =
            |key| general::Client::builder(credentials(MCH_ID, key)).base_url(url(Family::Wallet)).build().unwrap();
        Self {
            wallet: wallet(KEY),
            forger: wallet("the-key-of-someone-else"),
            card: card::Client::builder(credentials(MCH_ID, KEY)).base_url(url(Family::Card)).build().unwrap(),
            debit: autodebit::Client::builder(credentials(MCH_ID, KEY)).base_url(url(Family::Debit)).build().unwrap(),
        }
    }
}

/// The texts of the notifications that have arrived.
type Inbox = Arc<Mutex<Vec<String>>>;

/// The sandbox, its clients and a shop that acknowledges every notification.
pub struct System {
    spec: Spec,
    file: TemporaryFile,
    pub gateway: Gateway,
    pub clients: Clients,
    pub notify_url: String,
    inbox: Inbox,
    /// The final states of orders by their ids: whether they are paid.
    pub finals: BTreeMap<String, bool>,
}

async fn start(spec: &Spec, file: &TemporaryFile) -> Gateway {
    let per_day = PeriodLimits { debits: Some(DEBITS_PER_DAY), ..PeriodLimits::default() };
    let limits = ContractLimits { per_day, ..ContractLimits::unlimited() };
    let builder = Gateway::builder(merchant()).model(spec.clone()).data(file.path());
    builder.contract_limits(limits).start().await.unwrap()
}

impl System {
    pub async fn new() -> Self {
        let spec = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
        let file = TemporaryFile::new("state-machine");
        let gateway = start(&spec, &file).await;
        let inbox = Inbox::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let notify_url = format!("http://{}/notify", listener.local_addr().unwrap());
        let router = Router::new().fallback(receive).with_state(Arc::clone(&inbox));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let clients = Clients::of(&gateway);
        Self { spec, file, gateway, clients, notify_url, inbox, finals: BTreeMap::new() }
    }

    /// Removes the state of the previous run, and returns the model of the empty state.
    pub fn reset(&mut self) -> Model {
        self.gateway.reset();
        self.gateway.set_speed(0.0);
        self.gateway.set_time(START);
        self.finals.clear();
        self.notifications();
        let mut model = Model::default();
        model.set_time(START);
        model
    }

    /// Stops the sandbox, and starts another one with the same file.
    pub async fn restart(self) -> Self {
        self.gateway.shut_down().await.unwrap();
        let gateway = start(&self.spec, &self.file).await;
        let clients = Clients::of(&gateway);
        Self { gateway, clients, ..self }
    }

    /// Returns the notifications that have arrived since the last call.
    pub fn notifications(&self) -> Vec<String> {
        std::mem::take(&mut self.inbox.lock().unwrap())
    }

    /// Compares the state of the sandbox with that of the model, and checks what is always true.
    pub fn check(&mut self, model: &Model) -> Checked {
        prop_assert_eq!(self.gateway.now(), model.now);
        let (orders, refunds) = (self.gateway.orders(), self.gateway.refunds());
        prop_assert_eq!(orders.len(), model.orders.len());
        for (order, expected) in orders.iter().zip(&model.orders) {
            let state = match (order.paid_at, order.has_failed) {
                (None, false) => OrderState::Pending,
                (Some(_), false) => OrderState::Paid,
                (None, true) => OrderState::Failed,
                (Some(_), true) => return Err(TestCaseError::fail(format!("paid and failed: {order:?}"))),
            };
            let is_of_model =
                (&order.family[..], &order.mch_order_no, order.amount, order.refunded, state, order.is_settled)
                    == (
                        expected.family.name(),
                        &expected.reference,
                        expected.amount,
                        expected.refunded,
                        expected.state,
                        expected.is_settled,
                    );
            prop_assert!(is_of_model, "{:?}\n{:?}", order, expected);
            prop_assert_eq!(["2", "3"].contains(&&order.status[..]), state == OrderState::Paid, "{:?}", order);
            let of_order = refunds.iter().filter(|refund| refund.pay_order_id == order.pay_order_id);
            prop_assert_eq!(of_order.map(|refund| refund.amount).sum::<i64>(), order.refunded);
            prop_assert!((0..=order.amount).contains(&order.refunded), "{:?}", order);
            if state != OrderState::Pending {
                let is_paid = state == OrderState::Paid;
                let first = *self.finals.entry(order.pay_order_id.clone()).or_insert(is_paid);
                prop_assert_eq!(first, is_paid, "two final states: {:?}", order);
            }
        }
        let of_order = |id: &str| orders.iter().position(|order| order.pay_order_id == id).unwrap();
        let found: BTreeMap<_, _> = refunds
            .iter()
            .map(|refund| {
                ((&refund.family[..], &refund.mch_refund_no[..]), (of_order(&refund.pay_order_id), refund.amount))
            })
            .collect();
        let expected =
            model.refunds.iter().map(|((family, reference), refund)| ((family.name(), &reference[..]), *refund));
        prop_assert_eq!(found, expected.collect());
        let ids = orders.iter().map(|it| &it.pay_order_id).chain(refunds.iter().map(|it| &it.refund_order_id));
        prop_assert_eq!(ids.collect::<BTreeSet<_>>().len(), orders.len() + refunds.len());
        let cards = self.gateway.cards();
        let cards: BTreeMap<_, _> = cards.iter().map(|it| (&it.card_id, it.masked_number.is_some())).collect();
        prop_assert_eq!(cards, model.cards.iter().map(|(id, card)| (id, card.is_stored)).collect());
        let contracts = self.gateway.contracts();
        let state = |state| match state {
            ContractState::Pending => Contract::Pending,
            ContractState::Signed => Contract::Signed,
            ContractState::Terminated => Contract::Ended,
        };
        let contracts: BTreeMap<_, _> =
            contracts.iter().map(|it| (it.mch_contract_id.clone(), state(it.state))).collect();
        prop_assert_eq!(&contracts, &model.contracts);
        Ok(())
    }
}

async fn receive(State(inbox): State<Inbox>, uri: Uri, body: Bytes) -> &'static str {
    let text = format!("{} {}", uri.query().unwrap_or_default(), String::from_utf8_lossy(&body));
    inbox.lock().unwrap().push(text);
    "success"
}
