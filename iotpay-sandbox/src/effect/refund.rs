//! Refunds and voids.

use iotpay_gen::model::{Effect, Field, IdTarget, Outcome, Role, Type};

use super::RequestContext;
use crate::check::text;
use crate::facts::Facts;
use crate::ledger::{Ledger, Order, Refund};
use crate::names::{ORDERS, REFUNDS};
use crate::rejection::Rejection;
use crate::secret;

impl RequestContext<'_> {
    /// Refunds a paid order in full or in part. In a family with voids, the order must be settled: before that, the
    /// vendor pages require a void.
    pub(super) fn refund_order(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let amount = self.cents()?;
        let order = self.paid_order(ledger)?;
        if self.family_voids() && !order.is_settled {
            return Err(Rejection::business("the order is not settled; it can be voided"));
        }
        if amount > order.refundable() {
            return Err(Rejection::business("the refund exceeds the remaining amount of the order"));
        }
        self.record_refund(ledger, order, amount)
    }

    /// Voids a paid, unsettled order in full.
    pub(super) fn void_order(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let order = self.paid_order(ledger)?;
        if order.is_settled {
            return Err(Rejection::business("the order is settled; it can be refunded"));
        }
        if order.refunded > 0 {
            return Err(Rejection::business("the order was refunded before"));
        }
        let amount = order.amount;
        self.record_refund(ledger, order, amount)
    }

    /// The order to refund, if the refund reference is unused.
    fn paid_order(&self, ledger: &Ledger) -> Result<Order, Rejection> {
        let (name, number) = self.reference()?;
        let scope = self.scope();
        if ledger.refunds.by_reference(scope, number).is_some() {
            return Err(Rejection::used(name, number));
        }
        let order = match self.id() {
            Some(id) => ledger.orders.by_id(scope, id),
            None => {
                let (_, number) = self.needed_of(self.names().references(ORDERS))?;
                ledger.orders.by_reference(scope, number)
            }
        };
        let order = order.ok_or_else(Rejection::no_order)?;
        if order.paid_at.is_none() {
            return Err(Rejection::business("the order is not paid"));
        }
        Ok(order.clone())
    }

    fn record_refund(&self, ledger: &mut Ledger, mut order: Order, amount: i64) -> Result<Facts, Rejection> {
        // Card refunds are separate transactions, whose documented ids have this prefix.
        let is_transaction = self.is_transaction();
        let notify_url = self.first_of(self.names().with_role(Role::NotifyUrl));
        let refund = Refund {
            refund_order_id: ledger.next_id(if is_transaction { "RP" } else { "R" }),
            mch_refund_no: self.reference()?.1.to_owned(),
            mch_id: self.merchant.mch_id.clone(),
            pay_order_id: order.pay_order_id.clone(),
            family: order.family.clone(),
            amount,
            status: self.status(Outcome::Success, 0),
            created_at: self.now,
            notify_url: notify_url.map(|(_, url)| url.to_owned()),
            fields: secret::kept(self.operation, self.fields).into(),
        };
        order.refunded += amount;
        let facts = if is_transaction {
            Facts::of_refund(self.names(), &refund, &order)
        } else {
            Facts::of_refunded_order(self.names(), &refund, &order)
        };
        if let Some(kept) = ledger.orders.by_id_mut(self.scope(), &order.pay_order_id) {
            kept.refunded = order.refunded;
        }
        ledger.refunds.push(refund);
        Ok(facts)
    }

    /// Finds a refund or a void by its IOTPay id or, without one, by its merchant reference.
    pub(super) fn query_refund(&self, ledger: &Ledger) -> Result<Facts, Rejection> {
        let is_id = |field: &&Field| matches!(field.ty, Type::Id(IdTarget::Refund | IdTarget::Transaction));
        let id = self.operation.request.iter().filter(is_id).find_map(|field| text(self.fields, &field.wire));
        let reference = self.first_of(self.names().references(REFUNDS)).map(|(_, value)| value);
        let found = match (id, reference) {
            (Some(id), _) => ledger.refunds.by_id(self.scope(), id),
            (None, Some(reference)) => ledger.refunds.by_reference(self.scope(), reference),
            (None, None) => None,
        };
        let refund = found.ok_or_else(Rejection::no_refund)?;
        let order = ledger.orders.by_id(self.scope(), &refund.pay_order_id).ok_or_else(Rejection::no_order)?;
        if self.is_transaction() {
            return Ok(Facts::of_refund(self.names(), refund, order));
        }
        Ok(Facts::of_refunded_order(self.names(), refund, order).about_refund())
    }

    /// Returns `true` if the response describes a refund as a transaction of its own, which refers to its order.
    fn is_transaction(&self) -> bool {
        self.response_fields().any(|field| field.role == Some(Role::RefundedOrder))
    }

    fn family_voids(&self) -> bool {
        self.names().endpoints().any(|endpoint| endpoint.effect == Effect::VoidOrder)
    }
}
