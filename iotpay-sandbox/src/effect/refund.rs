//! Refunds and voids.

use iotpay_gen::model::{Effect, Endpoint, Field, IdTarget, Outcome, OutcomeOf, Type};

use super::{RequestContext, facts, with_members};
use crate::check::text;
use crate::ledger::{Ledger, Order, Refund};
use crate::rejection::Rejection;
use crate::response::Known;
use crate::secret;
use crate::timestamp;

impl RequestContext<'_> {
    /// Refunds a paid order in full or in part. In a family with voids, the order must be settled: before that, the
    /// vendor pages require a void.
    pub(super) fn refund_order(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let amount = self.cents("refundAmount")?;
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
    pub(super) fn void_order(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
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
    fn paid_order(&self, ledger: &mut Ledger) -> Result<Order, Rejection> {
        let number = self.needed("mchRefundNo")?;
        let family = &self.family.name;
        if ledger.refunds.iter().any(|refund| refund.family == *family && refund.mch_refund_no == number) {
            return Err(Rejection::used("mchRefundNo", number));
        }
        let pay_order_id = self.needed("payOrderId")?;
        let order = ledger.by_pay_order_id(family, pay_order_id).ok_or_else(Rejection::no_order)?;
        if order.paid_at.is_none() {
            return Err(Rejection::business("the order is not paid"));
        }
        Ok(order.clone())
    }

    fn record_refund(&self, ledger: &mut Ledger, mut order: Order, amount: i64) -> Result<Known, Rejection> {
        // Card refunds are separate transactions, whose documented ids have this prefix.
        let is_transaction = self.responds_with("originalOrderId");
        let refund = Refund {
            refund_order_id: ledger.next_id(if is_transaction { "RP" } else { "R" }),
            mch_refund_no: self.needed("mchRefundNo")?.to_owned(),
            pay_order_id: order.pay_order_id.clone(),
            family: order.family.clone(),
            amount,
            status: self.status(Outcome::Success, 0),
            created_at: timestamp::now(),
            notify_url: text(self.fields, "notifyUrl").map(str::to_owned),
            fields: secret::kept(self.operation, self.fields),
        };
        order.refunded += amount;
        let mut known = if is_transaction { refund_facts(&refund, &order) } else { facts(&order) };
        known.insert("refundOrderId".into(), refund.refund_order_id.clone());
        known.insert("mchRefundNo".into(), refund.mch_refund_no.clone());
        known.insert("refundAmount".into(), amount.to_string());
        if let Some(kept) = ledger.by_pay_order_id(&order.family, &order.pay_order_id) {
            kept.refunded = order.refunded;
        }
        ledger.refunds.push(refund);
        Ok(known)
    }

    /// Finds a refund or a void by its IOTPay id or, without one, by its merchant reference.
    pub(super) fn query_refund(&self, ledger: &Ledger) -> Result<Known, Rejection> {
        let is_id = |field: &&Field| matches!(field.ty, Type::Id(IdTarget::Refund | IdTarget::Transaction));
        let id = self.operation.request.iter().filter(is_id).find_map(|field| text(self.fields, &field.wire));
        let references: Vec<&str> = self.refund_references().collect();
        let reference = references.iter().find_map(|wire| text(self.fields, wire));
        let mut of_family = ledger.refunds.iter().filter(|refund| refund.family == self.family.name);
        let found = match (id, reference) {
            (Some(id), _) => of_family.find(|refund| refund.refund_order_id == id),
            (None, Some(reference)) => of_family.find(|refund| refund.mch_refund_no == reference),
            (None, None) => None,
        };
        let refund = found.ok_or_else(Rejection::no_refund)?;
        Ok(self.facts_of_refund(refund, &references))
    }

    /// The known values of a refund: the fields of its request, its ids, and its status in the response's enumeration.
    fn facts_of_refund(&self, refund: &Refund, references: &[&str]) -> Known {
        let mut known = refund.fields.clone();
        known.remove(&self.model.signing.field);
        known.extend(references.iter().map(|wire| ((*wire).to_owned(), refund.mch_refund_no.clone())));
        for field in with_members(&self.operation.response) {
            let value = match &field.ty {
                Type::Id(IdTarget::Refund | IdTarget::Transaction) => refund.refund_order_id.clone(),
                Type::Id(IdTarget::Order) => refund.pay_order_id.clone(),
                Type::Enum(choice) => {
                    let statuses = self.model.enumerations.get(choice.enumeration);
                    let statuses = statuses.filter(|it| it.has_outcomes() && it.outcome_of != OutcomeOf::Payment);
                    let mut values = statuses.into_iter().flat_map(|it| &it.values);
                    let Some(done) = values.find(|value| value.outcome == Some(Outcome::Success)) else { continue };
                    done.wire.clone()
                }
                _ => continue,
            };
            known.insert(field.wire.clone(), value);
        }
        known
    }

    /// The fields that contain the merchant reference in the family's refunds and voids.
    fn refund_references(&self) -> impl Iterator<Item = &str> {
        let refunds = self.family_endpoints().filter(|it| matches!(it.effect, Effect::RefundOrder | Effect::VoidOrder));
        refunds.filter_map(|endpoint| endpoint.reference.as_deref())
    }

    fn family_voids(&self) -> bool {
        self.family_endpoints().any(|endpoint| endpoint.effect == Effect::VoidOrder)
    }

    fn family_endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        let is_of_family =
            |at: usize| self.model.families.get(at).is_some_and(|family| family.name == self.family.name);
        self.model.pages.iter().filter(move |page| is_of_family(page.family)).flat_map(|page| &page.endpoints)
    }
}

/// The known values of a refund that is a separate transaction: those of the order with its own ids, amount and time.
/// Its merchant reference is that of the refund, and it cannot be refunded.
pub(crate) fn refund_facts(refund: &Refund, order: &Order) -> Known {
    let mut known = facts(order);
    known.extend([
        ("payOrderId".to_owned(), refund.refund_order_id.clone()),
        ("mchOrderNo".to_owned(), refund.mch_refund_no.clone()),
        ("originalOrderId".to_owned(), order.pay_order_id.clone()),
        ("amount".to_owned(), refund.amount.to_string()),
        ("payType".to_owned(), "refund".to_owned()),
        ("refundable".to_owned(), "0".to_owned()),
        ("status".to_owned(), refund.status.clone()),
        ("paySuccTime".to_owned(), refund.created_at.to_string()),
    ]);
    known
}
