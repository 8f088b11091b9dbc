//! What a status means for the money.

/// What a status means for the money of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "whether money was paid stands in it"]
pub enum Outcome {
    /// Neither paid nor failed yet.
    Pending,
    /// Paid.
    Success,
    /// Failed for good.
    Failed,
    /// A status that this version does not know: neither paid nor failed. Ask again.
    Unknown,
}

impl Outcome {
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
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Success | Self::Failed)
    }
}

/// What a status means for the money of a refund or a void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub enum RefundOutcome {
    /// Neither given back nor failed yet.
    Pending,
    /// Given back.
    GivenBack,
    /// Failed for good.
    Failed,
    /// A status that this version does not know: neither given back nor failed. Ask again.
    Unknown,
}

impl RefundOutcome {
    /// Whether the money was given back.
    #[must_use]
    pub fn is_given_back(self) -> bool {
        self == Self::GivenBack
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

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn an_outcome_is_one_of_four() {
        for outcome in [Outcome::Pending, Outcome::Success, Outcome::Failed, Outcome::Unknown] {
            let kinds = [outcome.is_paid(), outcome.is_failed(), outcome.is_pending(), outcome.is_unknown()];
            assert_eq!(kinds.iter().filter(|is_so| **is_so).count(), 1, "{outcome:?}");
            assert_eq!(outcome.is_settled(), outcome.is_paid() || outcome.is_failed());
        }
        assert!(Outcome::Success.is_paid() && Outcome::Failed.is_failed() && Outcome::Unknown.is_unknown());
    }
}
