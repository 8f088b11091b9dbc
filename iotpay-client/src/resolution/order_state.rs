//! The state of an order, a refund or a void.

use crate::incoming::ReceivedMessage;
use crate::outcome::Transaction;

/// The state of an order, a refund or a void, from an accepted response.
///
/// ```
/// use iotpay_client::Cents;
/// use iotpay_client::resolution::OrderState;
///
/// /// Returns `true` if the order is paid, with the amount and the currency that the shop has asked for.
/// fn can_be_booked(state: &OrderState, expected: Cents) -> bool {
///     state.is_paid()
///         && state.amount == Some(i64::from(expected.get()))
///         && state.currency.as_deref() == Some("CAD")
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OrderState {
    /// Whether it is a payment or a refund, and its outcome.
    pub transaction: Transaction,
    /// The status, as received.
    pub status: Option<String>,
    /// The IOTPay id of the order or the refund.
    pub id: Option<String>,
    /// The amount in cents. Compare it with the amount of the request before you book it.
    pub amount: Option<i64>,
    /// The currency. Compare it with the currency of the request before you book the amount.
    pub currency: Option<String>,
    /// The response.
    pub received: ReceivedMessage,
}

impl OrderState {
    /// Returns `true` if the status will not change again: the order is paid or has failed, or the refund has
    /// succeeded or failed.
    pub fn is_final(&self) -> bool {
        match self.transaction {
            Transaction::Payment(outcome) => outcome.is_final(),
            Transaction::Refund(outcome) => outcome.is_refunded() || outcome.is_failed(),
            Transaction::Undetermined => false,
        }
    }

    /// Returns `true` if the order is paid. A refund never is.
    pub fn is_paid(&self) -> bool {
        matches!(self.transaction, Transaction::Payment(outcome) if outcome.is_paid())
    }

    /// Returns `true` if the refund or the void has succeeded.
    pub fn is_refunded(&self) -> bool {
        matches!(self.transaction, Transaction::Refund(outcome) if outcome.is_refunded())
    }

    /// Returns `true` if the payment or the refund has failed permanently: no money was or will be moved.
    pub fn is_failed(&self) -> bool {
        match self.transaction {
            Transaction::Payment(outcome) => outcome.is_failed(),
            Transaction::Refund(outcome) => outcome.is_failed(),
            Transaction::Undetermined => false,
        }
    }

    #[cfg(feature = "transport")]
    /// Returns `true` if the other state shows the same status.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.transaction == other.transaction && self.status == other.status
    }
}
