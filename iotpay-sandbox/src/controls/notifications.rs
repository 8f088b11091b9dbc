//! Notifications that tests change, send again or list.

use super::OrderError;
use crate::delivery::{Delivery, Event, NotificationEdit, notify, notify_edited, register, resend};
use crate::gateway::Gateway;

/// Notifications.
impl Gateway {
    /// Notifies the merchant of a paid order with a changed notification, as a test of the merchant's checks.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the order is not paid, the edit names an unknown field, or the notification cannot be
    /// sent.
    pub async fn notify_edited(&self, pay_order_id: &str, edit: &NotificationEdit) -> Result<Delivery, OrderError> {
        let order = self.shared.with_order(pay_order_id, |_, order| match order.paid_at {
            Some(_) => Ok(order.clone()),
            None => Err(OrderError::NotPaid),
        })?;
        Ok(notify_edited(&self.shared, &Event::Payment(&order), edit).await?)
    }

    /// Notifies the merchant of a refund or void, if the family's notification distinguishes payments from
    /// refunds. It uses the URL of the refund or, if there is none, that of the order.
    ///
    /// # Errors
    ///
    /// Returns [`OrderError`] if the refund does not exist, or if the notification cannot be sent.
    pub async fn notify_refund(&self, refund_order_id: &str) -> Result<Delivery, OrderError> {
        let registered = {
            let ledger = self.shared.ledger();
            let refund = ledger.refunds.with_id(refund_order_id).ok_or(OrderError::NoSuchOrder)?;
            let order = ledger.orders.with_id(&refund.pay_order_id).ok_or(OrderError::NoSuchOrder)?;
            register(&self.shared, &Event::Refund(refund, order))?
        };
        Ok(notify(&self.shared, registered).await?)
    }

    /// Returns the latest attempts to send a notification, in the order of sending;
    /// [`GatewayBuilder::keep_deliveries`](crate::GatewayBuilder::keep_deliveries) sets how many are kept.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.deliveries().log()
    }

    /// Sends the notification of an earlier attempt again, unchanged; `None` if no attempt with this number is kept, or if
    /// it had nothing to send.
    pub async fn resend(&self, number: usize) -> Option<Delivery> {
        resend(&self.shared, number).await
    }
}
