//! A sandbox, the model that it serves, and the preparation that a request needs to succeed.

use std::sync::atomic::{AtomicUsize, Ordering};

use iotpay_gen::model::{Effect, Endpoint, Family, Model, Operation};
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, load};
use iotpay_sandbox::{Card, Contract, ContractError, Gateway, Merchant, NotSent, Order, OrderError, Refund};
use serde_json::Value;

use super::raw_request::{CARD_NUMBER, body, post, smallest};
use super::signing::{Map, Scalar};
use super::tables;
use super::{KEY, LOGIN_NAME, MCH_ID};

/// A sandbox and the model that it serves.
pub struct Sandbox {
    pub model: Model,
    pub gateway: Gateway,
    last_number: AtomicUsize,
}

/// A request type of the spec, with its endpoint.
#[derive(Clone, Copy)]
pub struct Case<'m> {
    pub family: &'m Family,
    pub endpoint: &'m Endpoint,
    pub operation: &'m Operation,
}

impl Case<'_> {
    /// Returns the name for assertions.
    pub fn name(&self) -> String {
        format!("{}/{} {}", self.family.name, self.endpoint.name, self.operation.type_name)
    }
}

/// Returns every request type of the spec.
pub fn cases(model: &Model) -> Vec<Case<'_>> {
    let endpoints = model.pages.iter().flat_map(|page| page.endpoints.iter().map(move |it| (page.family, it)));
    let cases = endpoints.flat_map(|(family, endpoint)| {
        let operations = endpoint.operations.iter();
        operations.map(move |operation| Case { family: &model.families[family], endpoint, operation })
    });
    cases.collect()
}

/// The complete state of a sandbox.
#[derive(Debug, PartialEq)]
pub struct Ledger {
    pub orders: Vec<Order>,
    pub refunds: Vec<Refund>,
    pub cards: Vec<Card>,
    pub contracts: Vec<Contract>,
}

impl Sandbox {
    /// Starts a sandbox with the embedded spec.
    pub async fn new() -> Self {
        Self::with(&embedded()).await
    }

    /// Starts a sandbox with the embedded spec, and one with the small spec, which has every effect.
    pub async fn all() -> [Self; 2] {
        [Self::new().await, Self::with(&tables::files()).await]
    }

    /// Starts a sandbox with another spec.
    pub async fn with(files: &[SourceFile]) -> Self {
        let model = load(files).unwrap_or_else(|invalid| panic!("{invalid}"));
        let merchant = Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap();
        let gateway = Gateway::start_with(model.clone(), merchant).await.unwrap();
        Self { model, gateway, last_number: AtomicUsize::new(0) }
    }

    /// Returns the number of request types in the spec.
    pub fn request_types(&self) -> usize {
        let endpoints = self.model.pages.iter().flat_map(|page| &page.endpoints);
        endpoints.map(|endpoint| endpoint.operations.len()).sum()
    }

    pub fn url(&self, family: &Family, path: &str) -> String {
        format!("{}{path}", self.gateway.base_url(&family.name).unwrap())
    }

    /// Sends fields with a valid signature, and returns the response.
    pub async fn ask(&self, case: &Case<'_>, fields: &Map) -> Value {
        self.ask_raw(case, body(case.family, fields)).await
    }

    pub async fn ask_raw(&self, case: &Case<'_>, body: String) -> Value {
        let (status, text) = post(&self.url(case.family, &case.endpoint.path), case.family, body).await;
        assert_eq!(status, 200, "{}: {text}", case.name());
        serde_json::from_str(&text).unwrap()
    }

    /// Sends fields that must succeed.
    pub async fn succeed(&self, case: &Case<'_>, fields: &Map) -> Value {
        let response = self.ask(case, fields).await;
        let envelope = &case.family.envelope;
        for code in [Some(&envelope.code), envelope.result.as_ref()].into_iter().flatten() {
            assert_eq!(response[code], "SUCCESS", "{}: {fields:?} {response}", case.name());
        }
        response
    }

