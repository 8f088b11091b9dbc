//! How long a request may take: connecting, one attempt, and the whole operation.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::retry;
use crate::setters::setters;
use crate::spec::Endpoint;

/// The default timeout for establishing a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// The minimum of the default timeout of an attempt. A shorter one would end attempts that are only slow.
const SHORTEST_DEFAULT_ATTEMPT: Duration = Duration::from_secs(1);
/// The maximum timeout. Longer ones are reduced to this value, so adding it to the current time cannot overflow.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The timeouts of the requests of a family, or of one operation. A timeout that is `None` has the value of the next
/// more general level: the operation, then the family, then the default.
///
/// | Timeout | Limits | Default |
/// |---|---|---|
/// | `connect` | establishing a connection: DNS, TCP, proxy and TLS | 10 seconds |
/// | `attempt` | one attempt, from connecting to the last byte of the response | for queries, a third of `operation`, but at least 1 second; for all other requests, `operation` |
/// | `operation` | all attempts and the pauses between them | [`FamilySpec::timeout`](crate::spec::FamilySpec::timeout): 60 seconds for `general` and `autodebit`, 125 seconds for `card` |
///
/// If no connection is established in time, nothing was sent: the error is [`Unreachable`](crate::error::Unreachable).
/// If an attempt ends after that, the request may have been sent: the error is
/// [`OutcomeUnknown`](crate::error::OutcomeUnknown). Requests that move money are sent once, so `attempt` limits the
/// whole request. For this reason, `attempt` applies to them only if you set it for the operation itself, with
/// `timeouts_for` of the builder of a client. The `attempt` of a family applies to its queries.
///
/// Timeouts longer than 24 hours count as 24 hours.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::client::Timeouts;
///
/// let timeouts = Timeouts::new().connect(Duration::from_secs(3)).operation(Duration::from_secs(30));
/// assert_eq!(timeouts.attempt, None); // the default
/// ```
///
/// For one operation, here with shorter queries, because a page waits for them:
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::client::Timeouts;
/// use iotpay_client::{Credentials, general};
///
/// # fn example(credentials: Credentials) -> Result<(), iotpay_client::protocol::BuildError> {
/// let short = Timeouts::new().attempt(Duration::from_secs(3)).operation(Duration::from_secs(8));
/// let client = general::Client::builder(credentials).timeouts_for::<general::QueryOrder>(short).build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Timeouts {
    /// The timeout for establishing a connection.
    pub connect: Option<Duration>,
    /// The timeout of one attempt. Set for a family or a merchant, it applies to queries only.
    pub attempt: Option<Duration>,
    /// The timeout of all attempts and the pauses between them.
    pub operation: Option<Duration>,
}

impl Timeouts {
    /// Creates timeouts that all have the value of the next more general level.
    pub const fn new() -> Self {
        Self { connect: None, attempt: None, operation: None }
    }

    setters! {
        /// Sets the timeout for establishing a connection.
        connect(timeout: Duration) => Some,
        /// Sets the timeout of one attempt. Set for a family or a merchant, it applies to queries only.
        attempt(timeout: Duration) => Some,
        /// Sets the timeout of all attempts and the pauses between them.
        operation(timeout: Duration) => Some,
    }

    /// These timeouts, where they are set, or else those of the more general level.
    pub(crate) fn or(self, general: Self) -> Self {
        Self {
            connect: self.connect.or(general.connect),
            attempt: self.attempt.or(general.attempt),
            operation: self.operation.or(general.operation),
        }
    }
}

/// The timeouts of a client: those of the family, and those of single operations by the name of their endpoint.
#[derive(Clone)]
pub(crate) struct TimeoutSettings {
    default_operation: Duration,
    pub(crate) family: Timeouts,
    operations: BTreeMap<String, Timeouts>,
}

/// The timeouts of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) operation: Duration,
}

/// Shows the timeouts that apply, with the defaults where none are set.
impl fmt::Debug for TimeoutSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.family.operation.unwrap_or(self.default_operation);
        f.debug_struct("Timeouts")
            .field("connect", &self.family.connect.unwrap_or(CONNECT))
            .field("attempt", &self.family.attempt)
            .field("operation", &operation)
            .field("of_operations", &self.operations)
            .finish()
    }
}

