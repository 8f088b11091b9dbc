//! Creates, charges, debits and queries orders.

use iotpay_gen::model::{Enumeration, Family, Model, Outcome, Type};

use super::{RequestContext, status};
use crate::check::text;
use crate::facts::Facts;
use crate::ledger::{ChargeOutcome, ContractState, Ledger, Order};
use crate::magic;
use crate::names::{CARDS, CONTRACTS, ORDERS, REFUNDS};
use crate::rejection::Rejection;
use crate::secret;

impl RequestContext<'_> {
    /// Creates an order that waits for the customer.
    pub(super) fn create_order(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let mut order = self.new_order(ledger)?;
        order.page_expires_at = self.has_page().then(|| self.after(ledger.rules.page_lifetime));
        let mut facts = Facts::of_order(&order);
        self.add_page(&order.pay_order_id, "purchase", &mut facts);
        ledger.orders.push(order);
        Ok(facts)
    }

    /// Creates a paid order, charged to a stored card if the request names one.
    pub(super) fn charge(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let number = match self.first_of(self.names().references(CARDS)) {
            Some((name, card_id)) => Some(self.stored_number(ledger, name, card_id)?),
            None => None,
        };
        let mut order = self.new_order(ledger)?;
        order.card_number = number.or(order.card_number);
        self.take(ledger, order)
    }

    /// Creates a paid order under a signed contract.
    pub(super) fn debit(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let (_, id) = self.needed_of(self.names().references(CONTRACTS))?;
        let state = ledger.contracts.by_reference(self.scope(), id).map(|contract| contract.state);
        match state {
            None => return Err(Rejection::business(format!("contract {id} does not exist"))),
            Some(ContractState::Pending) => return Err(Rejection::business(format!("contract {id} is not signed"))),
            Some(ContractState::Terminated) => return Err(Rejection::business(format!("contract {id} is terminated"))),
            // A debit that is sent twice is reported as such, even if it exceeds a limit.
            Some(ContractState::Signed) => {
                self.unused_reference(ledger)?;
                self.check_limits(ledger, id)?;
            }
        }
        let order = self.new_order(ledger)?;
        self.take(ledger, order)
    }

    /// Finds an order by its order id or, without one, by its merchant reference. If a response distinguishes payments
    /// from refunds, it also finds refunds.
    pub(super) fn query_order(&self, ledger: &Ledger) -> Result<Facts, Rejection> {
        let (scope, names) = (self.scope(), self.names());
        let id = self.id();
        let reference = |names| self.first_of(names).map(|(_, value)| value);
        let number = reference(names.references(ORDERS));
        let order = match (id, number) {
            (Some(id), _) => ledger.orders.by_id(scope, id),
            (None, Some(number)) => ledger.orders.by_reference(scope, number),
            (None, None) => None,
        };
        if let Some(order) = order {
            return Ok(Facts::of_order(order));
        }
        let has_kinds =
            self.response_fields().any(|field| self.model.enumeration_of(field).is_some_and(Enumeration::has_kinds));
        let number = number.or_else(|| self.first_of(names.references(REFUNDS)).map(|(_, value)| value));
        let refund = match (id, number) {
            _ if !has_kinds => None,
            (Some(id), _) => ledger.refunds.by_id(scope, id),
            (None, Some(number)) => ledger.refunds.by_reference(scope, number),
            (None, None) => None,
        };
        let refund = refund.ok_or_else(Rejection::no_order)?;
        let order = ledger.orders.by_id(scope, &refund.pay_order_id).ok_or_else(Rejection::no_order)?;
        Ok(Facts::of_refund(names, refund, order))
    }

    /// The merchant reference, which no order has.
    fn unused_reference(&self, ledger: &Ledger) -> Result<&str, Rejection> {
        let (name, mch_order_no) = self.reference()?;
        let is_used = ledger.orders.by_reference(self.scope(), mch_order_no).is_some();
        if is_used { Err(Rejection::used(name, mch_order_no)) } else { Ok(mch_order_no) }
    }

    /// An order that is not in the ledger yet.
    fn new_order(&self, ledger: &mut Ledger) -> Result<Order, Rejection> {
        let mch_order_no = self.unused_reference(ledger)?;
        let mut card = self.operation.request.iter().filter(|field| matches!(field.ty, Type::CardNumber));
        Ok(Order {
            amount: self.cents()?,
            pay_order_id: ledger.next_id("P"),
            mch_order_no: mch_order_no.to_owned(),
            mch_id: self.merchant.mch_id.clone(),
            family: self.family.name.clone(),
            refunded: 0,
            status: self.status(Outcome::Pending, 0),
            created_at: self.now,
            paid_at: None,
            has_failed: false,
            is_settled: false,
            page_expires_at: None,
            card_number: card.find_map(|field| text(self.fields, &field.wire)).map(secret::mask),
            fields: secret::kept(self.operation, self.fields).into(),
        })
    }

    /// Charges an order, with the outcome that a magic value names or that is set for the next charge.
    fn take(&self, ledger: &mut Ledger, mut order: Order) -> Result<Facts, Rejection> {
        let magic = magic::outcome(&order.mch_order_no, order.amount);
        match magic.unwrap_or_else(|| ledger.take_next_charge()) {
            ChargeOutcome::Paid => pay(self.model, self.family, self.now, &mut order),
            // The second status with this outcome is that of a started payment.
            ChargeOutcome::Pending => order.status = self.status(Outcome::Pending, 1),
            ChargeOutcome::Failed => (order.has_failed, order.status) = (true, self.status(Outcome::Failed, 0)),
            ChargeOutcome::GatewayError => {
                pay(self.model, self.family, self.now, &mut order);
                ledger.orders.push(order);
                return Err(Rejection::gateway_error());
            }
            ChargeOutcome::Rejected => return Err(Rejection::business("the payment is rejected")),
        }
        let facts = Facts::of_order(&order);
        ledger.orders.push(order);
        Ok(facts)
    }
}

/// Marks an order as failed: cancelled by the system, or by the customer.
pub(crate) fn fail(model: &Model, order: &mut Order, by_customer: bool) {
    if let Some(family) = model.families.iter().find(|family| family.name == order.family) {
        order.has_failed = true;
        order.status = status(model, family, Outcome::Failed, usize::from(by_customer));
    }
}

/// Marks an order as paid; has no effect if it is already paid.
pub(crate) fn pay(model: &Model, family: &Family, now: u64, order: &mut Order) {
    if order.paid_at.is_none() {
        order.paid_at = Some(now);
        order.status = status(model, family, Outcome::Success, 0);
    }
}
