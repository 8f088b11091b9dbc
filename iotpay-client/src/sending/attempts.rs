//! The attempts to send one request: how long each may take, and what follows it.

use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

use super::deadline::{Deadline, Instant};
use super::retry::{Failure, Next, most_telling, next};
use super::retry_budget::Budget;
use super::timeouts::{Limits, TimeoutSettings};
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::transport_error::{TransportError, TransportErrorKind};

/// A connection that is established later than this before the end of an attempt is too late. It makes sure that the
/// connection times out first, because nothing was sent then.
const CONNECT_MARGIN: Duration = Duration::from_millis(5);

/// The attempts to send one request. A client sends the request and waits; everything else is decided here.
pub(crate) struct Attempts<'a> {
    exchange: &'a UntypedExchange<'a>,
    budget: &'a Budget,
    limits: Limits,
    deadline: Deadline,
    /// The number of failed attempts.
    earlier: u32,
    last: Option<Error>,
}

/// What follows an attempt: the result of the operation, or a pause before the next attempt.
pub(crate) type Following = ControlFlow<Result<ReceivedMessage, Error>, Duration>;

impl<'a> Attempts<'a> {
    /// Attempts of an operation whose time began at `began`.
    pub(crate) fn new(
        exchange: &'a UntypedExchange<'a>,
        timeouts: &TimeoutSettings,
        budget: &'a Budget,
        began: Instant,
    ) -> Self {
        let endpoint = exchange.endpoint();
        let limits = timeouts.limits(endpoint);
        let deadline = Deadline::from(began, limits.operation, endpoint.moves_money);
        Self { exchange, budget, limits, deadline, earlier: 0, last: None }
    }

    /// Limits the time of all attempts together.
    #[cfg(feature = "blocking")]
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.deadline = self.deadline.min(Instant::now() + limit.min(self.limits.operation));
        self
    }

    /// Begins an attempt.
    pub(crate) fn begin(&self) -> Attempt {
        self.exchange.operation().begin_attempt();
        Attempt::new(self.limits, self.deadline)
    }

    /// Judges the response to an attempt, or its failure.
    pub(crate) fn end(&mut self, result: Result<Reply, TransportError>) -> Following {
        let (result, retry_after) = match result {
            Ok(reply) => (self.exchange.accept(reply.status, &reply.body), reply.retry_after),
            Err(error) => (Err(self.exchange.fail(error)), None),
        };
        if self.earlier == 0 && self.exchange.endpoint().idempotent {
            self.budget.count(result.is_ok());
        }
        match result {
            Ok(received) => ControlFlow::Break(Ok(received)),
            Err(error) => self.failed(error, retry_after),
        }
    }

    fn failed(&mut self, error: Error, retry_after: Option<Duration>) -> Following {
        let (endpoint, operation) = (self.exchange.endpoint(), self.exchange.operation());
        let attempt = self.limits.attempt;
        let failure = Failure { endpoint, error: &error, earlier: self.earlier, retry_after, attempt };
        let pause = match next(&failure, self.deadline.left(), self.budget) {
            Next::RetryAfter(pause) => pause,
            other => {
                match other {
                    Next::NoBudgetLeft => operation.budget_exhausted(),
                    Next::NoTimeLeft => operation.no_time_left(),
                    Next::GiveUp | Next::RetryAfter(_) => {}
                }
                let error = most_telling(self.last.take(), error);
                if self.earlier > 0 {
                    operation.end_with(&error);
                }
                return ControlFlow::Break(Err(error));
            }
        };
        operation.retrying(&error);
        self.earlier += 1;
        self.last = Some(most_telling(self.last.take(), error));
        ControlFlow::Continue(pause)
    }
}

/// When an attempt must have ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    /// When the connection must be established, at the latest.
    pub(crate) connect: Deadline,
    /// When the last byte of the response must have arrived.
    pub(crate) end: Deadline,
}

impl Attempt {
    fn new(limits: Limits, deadline: Deadline) -> Self {
        let began = Instant::now();
        let end = deadline.min(began + limits.attempt);
        let connect = end.instant().checked_sub(CONNECT_MARGIN).unwrap_or(end.instant()).min(began + limits.connect);
        Self { connect: end.min(connect), end }
    }

    /// Returns an error if nothing may be sent any more. A hook may have blocked, or the machine may have been suspended.
    /// A timeout alone would still start to send, although a sweep in another process may already have concluded that
    /// this request never arrived.
    pub(crate) fn check(&self) -> Result<(), TransportError> {
        if self.end.has_passed() { Err(too_late()) } else { Ok(()) }
    }
}

#[cfg(all(test, feature = "blocking"))]
impl Attempt {
    /// An attempt of a request that moves money.
    pub(crate) fn of_an_hour() -> Self {
        let hour = Duration::from_secs(3600);
        let limits = Limits { connect: hour, attempt: hour, operation: hour };
        Self::new(limits, Deadline::from(Instant::now(), hour, true))
    }

    /// The same attempt, as if the machine had slept until after its end.
    pub(crate) fn slept_through(self) -> Self {
        Self { connect: self.connect.slept_through(), end: self.end.slept_through() }
    }
}

/// Returns the error for a request that is not sent because its time is over.
pub(crate) fn too_late() -> TransportError {
    TransportError::new(TransportErrorKind::TooLate, NoTimeLeft)
}

/// A response, with the pause that it asks for.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Returns what is known after the response was interrupted: `self` contains what has arrived.
    pub(crate) fn interrupted(self, error: TransportError) -> Result<Self, TransportError> {
        // The status says more than the interruption of a body that is not needed.
        if self.status >= 400 { Ok(self) } else { Err(error.with_partial_body(self.body)) }
    }
}

/// The cause if the time is over before anything is sent.
#[derive(Debug)]
struct NoTimeLeft;

impl fmt::Display for NoTimeLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no time is left for the request")
    }
}

impl std::error::Error for NoTimeLeft {}
