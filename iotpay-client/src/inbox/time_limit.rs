//! Limits the time of a future, if the crate has a timer.

use std::fmt;
use std::time::Duration;

/// The error of a handler that took too long.
#[derive(Debug)]
pub(super) struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the handler was stopped: it took three quarters of the lease, or the longest time that the inbox allows",
        )
    }
}

impl std::error::Error for TooSlow {}

/// The error of a storage that does not respond.
#[derive(Debug)]
pub(super) struct NoResponse(Duration);

impl fmt::Display for NoResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no response within {:?}; check the database and the network", self.0)
    }
}

impl std::error::Error for NoResponse {}

/// Runs a call of a storage for at most this time. `error` makes an error of the storage.
pub(super) async fn responding<T, E>(
    limit: Duration,
    call: impl Future<Output = Result<T, E>>,
    error: impl FnOnce(NoResponse) -> E,
) -> Result<T, E> {
    within(limit, call).await.unwrap_or_else(|TooSlow| Err(error(NoResponse(limit))))
}

/// Runs a future for at most this time.
#[cfg(any(feature = "transport", feature = "axum", feature = "actix"))]
pub(super) async fn within<F: Future>(time: Duration, future: F) -> Result<F::Output, TooSlow> {
    tokio::time::timeout(time, future).await.map_err(|_| TooSlow)
}

/// Without a timer, the lease alone protects the event: a handler that takes longer cannot complete it.
#[cfg(not(any(feature = "transport", feature = "axum", feature = "actix")))]
#[allow(clippy::unused_async)]
pub(super) async fn within<F: Future>(_time: Duration, future: F) -> Result<F::Output, TooSlow> {
    Ok(future.await)
}
