//! Sends requests with ureq, and retries queries.

use std::io::{ErrorKind, Read as _};
use std::thread;
use std::time::{Duration, Instant};

use ureq::{Agent, SendBody};

use super::watched_body::WatchedBody;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::sending::{Budget, Failure, Limits, Next, TimeoutSettings, most_telling, next, retry_after};
use crate::transport_error::{TransportError, TransportErrorKind};

/// The HTTP library, the time that requests may take, and the budget for retries.
pub(super) struct Transport {
    pub(super) agent: Agent,
    pub(super) timeouts: TimeoutSettings,
    pub(super) budget: Budget,
}

/// A response, with the pause that it asks for.
struct Reply {
    status: u16,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

impl Transport {
    /// Sends a request and returns a successful, accepted response.
    pub(super) fn send(&self, exchange: &UntypedExchange<'_>) -> Result<ReceivedMessage, Error> {
        let endpoint = exchange.endpoint();
        let limits = self.timeouts.limits(endpoint);
        let deadline = Instant::now() + limits.operation;
        let (mut earlier, mut last) = (0, None);
        loop {
            exchange.operation().begin_attempt();
            let left = deadline.saturating_duration_since(Instant::now());
            let (result, retry_after) = match self.post(exchange, limits, left) {
                Ok(reply) => (exchange.accept(reply.status, &reply.body), reply.retry_after),
                Err(error) => (Err(exchange.fail(error)), None),
            };
            if earlier == 0 && endpoint.idempotent {
                self.budget.count(result.is_ok());
            }
            let error = match result {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            let failure = Failure { endpoint, error: &error, earlier, retry_after, attempt: limits.attempt };
            let left = deadline.saturating_duration_since(Instant::now());
            let pause = match next(&failure, left, &self.budget) {
                Next::RetryAfter(pause) => pause,
                other => {
                    match other {
                        Next::NoBudgetLeft => exchange.operation().budget_exhausted(),
                        Next::NoTimeLeft => exchange.operation().no_time_left(),
                        Next::GiveUp | Next::RetryAfter(_) => {}
                    }
                    let error = most_telling(last, error);
                    if earlier > 0 {
                        exchange.operation().end_with(&error);
                    }
                    return Err(error);
                }
            };
            exchange.operation().retrying(&error);
            earlier += 1;
            last = Some(most_telling(last, error));
            thread::sleep(pause);
        }
    }

    /// Sends a request once.
    fn post(&self, exchange: &UntypedExchange<'_>, limits: Limits, left: Duration) -> Result<Reply, TransportError> {
        // A hook may have blocked.
        if left.is_zero() {
            return Err(TransportError::new(TransportErrorKind::TooLate, "no time is left for the request"));
        }
        let attempt = limits.attempt.min(left);
        let connect = limits.connect.min(attempt);
        let mut body = WatchedBody::new(exchange.body());
        let mut request = self
            .agent
            .post(exchange.url())
            .config()
            .timeout_global(Some(attempt))
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .build()
            // ureq does not know the length of the body, and would send it in chunks.
            .header("Content-Length", exchange.body().len().to_string());
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        let result = request.send(SendBody::from_reader(&mut body));
        let mut response = result.map_err(|error| failed_to_send(error, body.is_read()))?;
        let retry_after = retry_after::pause(response.headers());
        let status = response.status().as_u16();
        let body = received(response.body_mut(), exchange.max_response_size())?;
        Ok(Reply { status, retry_after, body })
    }
}

/// Reads a body, and stops if it is larger than the limit.
fn received(body: &mut ureq::Body, limit: usize) -> Result<Vec<u8>, TransportError> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut received = Vec::new();
    match body.as_reader().take(limit).read_to_end(&mut received) {
        Ok(_) => Ok(received),
        Err(error) => {
            let kind = match error.kind() {
                ErrorKind::TimedOut => TransportErrorKind::Timeout,
                _ => TransportErrorKind::Interrupted,
            };
            Err(TransportError::new(kind, error).with_partial_body(received))
        }
    }
}

fn failed_to_send(error: ureq::Error, is_sent: bool) -> TransportError {
    use ureq::Error as Ureq;

    let kind = match &error {
        Ureq::Timeout(_) if is_sent => TransportErrorKind::Timeout,
        Ureq::Io(io) if is_sent && io.kind() == ErrorKind::TimedOut => TransportErrorKind::Timeout,
        _ if is_sent => TransportErrorKind::Interrupted,
        // The settings do not allow the URL, or the proxy is invalid.
        Ureq::BadUri(_) | Ureq::Http(_) | Ureq::RequireHttpsOnly(_) | Ureq::InvalidProxyUrl | Ureq::TlsRequired => {
            TransportErrorKind::NotAllowed
        }
        _ => TransportErrorKind::Connect,
    };
    TransportError::new(kind, error)
}
