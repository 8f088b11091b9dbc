//! The meaning of a status: whether money moved.
//!
//! The enumerations of statuses have a method `outcome`, which returns [`PaymentOutcome`] or [`RefundOutcome`]. A
//! message that can be about a payment or a refund has a method `transaction`, which returns [`Transaction`].

/// The outcome of a payment.
///
/// ```
/// use iotpay_client::PaymentOutcome;
///
/// fn next_step(outcome: PaymentOutcome) -> &'static str {
///     match outcome {
///         PaymentOutcome::Success => "book the order",
///         PaymentOutcome::Failed => "cancel the order",
///         PaymentOutcome::Pending | PaymentOutcome::Unknown => "query again later",
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "it states whether money was paid"]
pub enum PaymentOutcome {
    /// Neither paid nor failed yet.
    Pending,
    /// Paid.
    Success,
    /// Failed permanently.
    Failed,
    /// A status that is unknown to this version: treat it as neither paid nor failed, and query again.
    Unknown,
}

impl PaymentOutcome {
    /// Returns `true` if the money was paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        self == Self::Success
    }

    /// Returns `true` if the payment failed permanently: nothing was or will be paid.
    #[must_use]
    pub fn is_failed(self) -> bool {
        self == Self::Failed
    }

    /// Returns `true` if the payment is neither paid nor failed yet. Query again later.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self == Self::Pending
    }

    /// Returns `true` if the status is unknown to this version. Treat it as neither paid nor failed.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }

    /// Returns `true` if the status will not change again.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Success | Self::Failed)
    }
}

/// The outcome of a refund or a void.
///
/// ```
/// use iotpay_client::RefundOutcome;
///
/// fn next_step(outcome: RefundOutcome) -> &'static str {
///     match outcome {
///         RefundOutcome::Refunded => "book the refund",
///         RefundOutcome::Failed => "tell an operator",
///         RefundOutcome::Pending | RefundOutcome::Unknown => "query again later",
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "it states whether money was refunded"]
pub enum RefundOutcome {
    /// Neither refunded nor failed yet.
    Pending,
    /// Refunded.
    Refunded,
    /// Failed permanently.
    Failed,
    /// A status that is unknown to this version: treat it as neither refunded nor failed, and query again.
    Unknown,
}

impl RefundOutcome {
    /// Returns `true` if the money was refunded.
    #[must_use]
    pub fn is_refunded(self) -> bool {
        self == Self::Refunded
    }

    /// Returns `true` if the refund failed permanently: nothing was or will be refunded.
    #[must_use]
    pub fn is_failed(self) -> bool {
        self == Self::Failed
    }

    /// Returns `true` if the refund has neither succeeded nor failed yet. Query again later.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self == Self::Pending
    }

    /// Returns `true` if the status is unknown to this version. Treat it as neither refunded nor failed.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }
}

/// The transaction in a message that can be about a payment or a refund, with its outcome. The status alone does
/// not distinguish a successful refund from a successful payment.
///
/// ```
/// use iotpay_client::outcome::Transaction;
///
/// fn next_step(transaction: Transaction) -> &'static str {
///     match transaction {
///         Transaction::Payment(outcome) if outcome.is_paid() => "book the order",
///         Transaction::Refund(outcome) if outcome.is_refunded() => "book the refund",
///         Transaction::Payment(_) | Transaction::Refund(_) => "nothing to book",
///         Transaction::Undetermined => "query the order",
///     }
/// }
/// ```
///
/// Handle all three variants: a `match` that omits one does not compile.
///
/// ```compile_fail,E0004
/// # use iotpay_client::outcome::Transaction;
/// # use iotpay_client::card;
/// fn is_paid(notification: &card::CardNotification) -> bool {
///     match notification.transaction() {
///         Transaction::Payment(outcome) => outcome.is_paid(),
///         Transaction::Refund(_) => false,
///     }
/// }
/// ```
///
/// An unused `Transaction` causes a warning:
///
/// ```compile_fail
/// # #![deny(unused_must_use)]
/// # use iotpay_client::card;
/// fn take(notification: &card::CardNotification) {
///     notification.transaction();
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "it says whether money was paid, was refunded, or may have been either"]
pub enum Transaction {
    /// A payment.
    Payment(PaymentOutcome),
    /// A refund or a void.
    Refund(RefundOutcome),
    /// The field that distinguishes payments from refunds is missing or has an unknown value. Do not record or
    /// acknowledge anything; query the order.
    Undetermined,
}

impl Transaction {
    /// Returns `true` if this version knows the kind of transaction and the meaning of its status.
    #[must_use]
    pub fn is_determined(self) -> bool {
        match self {
            Self::Payment(outcome) => !outcome.is_unknown(),
            Self::Refund(outcome) => !outcome.is_unknown(),
            Self::Undetermined => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PaymentOutcome, RefundOutcome, Transaction};

    #[test]
    fn is_determined_if_kind_and_status_are_known() {
        for outcome in
            [PaymentOutcome::Pending, PaymentOutcome::Success, PaymentOutcome::Failed, PaymentOutcome::Unknown]
        {
            assert_eq!(
                Transaction::Payment(outcome).is_determined(),
                outcome != PaymentOutcome::Unknown,
                "{outcome:?}"
            );
        }
        for outcome in [RefundOutcome::Pending, RefundOutcome::Refunded, RefundOutcome::Failed, RefundOutcome::Unknown]
        {
            assert_eq!(Transaction::Refund(outcome).is_determined(), outcome != RefundOutcome::Unknown, "{outcome:?}");
        }
        assert!(!Transaction::Undetermined.is_determined());
    }

    #[test]
    fn each_refund_method_matches_one_outcome() {
        let methods = [
            RefundOutcome::is_pending,
            RefundOutcome::is_refunded,
            RefundOutcome::is_failed,
            RefundOutcome::is_unknown,
        ];
        let outcomes = [RefundOutcome::Pending, RefundOutcome::Refunded, RefundOutcome::Failed, RefundOutcome::Unknown];
        for (at, outcome) in outcomes.into_iter().enumerate() {
            for (other, is_so) in methods.iter().enumerate() {
                assert_eq!(is_so(outcome), at == other, "{outcome:?}");
            }
        }
    }

    #[test]
    fn each_payment_outcome_matches_one_method() {
        for outcome in
            [PaymentOutcome::Pending, PaymentOutcome::Success, PaymentOutcome::Failed, PaymentOutcome::Unknown]
        {
            let kinds = [outcome.is_paid(), outcome.is_failed(), outcome.is_pending(), outcome.is_unknown()];
            assert_eq!(kinds.iter().filter(|is_so| **is_so).count(), 1, "{outcome:?}");
            assert_eq!(outcome.is_final(), outcome.is_paid() || outcome.is_failed());
        }
        assert!(
            PaymentOutcome::Success.is_paid()
                && PaymentOutcome::Failed.is_failed()
                && PaymentOutcome::Unknown.is_unknown()
        );
    }
}
