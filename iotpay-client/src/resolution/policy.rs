//! How long and how often to query.

use std::time::Duration;

use crate::setters::setters;

/// How [`Client::resolve_with`](crate::Client::resolve_with) queries.
///
/// ```
/// use std::time::Duration;
/// use iotpay_client::resolution::ResolvePolicy;
///
/// let policy = ResolvePolicy::new().time_limit(Duration::from_secs(5)).stop_when_it_exists();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResolvePolicy {
    pub(super) time_limit: Duration,
    pub(super) first_pause: Duration,
    pub(super) longest_pause: Duration,
    pub(super) query_timeout: Duration,
    pub(super) margin: Duration,
    pub(super) clock_skew: Duration,
    pub(super) stop_when_it_exists: bool,
}

impl ResolvePolicy {
    /// Creates a policy with the defaults: queries for 30 seconds, with pauses that grow from half a second to four
    /// seconds.
    pub const fn new() -> Self {
        Self {
            time_limit: Duration::from_secs(30),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(4),
            query_timeout: Duration::from_secs(10),
            margin: Duration::from_secs(10),
            clock_skew: Duration::from_secs(300),
            stop_when_it_exists: false,
        }
    }

    setters! {
        /// Sets the time after which the outcome is [`StillUnknown`](super::Resolution::StillUnknown).
        time_limit(limit: Duration),
        /// Sets the pause after the first query. It doubles after each further query, with jitter.
        first_pause(pause: Duration),
        /// Sets the longest pause between two queries.
        longest_pause(pause: Duration),
        /// Sets the time that one query may take, including its retries. The default is 10 seconds.
        query_timeout(timeout: Duration),
        /// Sets the time after the end of the request during which it may still arrive at the gateway. The default is
        /// 10 seconds. Only queries after it count as confirmations that the request
        /// [never arrived](super::Resolution::NeverArrived), and at least this time lies between the first and the last.
        margin(margin: Duration),
        /// Sets how far the clocks of two machines may differ. The default is 5 minutes. It is added to the margin if the
        /// request was sent by another process, because only the clocks then show when the request was over. A clock that
        /// is further ahead can make the client conclude too early that a request never arrived.
        clock_skew(difference: Duration),
    }

    /// Stops as soon as the order is known to exist, even if it is still pending. The resolution is then
    /// [`StillUnknown`](super::Resolution::StillUnknown) with the reason
    /// [`Pending`](super::StillUnknownReason::Pending) and the state.
    #[must_use]
    pub const fn stop_when_it_exists(mut self) -> Self {
        self.stop_when_it_exists = true;
        self
    }
}

impl Default for ResolvePolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// How [`Client::wait_with`](crate::Client::wait_with) and [`Client::states_with`](crate::Client::states_with) query.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::resolution::WaitPolicy;
///
/// // For `client.wait_with`: every two seconds, for about two minutes.
/// let policy = WaitPolicy::new().interval(Duration::from_secs(2)).queries(60);
/// # assert_ne!(policy, WaitPolicy::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WaitPolicy {
    pub(super) interval: Duration,
    pub(super) queries: u32,
    pub(super) query_timeout: Duration,
}

impl WaitPolicy {
    /// Creates a policy with the defaults, which are those of the vendor's SDKs: thirty queries, one every second.
    pub const fn new() -> Self {
        Self { interval: Duration::from_secs(1), queries: 30, query_timeout: Duration::from_secs(10) }
    }

    setters! {
        /// Sets the pause between two queries. Its length varies by up to a quarter.
        interval(interval: Duration),
        /// Sets the number of queries.
        queries(number: u32),
        /// Sets the time that one query may take, including its retries. The default is 10 seconds.
        query_timeout(timeout: Duration),
    }
}

impl Default for WaitPolicy {
    fn default() -> Self {
        Self::new()
    }
}
