//! Sends requests with reqwest, and retries queries.

use std::fmt;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::connect_limit::connected_by;
use super::deadline::Deadline;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::sending::{Budget, Failure, Limits, Next, TimeoutSettings, most_telling, next, retry_after};
use crate::transport_error::{TransportError, TransportErrorKind};

/// A connection that is established later than this before the end of an attempt is too late. It makes sure that the
/// connection times out first, because nothing was sent then.
const CONNECT_MARGIN: Duration = Duration::from_millis(5);

/// What reqwest's own timeout of a request exceeds that of the attempt by. It replaces a shorter timeout that the
/// caller has set for all requests of the HTTP client.
const TIMEOUT_MARGIN: Duration = Duration::from_secs(5);

/// The HTTP client, the time that requests may take, and the budget for retries.
pub(super) struct Transport {
    pub(super) http: reqwest::Client,
    pub(super) timeouts: TimeoutSettings,
    pub(super) budget: Budget,
}

/// A response, with the pause that it asks for.
#[derive(Default)]
struct Reply {
    status: u16,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

impl Transport {
    /// Returns the time that a request may take, including all retries.
    pub(super) fn operation_timeout(&self, exchange: &UntypedExchange<'_>) -> Duration {
        self.timeouts.limits(exchange.endpoint()).operation
    }

    /// Sends a request and returns a successful, accepted response.
    pub(super) async fn send(&self, exchange: &UntypedExchange<'_>) -> Result<ReceivedMessage, Error> {
        self.send_from(exchange, Instant::now()).await
    }

    /// Like [`send`](Self::send), for a request whose timeout began earlier.
    pub(super) async fn send_from(
        &self,
        exchange: &UntypedExchange<'_>,
        began: Instant,
    ) -> Result<ReceivedMessage, Error> {
        let endpoint = exchange.endpoint();
        let limits = self.timeouts.limits(endpoint);
        let deadline = Deadline::from(began, limits.operation, endpoint.moves_money);
        let (mut earlier, mut last) = (0, None);
        loop {
            exchange.operation().begin_attempt();
            let (result, retry_after) = match self.attempt(exchange, limits, deadline).await {
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
            let left = deadline.instant().saturating_duration_since(Instant::now());
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
            sleep(pause).await;
        }
    }

    /// Sends a request once, within the time of an attempt and before the deadline of the operation.
    async fn attempt(
        &self,
        exchange: &UntypedExchange<'_>,
        limits: Limits,
        deadline: Deadline,
    ) -> Result<Reply, TransportError> {
        let began = Instant::now();
        let deadline = deadline.min(began + limits.attempt);
        let end = deadline.instant();
        let connected = end.checked_sub(CONNECT_MARGIN).unwrap_or(end).min(began + limits.connect);
        let mut partial = None;
        let timeout = end.saturating_duration_since(began) + TIMEOUT_MARGIN;
        let sending = self.post(exchange, timeout, deadline, &mut partial);
        let result = timeout_at(end, connected_by(deadline.min(connected), sending)).await;
        let error = match result {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(error)) => error,
            Err(_) => TransportError::new(TransportErrorKind::Timeout, TimedOut(end - began)),
        };
        match partial {
            // The status says more than the interruption of a body that is not needed.
            Some(reply) if reply.status >= 400 => Ok(reply),
            Some(reply) => Err(error.with_partial_body(reply.body)),
            None => Err(error),
        }
    }

    /// Sends a request and returns the response. Once the response begins, `partial` contains what has arrived.
    async fn post(
        &self,
        exchange: &UntypedExchange<'_>,
        timeout: Duration,
        deadline: Deadline,
        partial: &mut Option<Reply>,
    ) -> Result<Reply, TransportError> {
        let mut request = self.http.post(exchange.url());
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        // The HTTP client takes ownership, and wipes neither this copy nor its buffers.
        let request = request.timeout(timeout).body(exchange.body().to_owned());
        // A hook may have blocked, or the machine may have been suspended. The timeout alone would still start to send,
        // although a sweep in another process may already have concluded that this request never arrived.
        if deadline.has_passed() {
            return Err(TransportError::new(TransportErrorKind::TooLate, NoTimeLeft));
        }
        let response = request.send().await.map_err(failed_to_send)?;
        let (status, retry_after) = (response.status().as_u16(), retry_after::pause(response.headers()));
        let reply = partial.insert(Reply { status, retry_after, body: Vec::new() });
        read(response, &mut reply.body, exchange.max_response_size()).await?;
        Ok(partial.take().unwrap_or_default())
    }
}

/// Reads a body, and stops if it is larger than the limit.
async fn read(mut response: reqwest::Response, body: &mut Vec<u8>, limit: usize) -> Result<(), TransportError> {
    while body.len() <= limit {
        match response.chunk().await.map_err(failed_to_receive)? {
            Some(chunk) => body.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(())
}

fn failed_to_send(error: reqwest::Error) -> TransportError {
    // A request that cannot be built, or whose URL the settings forbid (`https_only`), never leaves. Redirects, whose
    // URLs could fail later, are not followed.
    let kind = if error.is_builder() {
        TransportErrorKind::NotAllowed
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        return failed_to_receive(error);
    };
    TransportError::new(kind, error)
}

fn failed_to_receive(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::Interrupted };
    TransportError::new(kind, error)
}

/// The cause if an attempt took too long.
#[derive(Debug)]
struct TimedOut(Duration);

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no complete response within {:?}", self.0)
    }
}

impl std::error::Error for TimedOut {}

/// The cause if the time is over before anything is sent.
#[derive(Debug)]
struct NoTimeLeft;

impl fmt::Display for NoTimeLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no time is left for the request")
    }
}

impl std::error::Error for NoTimeLeft {}
