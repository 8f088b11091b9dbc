//! What an inbox can bear.

use std::time::Duration;

/// What an inbox can bear: how many handlers at the same time, and for how long. A [`Processor`](super::Processor)
/// applies these limits in addition to its policy.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::inbox::InboxLimits;
///
/// // A database with one writer, for which other writers wait at most 4 seconds.
/// let limits = InboxLimits::new().handlers(1).handler_time(Duration::from_secs(3));
/// assert_eq!((limits.handlers, limits.one_connection), (Some(1), false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct InboxLimits {
    /// How many transactions may be open at the same time in this process; `None` is no limit.
    pub handlers: Option<usize>,
    /// How long a handler may take; `None` is no limit.
    pub handler_time: Option<Duration>,
    /// Whether the inbox and the journal have one connection, so that nothing else can be read while a transaction is
    /// open. A processor then reads only the inbox again before it commits, in the same transaction.
    pub one_connection: bool,
}

impl InboxLimits {
    /// Creates limits that do not limit anything.
    pub const fn new() -> Self {
        Self { handlers: None, handler_time: None, one_connection: false }
    }

    /// Sets how many transactions may be open at the same time, at least 1.
    #[must_use]
    pub const fn handlers(mut self, handlers: usize) -> Self {
        self.handlers = Some(if handlers == 0 { 1 } else { handlers });
        self
    }

    /// Sets how long a handler may take.
    #[must_use]
    pub const fn handler_time(mut self, time: Duration) -> Self {
        self.handler_time = Some(time);
        self
    }

    /// Sets that the inbox and the journal have one connection.
    #[must_use]
    pub const fn one_connection(mut self) -> Self {
        self.one_connection = true;
        self
    }
}
