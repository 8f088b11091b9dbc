//! What a status means for the money.

/// What a status means for the money of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "whether money was paid stands in it"]
pub enum PaymentOutcome {
    /// Neither paid nor failed yet.
    Pending,
    /// Paid.
    Success,
    /// Failed for good.
    Failed,
    /// A status that this version does not know: neither paid nor failed. Ask again.
    Unknown,
}

impl PaymentOutcome {
    /// Whether the money was paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        self == Self::Success
    }

    /// Whether it failed for good: nothing was paid and nothing will be.
    #[must_use]
    pub fn is_failed(self) -> bool {
        self == Self::Failed
    }

    /// Whether it is neither paid nor failed yet. Ask again later.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self == Self::Pending
    }

    /// Whether this version does not know the status. Take it for neither paid nor failed.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Success | Self::Failed)
    }
}

/// What a status means for the money of a refund or a void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "it says whether money was given back"]
pub enum RefundOutcome {
    /// Neither given back nor failed yet.
    Pending,
    /// Given back.
    Refunded,
    /// Failed for good.
    Failed,
    /// A status that this version does not know: neither given back nor failed. Ask again.
    Unknown,
}

impl RefundOutcome {
    /// Whether the money was given back.
    #[must_use]
    pub fn is_refunded(self) -> bool {
        self == Self::Refunded
    }

    /// Whether it failed for good: nothing was given back and nothing will be.
    #[must_use]
    pub fn is_failed(self) -> bool {
        self == Self::Failed
    }

    /// Whether it is neither given back nor failed yet. Ask again later.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self == Self::Pending
    }

    /// Whether this version does not know the status. Take it for neither given back nor failed.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }
}

/// The transaction that a message is about, where it can be a payment or a refund, with what became of its
/// money. A refund that succeeded is no payment, and a status alone does not tell the two apart.
///
/// Handle all three: a match that leaves one out does not compile.
///
/// ```compile_fail,E0004
/// # use iotpay_client::{Transaction, card};
/// fn is_paid(notification: &card::CardNotification) -> bool {
///     match notification.transaction() {
///         Transaction::Payment(outcome) => outcome.is_paid(),
///         Transaction::Refund(_) => false,
///     }
/// }
/// ```
///
/// Nor is it dropped without a warning:
///
/// ```compile_fail
/// # #![deny(unused_must_use)]
/// # use iotpay_client::card;
/// fn take(notification: &card::CardNotification) {
///     notification.transaction();
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "it says whether money was paid or given back, or that this is unknown"]
pub enum Transaction {
    /// A payment.
    Payment(PaymentOutcome),
    /// A refund or a void.
    Refund(RefundOutcome),
    /// The field that tells the two apart is missing or has a value that this version does not know. Book
    /// nothing, acknowledge nothing, and query the order.
    Undetermined,
}

impl Transaction {
    /// Returns `true` if this version knows what the message is about and what its status means.
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
    fn a_transaction_is_determined_by_kind_and_status() {
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
    fn each_method_of_a_refund_is_true_of_one_outcome() {
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
    fn an_outcome_is_one_of_four() {
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
