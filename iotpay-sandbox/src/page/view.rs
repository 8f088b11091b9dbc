//! Orders as the page shows them.

use iotpay_gen::model::{Family, Model, Outcome};

use crate::clock;
use crate::ledger::{Order, Refund};
use crate::names::Names;

/// The state of an order in words, and the class of its badge.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) class: &'static str,
    pub(super) text: &'static str,
}

impl State {
    pub(super) fn of(order: &Order) -> Self {
        let (class, text) = match order.outcome() {
            Outcome::Pending => ("waiting", "Waiting"),
            Outcome::Failed => ("failed", "Failed"),
            Outcome::Success if order.refunded >= order.amount => ("refunded", "Refunded"),
            Outcome::Success if order.refunded > 0 => ("refunded", "Partly refunded"),
            Outcome::Success if order.is_settled => ("settled", "Settled"),
            Outcome::Success => ("paid", "Paid"),
        };
        Self { class, text }
    }
}

/// An order in the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) amount: String,
    pub(super) currency: String,
    pub(super) channel: String,
    pub(super) created: String,
    pub(super) state: State,
    pub(super) is_current: bool,
}

impl Row {
    pub(super) fn new(model: &Model, order: &Order, current: Option<&str>) -> Self {
        Self {
            id: order.pay_order_id.clone(),
            reference: order.mch_order_no.clone(),
            amount: amount(order.amount),
            currency: currency(model, order),
            channel: channel(model, order),
            // Without the year.
            created: clock::as_text(order.created_at).chars().skip(5).collect(),
            state: State::of(order),
            is_current: current == Some(order.pay_order_id.as_str()),
        }
    }
}

/// A refund of an order.
pub(super) struct RefundRow {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) amount: String,
    pub(super) created: String,
}

impl RefundRow {
    pub(super) fn new(refund: &Refund) -> Self {
        Self {
            id: refund.refund_order_id.clone(),
            reference: refund.mch_refund_no.clone(),
            amount: amount(refund.amount),
            created: clock::as_text(refund.created_at),
        }
    }
}

/// Returns cents as a decimal number.
pub(super) fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn family<'m>(model: &'m Model, order: &Order) -> Option<&'m Family> {
    model.families.iter().find(|family| family.name == order.family)
}

/// Returns the channel of an order, or else the name of its family.
pub(super) fn channel(model: &Model, order: &Order) -> String {
    let requests = family(model, order).into_iter().flat_map(|it| Names::of(model, it).endpoints());
    let mut fields = requests.flat_map(|endpoint| &endpoint.operations).flat_map(|operation| &operation.request);
    let channel = fields.find_map(|field| order.fields.get(&field.wire).filter(|_| field.is_channel));
    channel.unwrap_or(&order.family).to_owned()
}

/// Returns the currency of an order: the value of an enumeration that lists only currency codes.
pub(super) fn currency(model: &Model, order: &Order) -> String {
    let requests = family(model, order).into_iter().flat_map(|it| Names::of(model, it).endpoints());
    let mut fields = requests.flat_map(|endpoint| &endpoint.operations).flat_map(|operation| &operation.request);
    let currency = fields.find_map(|field| {
        let enumeration = model.enumeration_of(field)?;
        order.fields.get(&field.wire).filter(|_| enumeration.has_currencies())
    });
    currency.unwrap_or_default().to_owned()
}

/// Returns the name of an order's status in the spec.
pub(super) fn status(model: &Model, order: &Order) -> String {
    let outcome = order.outcome();
    let statuses = model.enumerations.iter().filter(|enumeration| enumeration.has_outcomes());
    let mut values = statuses.flat_map(|enumeration| &enumeration.values);
    let value = values.find(|value| value.wire == order.status && value.outcome == Some(outcome));
    value.map_or_else(|| order.status.clone(), |value| format!("{} ({})", order.status, value.variant))
}
