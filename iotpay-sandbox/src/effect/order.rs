//! Creates, charges, debits and queries orders.

use iotpay_gen::model::{Family, Model, Outcome};

use super::{RequestContext, refund_facts, status};
use crate::check::text;
use crate::ledger::{ChargeOutcome, ContractState, Ledger, Order};
use crate::rejection::Rejection;
use crate::response::Known;
use crate::secret;
use crate::timestamp;

impl RequestContext<'_> {
    /// Creates an order that waits for the customer.
    pub(super) fn create_order(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let order = self.new_order(ledger)?;
        let mut known = facts(&order);
        self.add_secure_id(&order.pay_order_id, "purchase", &mut known);
        ledger.orders.push(order);
        Ok(known)
    }

    /// Creates a paid order, charged to a stored card if the request names one.
    pub(super) fn charge(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let number = match text(self.fields, "cardId") {
            Some(card_id) => Some(self.stored_number(ledger, card_id)?),
            None => None,
        };
        let mut order = self.new_order(ledger)?;
        order.fields.extend(number.map(|number| ("cardNum".to_owned(), number)));
        self.take(ledger, order)
    }

    /// Creates a paid order under a signed contract.
    pub(super) fn debit(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let id = self.needed("mchContractId")?;
        let state = ledger.contract(&self.family.name, id).map(|contract| contract.state);
        match state {
            None => return Err(Rejection::business(format!("contract {id} does not exist"))),
            Some(ContractState::Pending) => return Err(Rejection::business(format!("contract {id} is not signed"))),
            Some(ContractState::Terminated) => return Err(Rejection::business(format!("contract {id} is terminated"))),
            Some(ContractState::Signed) => {}
        }
        let order = self.new_order(ledger)?;
        self.take(ledger, order)
    }

    /// Finds an order by its order id or, without one, by its merchant reference. If a response distinguishes payments
    /// from refunds, it also finds refunds.
    pub(super) fn query_order(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let family = &self.family.name;
        let (id, number) = (text(self.fields, "payOrderId"), text(self.fields, "mchOrderNo"));
        let order = match (id, number) {
            (Some(id), _) => ledger.by_pay_order_id(family, id),
            (None, Some(number)) => ledger.by_mch_order_no(family, number),
            (None, None) => None,
        };
        if let Some(order) = order {
            return Ok(facts(order));
        }
        let refund = ledger.refunds.iter().filter(|refund| refund.family == *family && self.responds_with("payType"));
        let mut refund = refund.filter(|refund| match id {
            Some(id) => refund.refund_order_id == id,
            None => Some(refund.mch_refund_no.as_str()) == number,
        });
        let refund = refund.next().cloned().ok_or_else(Rejection::no_order)?;
        let order = ledger.by_pay_order_id(family, &refund.pay_order_id).ok_or_else(Rejection::no_order)?;
        Ok(refund_facts(&refund, order))
    }

    /// An order that is not in the ledger yet.
    fn new_order(&self, ledger: &mut Ledger) -> Result<Order, Rejection> {
        let mch_order_no = self.needed("mchOrderNo")?;
        if ledger.by_mch_order_no(&self.family.name, mch_order_no).is_some() {
            return Err(Rejection::used("mchOrderNo", mch_order_no));
        }
        Ok(Order {
            amount: self.cents("amount")?,
            pay_order_id: ledger.next_id("P"),
            mch_order_no: mch_order_no.to_owned(),
            family: self.family.name.clone(),
            refunded: 0,
            status: self.status(Outcome::Pending, 0),
            paid_at: None,
            has_failed: false,
            is_settled: false,
            fields: secret::kept(self.operation, self.fields),
        })
    }

    /// Charges an order, with the outcome set for the next charge.
    fn take(&self, ledger: &mut Ledger, mut order: Order) -> Result<Known, Rejection> {
        match ledger.next_charges.pop_front().unwrap_or(ChargeOutcome::Paid) {
            ChargeOutcome::Paid => pay(self.model, self.family, &mut order),
            // The second status with this outcome is that of a started payment.
            ChargeOutcome::Pending => order.status = self.status(Outcome::Pending, 1),
            ChargeOutcome::Failed => (order.has_failed, order.status) = (true, self.status(Outcome::Failed, 0)),
            ChargeOutcome::GatewayError => {
                pay(self.model, self.family, &mut order);
                ledger.orders.push(order);
                return Err(Rejection::gateway_error());
            }
            ChargeOutcome::Rejected => return Err(Rejection::business("the payment is rejected")),
        }
        let known = facts(&order);
        ledger.orders.push(order);
        Ok(known)
    }
}

/// The known values of an order: the fields of the request and its state.
pub(crate) fn facts(order: &Order) -> Known {
    let mut known = order.fields.clone();
    known.remove("sign");
    known.insert("payOrderId".into(), order.pay_order_id.clone());
    known.insert("status".into(), order.status.clone());
    known.insert("payType".into(), "pay".into());
    known.insert("originalOrderId".into(), String::new());
    known.insert("refundable".into(), order.refundable().to_string());
    known.insert("paySuccTime".into(), order.paid_at.map_or_else(String::new, |paid_at| paid_at.to_string()));
    known
}

/// Marks an order as paid; has no effect if it is already paid.
pub(crate) fn pay(model: &Model, family: &Family, order: &mut Order) {
    if order.paid_at.is_none() {
        order.paid_at = Some(timestamp::now());
        order.status = status(model, family, Outcome::Success, 0);
    }
}
