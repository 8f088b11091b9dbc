//! Refunds that the merchant makes without a request, as in the gateway's back office.

use iotpay_client::incoming::Fields;
use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Effect, Endpoint, Family, Operation, Type};

use super::OrderError;
use crate::effect::RequestContext;
use crate::gateway::Gateway;
use crate::ledger::{Ledger, Order, Refund, Scope};
use crate::names::{Names, ORDERS};

impl Gateway {
    /// Refunds a paid order, in full or in part; without an amount, everything that is left. In a family with voids, it
    /// voids an order that is not settled. The merchant is not notified: see
    /// [`notify_refund`](Self::notify_refund).
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order does not exist or is not paid, if the amount cannot be refunded, or if the
    /// spec has no refund for the order.
    pub fn refund(&self, pay_order_id: &str, amount: Option<i64>) -> Result<Refund, OrderError> {
        let shared = &*self.shared;
        let mut ledger = shared.ledger();
        let order = ledger.orders.with_id(pay_order_id).ok_or(OrderError::NoSuchOrder)?.clone();
        if order.paid_at.is_none() {
            return Err(OrderError::NotPaid);
        }
        let amount = amount.unwrap_or_else(|| order.refundable());
        let family = shared.model.families.iter().find(|family| family.name == order.family);
        let (family, merchant) = family.zip(shared.merchants.get(&order.mch_id)).ok_or(OrderError::NoRefund)?;
        let (endpoint, operation) = self.refund_of(family, &order).ok_or(OrderError::NoRefund)?;
        let is_void = endpoint.effect == Effect::VoidOrder;
        if !(1..=order.refundable()).contains(&amount) || (is_void && amount != order.amount) {
            return Err(OrderError::InvalidAmount);
        }
        let reference = new_reference(&ledger, &order);
        let names = Names::of(&shared.model, family);
        let fields = fields(names, endpoint, operation, &order, &reference, amount).ok_or(OrderError::NoRefund)?;
        let (now, origin) = (shared.clock.now(), shared.origin());
        let model = &shared.model;
        let context =
            RequestContext { model, family, endpoint, operation, merchant, fields: &fields, now, origin: &origin };
        context.run(&mut ledger).map_err(|_| OrderError::NoRefund)?;
        shared.record_change(pay_order_id, if is_void { "voided" } else { "refunded" });
        let refund = ledger.refunds.items().last();
        refund.filter(|refund| refund.mch_refund_no == reference).cloned().ok_or(OrderError::NoRefund)
    }

    /// The endpoint that refunds the order, or that voids it if the family requires a void before the settlement.
    fn refund_of<'m>(&'m self, family: &'m Family, order: &Order) -> Option<(&'m Endpoint, &'m Operation)> {
        let endpoints = || Names::of(&self.shared.model, family).endpoints();
        let with_effect = |effect| endpoints().find(|it| it.effect == effect && !it.operations.is_empty());
        let void = with_effect(Effect::VoidOrder).filter(|_| !order.is_settled);
        let endpoint = void.or_else(|| with_effect(Effect::RefundOrder))?;
        Some((endpoint, endpoint.operations.first()?))
    }
}

/// An unused merchant reference. The customer of the sandbox did not choose one.
fn new_reference(ledger: &Ledger, order: &Order) -> String {
    let scope = Scope { mch_id: &order.mch_id, family: &order.family };
    let used = |reference: &str| ledger.refunds.by_reference(scope, reference).is_some();
    let number = order.pay_order_id.trim_start_matches(|letter: char| !letter.is_ascii_digit()).trim_start_matches('0');
    let mut references = (1_u64..).map(|attempt| format!("sandbox-{number}-{attempt}"));
    references.find(|reference| !used(reference)).unwrap_or_default()
}

/// The fields of a request that refunds the order.
fn fields(
    names: Names<'_>,
    endpoint: &Endpoint,
    operation: &Operation,
    order: &Order,
    reference: &str,
    amount: i64,
) -> Option<Fields> {
    let mut object = JsonObjectWriter::new();
    object.member(endpoint.reference.as_deref()?, FieldValue::Text(reference));
    for field in &operation.request {
        if matches!(field.ty, Type::Cents) {
            object.member(&field.wire, FieldValue::Integer(amount));
        } else if matches!(field.ty, Type::Id(_)) {
            object.member(&field.wire, FieldValue::Text(&order.pay_order_id));
        } else if endpoint.reference.as_ref() != Some(&field.wire)
            && names.references(ORDERS).any(|it| it == field.wire)
        {
            object.member(&field.wire, FieldValue::Text(&order.mch_order_no));
        }
    }
    Fields::from_json(&object.finish()).ok()
}
