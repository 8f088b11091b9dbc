//! What the async and the blocking client have in common: timeouts, what follows a failed attempt, and which hosts are
//! this machine.

mod attempts;
mod deadline;
mod loopback;
mod retry;
pub(crate) mod retry_after;
mod retry_budget;
mod settings;
mod timeouts;

use url::Url;

#[cfg(feature = "blocking")]
pub(crate) use attempts::too_late;
pub(crate) use attempts::{Attempt, Attempts, Reply};
#[cfg(feature = "transport")]
pub(crate) use deadline::Deadline;
#[cfg(feature = "blocking")]
pub(crate) use deadline::Instant;
pub(crate) use retry_budget::Budget;
pub use retry_budget::RetryBudget;
pub(crate) use settings::{ClientSettings, client_setters};
pub(crate) use timeouts::TimeoutSettings;
pub use timeouts::Timeouts;

/// Returns `true` if requests to the base URL stay on this machine, and so must not use a proxy.
pub(crate) fn is_meant_here(base_url: &str) -> bool {
    let url = Url::parse(base_url);
    url.is_ok_and(|url| url.host().is_some_and(|host| loopback::is_meant_here(&host)))
}
