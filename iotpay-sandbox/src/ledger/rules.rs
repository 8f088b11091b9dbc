//! The rules of the state that the spec does not contain: lifetimes, settlement and the limits of contracts.

use std::time::Duration;

/// The rules of the state that the spec does not contain.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    /// How long an order can be paid.
    pub(crate) order_lifetime: Duration,
    /// How long the page of a card form can be used.
    pub(crate) page_lifetime: Duration,
    /// When a paid order is settled, if this happens automatically.
    pub(crate) settles_after: Option<Duration>,
    pub(crate) contract_limits: ContractLimits,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            order_lifetime: Duration::from_secs(2 * 60 * 60),
            page_lifetime: Duration::from_secs(60 * 60),
            settles_after: None,
            contract_limits: ContractLimits::default(),
        }
    }
}

/// The limits of the debits under one contract. `None` means that there is no limit.
///
/// The default is what the introduction of the Autodebit pages states for WeChat Pay, in cents: CAD 30 in one debit, on
/// one day and in one month, one debit a day and three a month. According to the page, a contract may set other limits.
///
/// A fully refunded debit still counts, as the page says. It does not say when a day or a month begins: the sandbox uses
/// calendar days and months in UTC. Pending debits count, failed ones do not. The currency is not compared.
///
/// ```
/// use iotpay_sandbox::ContractLimits;
///
/// let mut limits = ContractLimits::unlimited();
/// limits.per_month.debits = Some(3);
/// assert_eq!(ContractLimits::default().cents_per_debit, Some(3000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractLimits {
    /// The largest amount of one debit, in cents.
    pub cents_per_debit: Option<i64>,
    /// The limits of one day.
    pub per_day: PeriodLimits,
    /// The limits of one month.
    pub per_month: PeriodLimits,
}

/// The limits of the debits under one contract in a day or in a month. `None` means that there is no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeriodLimits {
    /// The largest total, in cents.
    pub cents: Option<i64>,
    /// The number of debits.
    pub debits: Option<usize>,
}

impl Default for ContractLimits {
    fn default() -> Self {
        Self {
            cents_per_debit: Some(3_000),
            per_day: PeriodLimits { cents: Some(3_000), debits: Some(1) },
            per_month: PeriodLimits { cents: Some(3_000), debits: Some(3) },
        }
    }
}

impl ContractLimits {
    /// No limits.
    pub fn unlimited() -> Self {
        let (per_day, per_month) = (PeriodLimits::default(), PeriodLimits::default());
        Self { cents_per_debit: None, per_day, per_month }
    }

    /// Checks a debit of an amount after earlier ones, given by their amounts: those of the same day, and those of the
    /// same month. Returns the limit that it exceeds.
    pub(crate) fn check(&self, cents: i64, day: &[i64], month: &[i64]) -> Result<(), String> {
        let total = |earlier: &[i64]| earlier.iter().fold(cents, |sum, amount| sum.saturating_add(*amount));
        let amounts = [
            (self.cents_per_debit, cents, "in one debit"),
            (self.per_day.cents, total(day), "a day"),
            (self.per_month.cents, total(month), "a month"),
        ];
        for (limit, sum, period) in amounts {
            if let Some(limit) = limit.filter(|limit| sum > *limit) {
                return Err(format!("the contract allows at most {limit} cents {period}"));
            }
        }
        let numbers = [(self.per_day.debits, day, "a day"), (self.per_month.debits, month, "a month")];
        for (limit, earlier, period) in numbers {
            if let Some(limit) = limit.filter(|limit| earlier.len() >= *limit) {
                return Err(format!("the contract allows at most {limit} debits {period}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_checked() {
        let documented = ContractLimits::default();
        for (cents, day, month, error) in [
            (3_000, &[][..], &[][..], None),
            (3_001, &[], &[], Some("3000 cents in one debit")),
            (1, &[1], &[1], Some("1 debits a day")),
            (2_000, &[1_001], &[1_001], Some("3000 cents a day")),
            (2_000, &[], &[1_001], Some("3000 cents a month")),
            (2_000, &[], &[1_000], None),
            (1, &[], &[1, 1, 1], Some("3 debits a month")),
            (1, &[], &[1, 1], None),
        ] {
            let checked = documented.check(cents, day, month);
            assert_eq!(checked.err(), error.map(|error| format!("the contract allows at most {error}")));
            assert_eq!(ContractLimits::unlimited().check(cents, day, month), Ok(()));
        }
    }
}