    /// Returns the smallest request that succeeds; first creates the order, card or contract that it refers
    /// to.
    pub async fn valid_fields(&self, case: &Case<'_>) -> Map {
        let mut fields = smallest(&self.model, case.operation);
        let mut set = |name: &str, value: &str| {
            let found = fields.get_mut(name).map(|field| *field = Scalar::from(value));
            found.unwrap_or_else(|| panic!("{} has no {name}", case.name()));
        };
        match case.endpoint.effect {
            Effect::CreateOrder | Effect::AddCard | Effect::SignContract | Effect::OtherQuery | Effect::Other => {}
            Effect::Charge if case.operation.request_field("cardId").is_none_or(|field| !field.required) => {}
            Effect::Charge | Effect::QueryCard => set("cardId", &self.stored_card(case.family).await),
            Effect::Debit => set("mchContractId", &self.signed_contract(case.family).await),
            Effect::RefundOrder | Effect::VoidOrder => {
                let order = self.paid_order(case.family).await;
                set("payOrderId", &order.pay_order_id);
                if case.endpoint.effect == Effect::RefundOrder {
                    self.gateway.settle(&order.pay_order_id).unwrap();
                }
            }
            Effect::QueryRefund => {
                let refund = self.refund(case.family).await;
                for (name, value) in
                    [("refundOrderId", &refund.refund_order_id), ("mchRefundNo", &refund.mch_refund_no)]
                {
                    if let Some(field) = fields.get_mut(name) {
                        *field = Scalar::from(value.as_str());
                    }
                }
            }
            Effect::QueryOrder => {
                let order = self.paid_order(case.family).await;
                for (name, value) in [("payOrderId", &order.pay_order_id), ("mchOrderNo", &order.mch_order_no)] {
                    if let Some(field) = fields.get_mut(name) {
                        *field = Scalar::from(value.as_str());
                    }
                }
            }
        }
        if let Some(reference) = &case.endpoint.reference {
            fields.insert(reference.clone(), Scalar::Text(self.fresh_number()));
        }
        fields
    }

    /// Returns a paid order of the family: charged by a request if possible, and otherwise paid by the
    /// customer.
    pub async fn paid_order(&self, family: &Family) -> Order {
        let case = self.first(family, &[Effect::CreateOrder, Effect::Charge, Effect::Debit]);
        let fields = Box::pin(self.valid_fields(&case)).await;
        self.succeed(&case, &fields).await;
        let id = self.gateway.orders().pop().unwrap().pay_order_id;
        if case.endpoint.effect == Effect::CreateOrder {
            let sent = self.gateway.pay(&id).await;
            let unsent = [NotSent::NoNotification, NotSent::NoNotifyUrl, NotSent::NotAllowed].map(OrderError::NotSent);
            assert!(sent.is_err_and(|error| unsent.contains(&error)), "nothing may be sent to a remote host");
        }
        self.gateway.orders().pop().unwrap()
    }

    async fn refund(&self, family: &Family) -> Refund {
        let case = self.first(family, &[Effect::RefundOrder]);
        let fields = Box::pin(self.valid_fields(&case)).await;
        self.succeed(&case, &fields).await;
        self.gateway.refunds().pop().unwrap()
    }

    async fn stored_card(&self, family: &Family) -> String {
        let case = self.first(family, &[Effect::AddCard]);
        let fields = Box::pin(self.valid_fields(&case)).await;
        self.succeed(&case, &fields).await;
        let id = self.gateway.cards().pop().unwrap().card_id;
        self.gateway.store_card(&id, CARD_NUMBER).unwrap();
        id
    }

    async fn signed_contract(&self, family: &Family) -> String {
        let case = self.first(family, &[Effect::SignContract]);
        let fields = Box::pin(self.valid_fields(&case)).await;
        self.succeed(&case, &fields).await;
        let id = self.gateway.contracts().pop().unwrap().mch_contract_id;
        let sent = self.gateway.sign_contract(&id).await;
        let unsent = [NotSent::NoNotification, NotSent::NotAllowed].map(ContractError::NotSent);
        assert!(sent.is_err_and(|error| unsent.contains(&error)), "nothing may be sent to a remote host");
        id
    }

    /// Returns the family's first request type with one of these effects, in order of preference.
    fn first(&self, family: &Family, effects: &[Effect]) -> Case<'_> {
        let of_family = cases(&self.model).into_iter().filter(|case| case.family.name == family.name);
        let preference = |case: &Case<'_>| effects.iter().position(|effect| *effect == case.endpoint.effect);
        let case = of_family.filter(|case| preference(case).is_some()).min_by_key(preference);
        case.unwrap_or_else(|| panic!("{} has no endpoint with {effects:?}", family.name))
    }

    /// Returns a unique number.
    pub fn fresh_number(&self) -> String {
        format!("n{}", self.last_number.fetch_add(1, Ordering::Relaxed))
    }

    pub fn ledger(&self) -> Ledger {
        let gateway = &self.gateway;
        Ledger {
            orders: gateway.orders(),
            refunds: gateway.refunds(),
            cards: gateway.cards(),
            contracts: gateway.contracts(),
        }
    }
}
