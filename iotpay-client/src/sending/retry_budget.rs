//! Limits the load that retries add during an outage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tower::retry::budget::{Budget as _, TpsBudget};

/// How many queries may be retried, for all clients that share their [`Connections`](crate::client::Connections).
///
/// Without a limit, a gateway that fails under load would get three times as many queries. Requests that move money
/// are never retried, so they need no budget.
///
/// ```
/// use iotpay_client::client::{Connections, RetryBudget};
///
/// # fn main() -> Result<(), iotpay_client::protocol::BuildError> {
/// let connections = Connections::builder().retry_budget(RetryBudget::percent(5)).build()?;
/// # let _ = connections;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetryBudget(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Percent(u8),
    NoRetries,
    Unlimited,
}

impl RetryBudget {
    /// Limits the retries to this share of the recent queries, from 1 to 100 percent. Other values are changed to the
    /// nearest of these. The default is 10 percent.
    ///
    /// In addition, the first queries may be retried five times altogether, so that a client that sends few queries
    /// also retries. Successful queries restore these five retries, and failed ones do not.
    #[must_use]
    pub const fn percent(percent: u8) -> Self {
        Self(Kind::Percent(if percent == 0 {
            1
        } else if percent > 100 {
            100
        } else {
            percent
        }))
    }

    /// Disables retries.
    #[must_use]
    pub const fn no_retries() -> Self {
        Self(Kind::NoRetries)
    }

    /// Sets no limit: each query has up to three attempts.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self(Kind::Unlimited)
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::percent(10)
    }
}

/// The time for which a query counts. Short, so that many successful queries before an outage allow few retries.
const WINDOW: Duration = Duration::from_secs(2);

/// The parts in which a query pays for retries. `TpsBudget` counts whole numbers, so one part for each query would round
/// 33 percent to 25.
const PARTS: u32 = 5;

/// The retries that are allowed without recent queries.
const RESERVE: u32 = 5;

/// The state of a budget. Clones share it.
#[derive(Clone)]
pub(crate) struct Budget(Arc<State>);

enum State {
    Limited(Limited),
    NoRetries,
    Unlimited,
}

struct Limited {
    /// The share of recent queries.
    recent: TpsBudget,
    /// What is left of the reserve, in parts: a retry costs `cost` of them.
    reserve: AtomicU32,
    /// The parts that pay for a retry.
    cost: u32,
}

impl Budget {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        Self(Arc::new(match budget.0 {
            Kind::NoRetries => State::NoRetries,
            Kind::Unlimited => State::Unlimited,
            Kind::Percent(percent) => State::Limited(Limited::new(percent)),
        }))
    }

    /// Counts a query after its first attempt. Each query pays once: for the reserve, or for the recent queries.
    pub(crate) fn count(&self, has_succeeded: bool) {
        if let State::Limited(limited) = &*self.0
            && !(has_succeeded && limited.restore())
        {
            for _ in 0..PARTS {
                limited.recent.deposit();
            }
        }
    }

    /// Returns `true` if a query may be retried, and counts the retry.
    pub(crate) fn withdraw(&self) -> bool {
        match &*self.0 {
            State::NoRetries => false,
            State::Unlimited => true,
            State::Limited(limited) => limited.recent.withdraw() || limited.withdraw_reserve(),
        }
    }
}

impl Limited {
    fn new(percent: u8) -> Self {
        // A fifth more than the share requires: it pays for the reserve, and for the queries before an outage.
        let cost = (120 * PARTS).div_ceil(u32::from(percent));
        // `TpsBudget` rounds the cost, 1 / share, down. This share is between those of two whole costs.
        #[allow(clippy::cast_precision_loss)]
        let share = 1.0 / (cost as f32 + 0.5);
        Self { recent: TpsBudget::new(WINDOW, 0, share), reserve: AtomicU32::new(RESERVE * cost), cost }
    }

    /// Adds a query to the reserve, unless it is full.
    fn restore(&self) -> bool {
        let full = RESERVE * self.cost;
        let add = |left: u32| (left < full).then_some((left + PARTS).min(full));
        self.reserve.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok()
    }

    fn withdraw_reserve(&self) -> bool {
        let take = |left: u32| left.checked_sub(self.cost);
        self.reserve.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of retries that are allowed now.
    fn allowed(budget: &Budget) -> usize {
        (0..10_000).take_while(|_| budget.withdraw()).count()
    }

    #[test]
    fn few_queries_have_a_reserve_that_only_successes_restore() {
        let budget = Budget::new(RetryBudget::default());
        assert_eq!(allowed(&budget), 5);
        budget.count(false);
        assert_eq!(allowed(&budget), 0);
        for _ in 0..12 {
            budget.count(true);
        }
        assert_eq!(allowed(&budget), 1);
    }

    #[test]
    fn retries_are_a_share_of_the_failed_queries() {
        for (percent, queries) in [(1, 12_000), (10, 1000), (33, 300), (50, 200), (70, 200), (100, 100)] {
            let budget = Budget::new(RetryBudget::percent(percent));
            let retries: usize = (0..queries)
                .map(|_| {
                    budget.count(false);
                    usize::from(budget.withdraw()) + usize::from(budget.withdraw())
                })
                .sum();
            let most = queries * usize::from(percent) / 100;
            assert!((most * 3 / 4..=most).contains(&retries), "{percent} %: {retries} of {queries}");
        }
    }

    #[test]
    fn partial_failures_cost_as_much_as_a_complete_outage() {
        let budget = Budget::new(RetryBudget::default());
        let retries = (0..1000)
            .filter(|at| {
                budget.count(at % 2 == 0);
                at % 2 == 1 && budget.withdraw()
            })
            .count();
        assert!((66..=100).contains(&retries), "{retries}");
    }

    #[test]
    fn can_be_off() {
        assert_eq!(allowed(&Budget::new(RetryBudget::no_retries())), 0);
        assert_eq!(allowed(&Budget::new(RetryBudget::unlimited())), 10_000);
        assert_eq!(RetryBudget::percent(0), RetryBudget::percent(1));
        assert_eq!(RetryBudget::percent(101), RetryBudget::percent(100));
    }
}
