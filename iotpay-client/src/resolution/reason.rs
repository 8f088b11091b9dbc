//! The result of a resolution.

use std::fmt;
use std::time::SystemTime;

use super::OrderState;
use crate::error::Error;

/// What happened to a request.
///
/// ```
/// use iotpay_client::resolution::Resolution;
///
/// /// Returns what the shop shows to the customer.
/// fn message(resolution: &Resolution) -> &'static str {
///     match resolution {
///         Resolution::Settled(state) if state.is_paid() => "thank you",
///         Resolution::Settled(_) => "the payment failed",
///         Resolution::NeverArrived | Resolution::NoEffect => "nothing was charged; please try again",
///         _ => "we are checking your payment; please do not pay again",
///     }
/// }
/// assert!(message(&Resolution::NeverArrived).starts_with("nothing was charged"));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "it states whether money moved"]
pub enum Resolution {
    /// The outcome is final: paid, refunded or failed.
    Settled(Box<OrderState>),
    /// The request never arrived and cannot arrive any longer, so nothing was or will be charged. It is safe to try
    /// again.
    NeverArrived,
    /// This request had no effect: it was not sent, or it was rejected. This says nothing about an earlier request with the
    /// same merchant reference, so try again with the same reference.
    NoEffect,
    /// The outcome is still unknown. Do not retry, and do not treat it as failed: ask again later.
    StillUnknown {
        /// The earliest time at which it makes sense to ask again.
        ask_again_at: SystemTime,
        /// The last known state, if the order is known to exist.
        last: Option<Box<OrderState>>,
        /// The reason.
        reason: StillUnknownReason,
    },
}

impl Resolution {
    /// Returns the last known state, final or not.
    pub fn state(&self) -> Option<&OrderState> {
        match self {
            Self::Settled(state) => Some(state),
            Self::NeverArrived | Self::NoEffect => None,
            Self::StillUnknown { last, .. } => last.as_deref(),
        }
    }

    /// Returns `true` if the order is known to be paid.
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Settled(state) if state.is_paid())
    }

    /// Returns `true` if it is known what happened.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Settled(_) | Self::NeverArrived | Self::NoEffect => true,
            Self::StillUnknown { .. } => false,
        }
    }
}

/// The reason why an outcome is still unknown.
///
/// ```
/// use iotpay_client::resolution::StillUnknownReason;
///
/// /// Returns `true` if asking again does not help.
/// fn needs_a_person(reason: &StillUnknownReason) -> bool {
///     matches!(reason, StillUnknownReason::NoQuery | StillUnknownReason::NoReference | StillUnknownReason::Mismatch)
/// }
/// assert!(needs_a_person(&StillUnknownReason::Mismatch));
/// assert!(!needs_a_person(&StillUnknownReason::Pending));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum StillUnknownReason {
    /// No endpoint returns the outcome of such a request: ask IOTPay.
    NoQuery,
    /// The request has no merchant reference.
    NoReference,
    /// The request was sent by a client of another family.
    OtherFamily,
    /// The request was sent with the credentials of another merchant.
    OtherMerchant,
    /// The order exists, but its status is not final yet.
    Pending,
    /// The order exists, but with another amount or currency than the request, or the response does not state the amount.
    /// Another program may have used the reference. Do not book the order before you have compared it with IOTPay's
    /// records.
    Mismatch,
    /// The gateway does not know the order, but this does not prove that the request will not arrive: it may still be
    /// in progress, or it is not documented that the query finds it.
    NotFound,
    /// No query was answered with an accepted response about this order. This is the last error, if any query ended
    /// in time.
    Unanswered(Option<Box<Error>>),
}

/// Written as part of a sentence.
impl fmt::Display for StillUnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoQuery => "no endpoint returns the outcome; ask IOTPay",
            Self::NoReference => "the request has no merchant reference",
            Self::OtherFamily => "the request belongs to another family; use the client that sent it",
            Self::OtherMerchant => "the request belongs to another merchant; use the client that sent it",
            Self::Pending => "the order exists, but its status is not final yet",
            Self::Mismatch => "the order has another amount or currency than the request",
            Self::NotFound => "the gateway does not know the order, which does not prove that it will never arrive",
            Self::Unanswered(_) => "no query was answered with an accepted response about this order",
        })
    }
}
