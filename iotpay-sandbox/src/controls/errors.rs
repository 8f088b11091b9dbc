//! Why an event cannot happen.

use std::fmt;

use crate::delivery::Undelivered;

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
    /// The operation succeeded, but the spec has no notification for it.
    NoNotification,
    /// The operation succeeded, but the request has no notification URL.
    NoNotifyUrl,
    /// The operation succeeded, but the notification URL is neither a loopback address nor allowed, so nothing was
    /// sent.
    NotAllowed,
    /// The edit names a field that the notification does not have, so nothing was sent.
    UnknownField,
    /// The operation succeeded, and the notification is sent later, because
    /// [notifications are reordered](crate::NotificationSchedule::reorders_within).
    Postponed,
    /// The operation succeeded, but the sandbox was stopped or reset before the notification was sent.
    Stopped,
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
    /// The operation succeeded, but the spec has no notification for it.
    NoNotification,
    /// The operation succeeded, but the request has no notification URL.
    NoNotifyUrl,
    /// The operation succeeded, but the notification URL is neither a loopback address nor allowed, so nothing was
    /// sent.
    NotAllowed,
    /// The edit names a field that the notification does not have, so nothing was sent.
    UnknownField,
    /// The operation succeeded, and the notification is sent later, because
    /// [notifications are reordered](crate::NotificationSchedule::reorders_within).
    Postponed,
    /// The operation succeeded, but the sandbox was stopped or reset before the notification was sent.
    Stopped,
}

macro_rules! undelivered {
    ($error:ident) => {
        impl From<Undelivered> for $error {
            fn from(undelivered: Undelivered) -> Self {
                match undelivered {
                    Undelivered::NoNotification => Self::NoNotification,
                    Undelivered::NoNotifyUrl => Self::NoNotifyUrl,
                    Undelivered::NotAllowed => Self::NotAllowed,
                    Undelivered::UnknownField => Self::UnknownField,
                    Undelivered::Postponed => Self::Postponed,
                    Undelivered::Stopped => Self::Stopped,
                }
            }
        }
    };
}

undelivered!(OrderError);
undelivered!(ContractError);

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
            Self::NoNotification => Undelivered::NoNotification.as_str(),
            Self::NoNotifyUrl => Undelivered::NoNotifyUrl.as_str(),
            Self::NotAllowed => Undelivered::NotAllowed.as_str(),
            Self::UnknownField => Undelivered::UnknownField.as_str(),
            Self::Postponed => Undelivered::Postponed.as_str(),
            Self::Stopped => Undelivered::Stopped.as_str(),
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
            Self::NoNotification => Undelivered::NoNotification.as_str(),
            Self::NoNotifyUrl => Undelivered::NoNotifyUrl.as_str(),
            Self::NotAllowed => Undelivered::NotAllowed.as_str(),
            Self::UnknownField => Undelivered::UnknownField.as_str(),
            Self::Postponed => Undelivered::Postponed.as_str(),
            Self::Stopped => Undelivered::Stopped.as_str(),
        })
    }
}

impl std::error::Error for OrderError {}
impl std::error::Error for CardError {}
impl std::error::Error for ContractError {}
