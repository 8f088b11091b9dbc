//! What the async and the blocking client have in common: timeouts, the retry policy, and which hosts are this machine.

mod loopback;
mod retry;
pub(crate) mod retry_after;
mod retry_budget;
mod timeouts;

use url::Url;

pub(crate) use retry::{Failure, Next, most_telling, next};
pub(crate) use retry_budget::Budget;
pub use retry_budget::RetryBudget;
pub use timeouts::Timeouts;
pub(crate) use timeouts::{Limits, TimeoutSettings};

/// Returns `true` if requests to the base URL stay on this machine, and so must not use a proxy.
pub(crate) fn is_meant_here(base_url: &str) -> bool {
    let url = Url::parse(base_url);
    url.is_ok_and(|url| url.host().is_some_and(|host| loopback::is_meant_here(&host)))
}
