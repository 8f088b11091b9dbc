//! Why an event cannot happen.

use std::fmt;

use crate::delivery::{NotSent, Unprepared};

/// The error of paying, settling or notifying an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderError {
    /// The order or refund does not exist.
    NoSuchOrder,
    /// The payment of the order failed.
    Failed,
    /// The page on which the customer pays has expired. The order is not paid.
    PageExpired,
    /// The order is not paid.
    NotPaid,
    /// The order is paid.
    Paid,
    /// The amount is not between 1 and the amount that can still be refunded, or, for a void, not the full amount.
    InvalidAmount,
    /// The spec has no refund for the order.
    NoRefund,
    /// The card number does not have 14 to 19 digits.
    InvalidCardNumber,
    /// The edit names a field that the notification does not have, so nothing was sent.
    UnknownField,
    /// The order is paid, for example, but no notification was sent, or not yet. All other errors mean that nothing has
    /// happened.
    NotSent(NotSent),
}

/// The error of storing a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardError {
    /// There is no pending card with this id.
    NoSuchCard,
    /// A card with this id is already stored.
    AlreadyStored,
    /// The form in which the customer enters the card has expired.
    PageExpired,
    /// The number does not have 14 to 19 digits.
    InvalidNumber,
}

/// The error of signing, ending or notifying a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContractError {
    /// The contract does not exist.
    NoSuchContract,
    /// The contract is already signed.
    AlreadySigned,
    /// The contract is not signed or already ended.
    NotSigned,
    /// The contract is signed or ended, but no notification was sent, or not yet. All other errors mean that nothing has
    /// happened.
    NotSent(NotSent),
}

macro_rules! not_sent {
    ($error:ident) => {
        impl From<NotSent> for $error {
            fn from(reason: NotSent) -> Self {
                Self::NotSent(reason)
            }
        }

        /// Tells an event without a notification from an event that did not happen.
        impl TryFrom<$error> for NotSent {
            type Error = $error;

            fn try_from(error: $error) -> Result<Self, $error> {
                match error {
                    $error::NotSent(reason) => Ok(reason),
                    other => Err(other),
                }
            }
        }
    };
}

not_sent!(OrderError);
not_sent!(ContractError);

impl From<Unprepared> for OrderError {
    fn from(unprepared: Unprepared) -> Self {
        match unprepared {
            Unprepared::NotSent(reason) => Self::NotSent(reason),
            Unprepared::UnknownField => Self::UnknownField,
        }
    }
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchOrder => "the order or refund does not exist",
            Self::Failed => "the payment of the order failed",
            Self::PageExpired => "the page of the order has expired",
            Self::NotPaid => "the order is not paid",
            Self::Paid => "the order is paid",
            Self::InvalidAmount => "the amount cannot be refunded",
            Self::NoRefund => "the spec has no refund for the order",
            Self::InvalidCardNumber => CardError::InvalidNumber.as_str(),
            Self::UnknownField => "the notification has no field with the name in the edit",
            Self::NotSent(_) => "the merchant was not notified of the event, which took place",
        })
    }
}

impl CardError {
    fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchCard => "there is no pending card with this id",
            Self::AlreadyStored => "a card with this id is already stored",
            Self::PageExpired => "the form for the card has expired",
            Self::InvalidNumber => "invalid card number; expected 14 to 19 digits",
        }
    }
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchContract => "the contract does not exist",
            Self::AlreadySigned => "the contract is already signed",
            Self::NotSigned => "the contract is not signed or already ended",
            Self::NotSent(_) => "the merchant was not notified of the event, which took place",
        })
    }
}

impl std::error::Error for OrderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent(reason) => Some(reason),
            _ => None,
        }
    }
}

impl std::error::Error for CardError {}

impl std::error::Error for ContractError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent(reason) => Some(reason),
            _ => None,
        }
    }
}
