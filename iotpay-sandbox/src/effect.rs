//! What a call does to the ledger.

use std::collections::BTreeMap;

use iotpay_client::{Fields, Signer, Value};
use iotpay_gen::model::{Effect, Endpoint, Family, Model, Operation, Outcome, Type};

use crate::answer::Known;
use crate::check::text;
use crate::gateway::{Merchant, now};
use crate::ledger::{Card, Ledger, Order, Refund};
use crate::refusal::Refusal;

/// A checked request, and where it belongs.
pub(crate) struct Call<'a> {
    pub(crate) model: &'a Model,
    pub(crate) family: &'a Family,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) operation: &'a Operation,
    pub(crate) merchant: &'a Merchant,
    pub(crate) fields: &'a Fields,
    /// Where the gateway listens.
    pub(crate) origin: &'a str,
}

impl Call<'_> {
    /// Does what is asked, and says what is known for the answer.
    pub(crate) fn run(&self, ledger: &mut Ledger) -> Result<Known, Refusal> {
        match self.endpoint.effect {
            Effect::CreateOrder => self.create_order(ledger),
            Effect::QueryOrder => self.query_order(ledger),
            Effect::RefundOrder => self.refund_order(ledger),
            Effect::AddCard => self.add_card(ledger),
            effect => Err(Refusal::business(format!("{} is not served", effect.as_str()))),
        }
    }

    fn create_order(&self, ledger: &mut Ledger) -> Result<Known, Refusal> {
        let mch_order_no = self.needed("mchOrderNo")?;
        if ledger.by_mch_order_no(&self.family.name, mch_order_no).is_some() {
            return Err(Refusal::business(format!("mchOrderNo {mch_order_no} was used before")));
        }
        let pay_order_id = ledger.next_id("P");
        let order = Order {
            pay_order_id,
            mch_order_no: mch_order_no.to_owned(),
            family: self.family.name.clone(),
            amount: self.cents("amount")?,
            refunded: 0,
            status: status(self.model, self.family, Outcome::Pending, 0),
            paid_at: None,
            fields: self.given(),
        };
        let mut known = facts(&order);
        self.add_secure_id(&order.pay_order_id, "purchase", &mut known);
        ledger.orders.push(order);
        Ok(known)
    }

    fn query_order(&self, ledger: &mut Ledger) -> Result<Known, Refusal> {
        let family = &self.family.name;
        let order = match (text(self.fields, "payOrderId"), text(self.fields, "mchOrderNo")) {
            (Some(id), _) => ledger.by_pay_order_id(family, id),
            (None, Some(number)) => ledger.by_mch_order_no(family, number),
            (None, None) => None,
        };
        order.map(|order| facts(order)).ok_or_else(Refusal::no_order)
    }

    fn refund_order(&self, ledger: &mut Ledger) -> Result<Known, Refusal> {
        let mch_refund_no = self.needed("mchRefundNo")?.to_owned();
        let amount = self.cents("refundAmount")?;
        if ledger.refunds.iter().any(|refund| refund.mch_refund_no == mch_refund_no) {
            return Err(Refusal::business(format!("mchRefundNo {mch_refund_no} was used before")));
        }
        let refund_order_id = ledger.next_id("R");
        let pay_order_id = self.needed("payOrderId")?;
        let order = ledger.by_pay_order_id(&self.family.name, pay_order_id).ok_or_else(Refusal::no_order)?;
        if order.paid_at.is_none() {
            return Err(Refusal::business("the order is not paid"));
        }
        if amount > order.amount - order.refunded {
            return Err(Refusal::business("the refund is more than what is left of the order"));
        }
        order.refunded += amount;
        let mut known = facts(order);
        known.insert("refundOrderId".into(), refund_order_id.clone());
        let pay_order_id = order.pay_order_id.clone();
        ledger.refunds.push(Refund { refund_order_id, mch_refund_no, pay_order_id, amount });
        Ok(known)
    }

    fn add_card(&self, ledger: &mut Ledger) -> Result<Known, Refusal> {
        let card_id = self.needed("cardId")?;
        if ledger.cards.contains_key(card_id) {
            return Err(Refusal::business(format!("cardId {card_id} was used before")));
        }
        ledger.cards.insert(card_id.to_owned(), Card { card_id: card_id.to_owned() });
        let mut known: Known = self.given();
        self.add_secure_id(card_id, "addcard", &mut known);
        Ok(known)
    }

    /// What the merchant gave, as far as the call knows it: a field that it does not know is no fact.
    fn given(&self) -> BTreeMap<String, String> {
        let known = self.fields.iter().filter(|field| self.operation.request_field(field.name()).is_some());
        known.map(|field| (field.name().to_owned(), field.text().to_owned())).collect()
    }

    /// The id that hands a card form to the browser: 64 hexadecimal digits, and the page with it.
    fn add_secure_id(&self, id: &str, page: &str, known: &mut Known) {
        let half = |salt: &str| {
            let mut signer = Signer::new();
            signer.field(salt, Value::Text(id));
            signer.finish(&self.merchant.key).to_string().to_lowercase()
        };
        let secure_id = half("a") + &half("b");
        known.insert("redirectUrl".into(), format!("{}/cc/{page}?key={secure_id}", self.origin));
        known.insert("secureId".into(), secure_id);
    }

    fn needed(&self, name: &str) -> Result<&str, Refusal> {
        text(self.fields, name).ok_or_else(|| Refusal::field(name))
    }

    fn cents(&self, name: &str) -> Result<i64, Refusal> {
        self.needed(name)?.parse().map_err(|_| Refusal::field(name))
    }
}

/// What is known of an order: what the merchant gave, and what became of it.
pub(crate) fn facts(order: &Order) -> BTreeMap<String, String> {
    let mut known = order.fields.clone();
    known.remove("sign");
    known.insert("payOrderId".into(), order.pay_order_id.clone());
    known.insert("status".into(), order.status.clone());
    if let Some(paid_at) = order.paid_at {
        known.insert("paySuccTime".into(), paid_at.to_string());
    }
    known
}

/// Marks an order as paid; nothing happens when it already is.
pub(crate) fn pay(model: &Model, family: &Family, order: &mut Order) {
    if order.paid_at.is_none() {
        order.paid_at = Some(now());
        order.status = status(model, family, Outcome::Success, 0);
    }
}

/// The code of a status: the first, second … that the family's notification has for an outcome.
pub(crate) fn status(model: &Model, family: &Family, outcome: Outcome, nth: usize) -> String {
    let of_family = model.families.iter().position(|known| known.name == family.name);
    let pages = model.pages.iter().filter(|page| Some(page.family) == of_family);
    let fields = pages.flat_map(|page| &page.notifications).flat_map(|notification| &notification.fields);
    let statuses = fields.filter_map(|field| match &field.ty {
        Type::Choice(choice) => model.enumerations.get(choice.enumeration).filter(|it| it.has_outcomes()),
        _ => None,
    });
    let values = statuses.take(1).flat_map(|enumeration| &enumeration.values);
    let codes: Vec<_> = values.filter(|value| value.outcome == Some(outcome)).collect();
    codes.get(nth).or(codes.last()).map_or_else(String::new, |value| value.wire.clone())
}

/// Whether a field is written as a number.
pub(crate) fn is_integer(ty: &Type) -> bool {
    match ty {
        Type::Cents | Type::Integer(_) => true,
        Type::Choice(choice) => choice.integer,
        _ => false,
    }
}