impl TimeoutSettings {
    pub(crate) fn new(default_operation: Duration) -> Self {
        Self { default_operation, family: Timeouts::new(), operations: BTreeMap::new() }
    }

    /// Sets timeouts of an operation. Those that are `None` keep their value.
    pub(crate) fn set_operation(&mut self, endpoint: impl Into<String>, timeouts: Timeouts) {
        let known = self.operations.entry(endpoint.into()).or_default();
        *known = timeouts.or(*known);
    }

    /// Returns the longest time that any request may take.
    pub(crate) fn longest_operation(&self) -> Duration {
        let operations = self.operations.values().filter_map(|timeouts| timeouts.operation);
        operations.fold(self.family.operation.unwrap_or(self.default_operation), Duration::max).min(LONGEST)
    }

    pub(crate) fn limits(&self, endpoint: &Endpoint) -> Limits {
        let own = self.operations.get(endpoint.name).copied().unwrap_or_default();
        let Timeouts { connect, mut attempt, operation } = own.or(self.family);
        if !endpoint.idempotent {
            // A short attempt for all requests is meant for queries. Ending a payment early makes its outcome unknown.
            attempt = own.attempt;
        }
        let operation = operation.unwrap_or(self.default_operation).min(LONGEST);
        // So that a first attempt that hangs leaves time for another one.
        let share = (operation / retry::ATTEMPTS).max(SHORTEST_DEFAULT_ATTEMPT);
        let default_attempt = if endpoint.idempotent { share } else { operation };
        let attempt = attempt.unwrap_or(default_attempt).min(operation);
        Limits { connect: connect.unwrap_or(CONNECT).min(attempt), attempt, operation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DocPage;

    static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
    const ORDER: Endpoint = Endpoint::new("order", "order", &PAGE);
    const QUERY: Endpoint = Endpoint::new("query", "query", &PAGE).idempotent();

    fn seconds(endpoint: &Endpoint, settings: &TimeoutSettings) -> [u64; 3] {
        let limits = settings.limits(endpoint);
        [limits.connect, limits.attempt, limits.operation].map(|limit| limit.as_secs())
    }

    #[test]
    fn only_queries_have_shorter_attempts_by_default() {
        let settings = TimeoutSettings::new(Duration::from_secs(60));
        assert_eq!(seconds(&ORDER, &settings), [10, 60, 60]);
        assert_eq!(seconds(&QUERY, &settings), [10, 20, 60]);
        assert_eq!(seconds(&QUERY, &TimeoutSettings::new(Duration::from_secs(2))), [1, 1, 2]);
    }

    #[test]
    fn more_specific_timeouts_take_precedence() {
        let from = Duration::from_secs;
        let mut settings = TimeoutSettings::new(from(60));
        settings.family = Timeouts::new().connect(from(2)).operation(from(9));
        settings.set_operation("query", Timeouts::new().attempt(from(4)));
        settings.set_operation("query", Timeouts::new().operation(from(5)));
        assert_eq!(settings.longest_operation(), from(9));
        assert_eq!(seconds(&ORDER, &settings), [2, 9, 9]);
        assert_eq!(seconds(&QUERY, &settings), [2, 4, 5]);
    }

    #[test]
    fn a_short_attempt_of_a_family_does_not_end_a_payment() {
        let from = Duration::from_secs;
        let mut settings = TimeoutSettings::new(from(60));
        settings.family = Timeouts::new().attempt(from(3));
        assert_eq!(seconds(&ORDER, &settings), [10, 60, 60]);
        assert_eq!(seconds(&QUERY, &settings), [3, 3, 60]);
        settings.set_operation("order", Timeouts::new().attempt(from(5)));
        assert_eq!(seconds(&ORDER, &settings), [5, 5, 60]);
    }

    #[test]
    fn no_timeout_is_longer_than_the_one_around_it_or_a_day() {
        let mut settings = TimeoutSettings::new(Duration::from_secs(60));
        settings.family = Timeouts::new().connect(Duration::MAX).attempt(Duration::MAX).operation(Duration::MAX);
        assert_eq!(seconds(&ORDER, &settings), [86_400; 3]);
        settings.family = settings.family.operation(Duration::from_secs(1));
        assert_eq!(seconds(&QUERY, &settings), [1; 3]);
    }
}
