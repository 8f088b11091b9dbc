//! What customers and banks do with orders.

use iotpay_gen::model::Outcome;

use super::OrderError;
use crate::delivery::{Delivery, Event, NotSent, notify, register};
use crate::effect::{fail, pay};
use crate::gateway::Gateway;
use crate::ledger::{ChargeOutcome, Order};
use crate::state::Shared;

/// What customers and banks do with orders.
impl Gateway {
    /// Pays an order and notifies the merchant, in the format of the family. It returns the first attempt; the
    /// notification schedule may continue. If the order is already paid, as charges and debits are, it only notifies
    /// again.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order cannot be paid. [`OrderError::NotSent`] means that the order is paid, but no
    /// notification was sent.
    pub async fn pay(&self, pay_order_id: &str) -> Result<Delivery, OrderError> {
        self.pay_with(pay_order_id, None, true).await
    }

    /// Pays an order, like [`pay`](Self::pay), unless it is already paid.
    #[cfg(feature = "page")]
    pub(crate) async fn pay_once(&self, pay_order_id: &str) -> Result<Delivery, OrderError> {
        self.pay_with(pay_order_id, None, false).await
    }

    /// Pays an order, with a card if its masked number is given. If the order is already paid, it notifies again or fails.
    pub(super) async fn pay_with(
        &self,
        id: &str,
        card_number: Option<String>,
        notifies_again: bool,
    ) -> Result<Delivery, OrderError> {
        let registered = self.shared.with_order(id, |shared, order| {
            let family = shared.model.families.iter().find(|family| family.name == order.family);
            if order.has_failed {
                return Err(OrderError::Failed);
            }
            if order.paid_at.is_none() {
                if order.page_expires_at.is_some_and(|at| at <= shared.clock.now()) {
                    return Err(OrderError::PageExpired);
                }
                order.card_number = card_number.or(order.card_number.take());
                shared.record_change(&order.pay_order_id, "paid");
            } else if !notifies_again {
                return Err(OrderError::Paid);
            }
            pay(&shared.model, family.ok_or(NotSent::NoNotification)?, shared.clock.now(), order);
            Ok(register(shared, &Event::Payment(order)))
        })?;
        Ok(notify(&self.shared, registered?).await?)
    }

    /// Cancels an order that waits for the customer, as the customer does.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order does not exist, is paid or has failed.
    pub fn cancel(&self, pay_order_id: &str) -> Result<(), OrderError> {
        self.end(pay_order_id, true, "cancelled")
    }

    /// Ends the time in which the customer can pay an order. This happens automatically after the lifetime of the order;
    /// see [`GatewayBuilder::order_lifetime`](crate::GatewayBuilder::order_lifetime).
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order does not exist, is paid or has failed.
    pub fn expire(&self, pay_order_id: &str) -> Result<(), OrderError> {
        self.end(pay_order_id, false, "expired")
    }

    /// Declines the payment of an order, as a bank does: the order fails.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order does not exist, is paid or has failed.
    pub fn decline(&self, pay_order_id: &str) -> Result<(), OrderError> {
        self.end(pay_order_id, false, "declined")
    }

    fn end(&self, pay_order_id: &str, by_customer: bool, change: &'static str) -> Result<(), OrderError> {
        self.shared.with_order(pay_order_id, |shared, order| {
            match order.outcome() {
                Outcome::Pending => {
                    fail(&shared.model, order, by_customer);
                    shared.record_change(&order.pay_order_id, change);
                }
                Outcome::Success => return Err(OrderError::Paid),
                Outcome::Failed => return Err(OrderError::Failed),
            }
            Ok(())
        })
    }

    /// Settles a paid order. In a family with voids, an order can be voided before it is settled and refunded
    /// afterwards. Orders are not settled automatically; the settlement time of the real gateway is undocumented.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order does not exist or is not paid.
    pub fn settle(&self, pay_order_id: &str) -> Result<(), OrderError> {
        self.shared.with_order(pay_order_id, |shared, order| {
            if order.paid_at.is_none() {
                return Err(OrderError::NotPaid);
            }
            shared.record_change(pay_order_id, "settled");
            order.is_settled = true;
            Ok(())
        })
    }

    /// Sets the outcome of the next charge or debit that is not rejected for another reason and that has no magic value.
    /// Several outcomes are used
    /// in order; after that, charges are paid again.
    pub fn set_next_charge_outcome(&self, outcome: ChargeOutcome) {
        self.shared.ledger().add_next_charge(outcome);
    }
}

impl Shared {
    pub(super) fn with_order<T>(
        &self,
        id: &str,
        change: impl FnOnce(&Self, &mut Order) -> Result<T, OrderError>,
    ) -> Result<T, OrderError> {
        let mut ledger = self.ledger();
        let order = ledger.orders.with_id_mut(id);
        change(self, order.ok_or(OrderError::NoSuchOrder)?)
    }
}
