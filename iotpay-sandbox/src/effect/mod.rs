//! The effects of endpoints on the ledger.

mod card;
mod contract;
mod documented;
mod order;
mod refund;

use iotpay_client::Cents;
use iotpay_client::incoming::Fields;
use iotpay_client::signing::{FieldValue, Signer};
use iotpay_gen::model::{Effect, Endpoint, Family, Field, Model, Operation, Outcome, Type};

use crate::check::text;
use crate::ledger::Ledger;
use crate::merchant::Merchant;
use crate::rejection::Rejection;
use crate::response::Known;

pub(crate) use order::{facts, pay};
pub(crate) use refund::refund_facts;

/// A validated request and its context.
pub(crate) struct RequestContext<'a> {
    pub(crate) model: &'a Model,
    pub(crate) family: &'a Family,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) operation: &'a Operation,
    pub(crate) merchant: &'a Merchant,
    pub(crate) fields: &'a Fields,
    /// The origin of the sandbox.
    pub(crate) origin: &'a str,
}

impl RequestContext<'_> {
    /// Applies the effect and returns the known values for the response.
    pub(crate) fn run(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        match self.endpoint.effect {
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
            Effect::OtherQuery | Effect::Other => Ok(self.documented()),
        }
    }

    /// The secure id of a card form, 64 hexadecimal digits, and the URL of its page.
    fn add_secure_id(&self, id: &str, page: &str, known: &mut Known) {
        let half = |salt: &str| {
            let mut signer = Signer::new();
            signer.field(salt, FieldValue::Text(id));
            signer.finish(&self.merchant.key).to_string().to_lowercase()
        };
        let secure_id = half("a") + &half("b");
        known.insert("redirectUrl".into(), format!("{}/cc/{page}?key={secure_id}", self.origin));
        known.insert("secureId".into(), secure_id);
    }

    /// Returns `true` if the response has a field, at the top level or in an object.
    fn responds_with(&self, wire: &str) -> bool {
        with_members(&self.operation.response).any(|field| field.wire == wire)
    }

    fn needed(&self, name: &str) -> Result<&str, Rejection> {
        text(self.fields, name).ok_or_else(|| Rejection::field(name))
    }

    fn cents(&self, name: &str) -> Result<i64, Rejection> {
        let amount = self.fields.get(name).ok_or_else(|| Rejection::field(name))?;
        let cents = amount.integer().ok().and_then(|cents| Cents::try_from(cents).ok());
        cents.map(|cents| i64::from(cents.get())).ok_or_else(|| Rejection::field(name))
    }

    fn status(&self, outcome: Outcome, nth: usize) -> String {
        status(self.model, self.family, outcome, nth)
    }
}

/// The value of a status: the first, second … with an outcome in the family's notifications or, without notifications,
/// in its responses. `None` if the pages list no such status.
pub(crate) fn status(model: &Model, family: &Family, outcome: Outcome, nth: usize) -> String {
    let of_family = model.families.iter().position(|known| known.name == family.name);
    let pages = || model.pages.iter().filter(|page| Some(page.family) == of_family);
    let notified = pages().flat_map(|page| &page.notifications).flat_map(|notification| &notification.fields);
    let operations = pages().flat_map(|page| &page.endpoints).flat_map(|endpoint| &endpoint.operations);
    let answered = operations.flat_map(|operation| with_members(&operation.response));
    let statuses = notified.chain(answered).filter_map(|field| match &field.ty {
        Type::Enum(choice) => model.enumerations.get(choice.enumeration).filter(|it| it.has_outcomes()),
        _ => None,
    });
    let values = statuses.take(1).flat_map(|enumeration| &enumeration.values);
    let codes: Vec<_> = values.filter(|value| value.outcome == Some(outcome)).collect();
    codes.get(nth).or(codes.last()).map_or_else(String::new, |value| value.wire.clone())
}

/// The fields and the members of their objects.
fn with_members(fields: &[Field]) -> impl Iterator<Item = &Field> {
    let members = fields.iter().filter_map(|field| field.ty.object()).flat_map(|members| &members.fields);
    fields.iter().chain(members)
}
