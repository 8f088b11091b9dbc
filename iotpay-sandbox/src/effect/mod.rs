//! The effects of endpoints on the ledger.

mod card;
mod contract;
mod documented;
mod order;
mod refund;

use std::time::Duration;

use iotpay_client::Cents;
use iotpay_client::incoming::Fields;
use iotpay_client::signing::{FieldValue, SignatureCase, Signer, SigningRule};
use iotpay_gen::model::{Effect, Endpoint, Family, Field, Model, Operation, Outcome, Role, Type};

use crate::check::text;
use crate::facts::{Facts, Known, with_members};
use crate::ledger::{Ledger, Scope};
use crate::merchant::Merchant;
use crate::names::Names;
use crate::rejection::Rejection;

pub(crate) use order::{fail, pay};

/// A validated request and its context.
pub(crate) struct RequestContext<'a> {
    pub(crate) model: &'a Model,
    pub(crate) family: &'a Family,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) operation: &'a Operation,
    pub(crate) merchant: &'a Merchant,
    pub(crate) fields: &'a Fields,
    /// The time, in milliseconds since 1970.
    pub(crate) now: u64,
    /// The origin of the sandbox.
    pub(crate) origin: &'a str,
}

impl<'a> RequestContext<'a> {
    /// Applies the effect and returns the known values for the response.
    pub(crate) fn run(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let facts = match self.endpoint.effect {
            Effect::CreateOrder => self.create_order(ledger),
            Effect::Charge => self.charge(ledger),
            Effect::QueryOrder => self.query_order(ledger),
            Effect::RefundOrder => self.refund_order(ledger),
            Effect::QueryRefund => self.query_refund(ledger),
            Effect::VoidOrder => self.void_order(ledger),
            Effect::AddCard => self.add_card(ledger),
            Effect::QueryCard => self.query_card(ledger),
            Effect::SignContract => self.sign_contract(ledger),
            Effect::Debit => self.debit(ledger),
            Effect::OtherQuery | Effect::Other => return Ok(self.documented()),
        }?;
        let mut known = facts.known(self.model, &self.operation.response);
        known.customer_page = self.has_customer_page().then(|| format!("{}/pay/{}", self.origin, known.id));
        Ok(known)
    }

    /// Returns `true` if the customer has to act, which is possible on a page of the sandbox.
    fn has_customer_page(&self) -> bool {
        let is_for_customer =
            matches!(self.endpoint.effect, Effect::CreateOrder | Effect::Charge | Effect::SignContract);
        cfg!(feature = "page") && is_for_customer
    }

    /// The page of a card form: its id, 64 hexadecimal digits, and its URL.
    fn add_page(&self, id: &str, page: &str, facts: &mut Facts) {
        let page_id = page_id(self.merchant, id);
        if facts.id.is_empty() {
            facts.id.clone_from(&page_id);
        }
        facts.set(Role::PageUrl, format!("{}/cc/{page}?key={page_id}", self.origin));
        facts.set(Role::PageId, page_id);
    }

    /// Returns `true` if the response leads to a page for the customer, which expires.
    fn has_page(&self) -> bool {
        self.response_fields().any(|field| matches!(field.role, Some(Role::PageUrl | Role::PageId)))
    }

    /// The time that is this long after the present.
    fn after(&self, time: Duration) -> u64 {
        self.now.saturating_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    /// The merchant and the family, which do not find the items of others.
    fn scope(&self) -> Scope<'a> {
        Scope { mch_id: &self.merchant.mch_id, family: &self.family.name }
    }

    /// The names that the family gives to fields.
    fn names(&self) -> Names<'a> {
        Names::of(self.model, self.family)
    }

    /// The fields of the response and of its objects.
    fn response_fields(&self) -> impl Iterator<Item = &'a Field> {
        with_members(&self.operation.response).map(|(_, field)| field)
    }

    /// The merchant reference of what the endpoint creates, with the name of its field.
    fn reference(&self) -> Result<(&'a str, &'a str), Rejection> {
        self.needed_of(self.endpoint.reference.as_deref().into_iter())
    }

    /// The first of these fields that the request contains, with its name.
    fn first_of(&self, mut names: impl Iterator<Item = &'a str>) -> Option<(&'a str, &'a str)> {
        names.find_map(|name| Some((name, text(self.fields, name)?)))
    }

    /// Like [`Self::first_of`]; rejects a request with none of the fields.
    fn needed_of(&self, names: impl Iterator<Item = &'a str>) -> Result<(&'a str, &'a str), Rejection> {
        let names: Vec<&str> = names.collect();
        let found = self.first_of(names.iter().copied());
        found.ok_or_else(|| Rejection::field(names.first().copied().unwrap_or_default()))
    }

    /// The IOTPay id in the request: in a field of this type, or in one with the name of such a field of the response.
    fn id(&self) -> Option<&'a str> {
        let is_id = |field: &&Field| matches!(field.ty, Type::Id(_));
        let of_request = self.operation.request.iter().filter(is_id);
        let of_response = self.response_fields().filter(is_id);
        self.first_of(of_request.chain(of_response).map(|field| field.wire.as_str())).map(|(_, id)| id)
    }

    /// The amount in the request.
    fn cents(&self) -> Result<i64, Rejection> {
        let field = self.operation.request.iter().find(|field| matches!(field.ty, Type::Cents));
        let name = field.map_or("", |field| &field.wire);
        let amount = self.fields.get(name).ok_or_else(|| Rejection::field(name))?;
        let cents = amount.integer().ok().and_then(|cents| Cents::try_from(cents).ok());
        cents.map(|cents| i64::from(cents.get())).ok_or_else(|| Rejection::field(name))
    }

    fn status(&self, outcome: Outcome, nth: usize) -> String {
        status(self.model, self.family, outcome, nth)
    }
}

/// The id of the page on which the customer pays an order or enters a card: 64 hexadecimal digits.
pub(crate) fn page_id(merchant: &Merchant, id: &str) -> String {
    // Any rule with 32 digits: the id only has to be hard to guess.
    let rule = SigningRule::new("").case(SignatureCase::Lower);
    let half = |salt: &str| {
        let mut signer = Signer::new(&rule, &merchant.key);
        signer.field(salt, FieldValue::Text(id));
        signer.finish().to_string()
    };
    half("a") + &half("b")
}

/// The value of a status: the first, second … with an outcome in the family's notifications or, without notifications,
/// in its responses. `None` if the pages list no such status.
pub(crate) fn status(model: &Model, family: &Family, outcome: Outcome, nth: usize) -> String {
    let of_family = model.families.iter().position(|known| known.name == family.name);
    let pages = || model.pages.iter().filter(|page| Some(page.family) == of_family);
    let notified = pages().flat_map(|page| &page.notifications).flat_map(|notification| &notification.fields);
    let operations = pages().flat_map(|page| &page.endpoints).flat_map(|endpoint| &endpoint.operations);
    let answered = operations.flat_map(|operation| with_members(&operation.response));
    let statuses = notified.chain(answered.map(|(_, field)| field)).filter_map(|field| match &field.ty {
        Type::Enum(choice) => model.enumerations.get(choice.enumeration).filter(|it| it.has_outcomes()),
        _ => None,
    });
    let values = statuses.take(1).flat_map(|enumeration| &enumeration.values);
    let codes: Vec<_> = values.filter(|value| value.outcome == Some(outcome)).collect();
    codes.get(nth).or(codes.last()).map_or_else(String::new, |value| value.wire.clone())
}
