//! Refunds and voids.

use iotpay_gen::model::{Effect, Outcome};

use super::{RequestContext, facts};
use crate::check::text;
use crate::ledger::{Ledger, Order, Refund};
use crate::rejection::Rejection;
use crate::response::Known;
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

    fn family_voids(&self) -> bool {
        let pages =
            self.model.pages.iter().filter(|page| {
                self.model.families.get(page.family).is_some_and(|family| family.name == self.family.name)
            });
        pages.flat_map(|page| &page.endpoints).any(|endpoint| endpoint.effect == Effect::VoidOrder)
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
