//! Sends requests with reqwest, and retries queries.

use std::fmt;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::connect_limit::connected_by;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::sending::{Budget, Failure, Limits, Next, TimeoutSettings, next, retry_after};
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
        let deadline = began + limits.operation;
        let mut earlier = 0;
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
            let failure = Failure { endpoint, error: &error, earlier, retry_after };
            match next(&failure, deadline.saturating_duration_since(Instant::now()), &self.budget) {
                Next::RetryAfter(pause) => {
                    exchange.operation().retrying(&error);
                    earlier += 1;
                    sleep(pause).await;
                }
                Next::NoBudgetLeft => {
                    exchange.operation().budget_exhausted();
                    return Err(error);
                }
                Next::GiveUp | Next::NoTimeLeft => return Err(error),
            }
        }
    }

    /// Sends a request once, within the time of an attempt and before the deadline of the operation.
    async fn attempt(
        &self,
        exchange: &UntypedExchange<'_>,
        limits: Limits,
        deadline: Instant,
    ) -> Result<Reply, TransportError> {
        let began = Instant::now();
        let end = deadline.min(began + limits.attempt);
        let connected = end.checked_sub(CONNECT_MARGIN).unwrap_or(end).min(began + limits.connect);
        let mut partial_body = None;
        let sending = self.post(exchange, end - began + TIMEOUT_MARGIN, &mut partial_body);
        let result = timeout_at(end, connected_by(connected, sending)).await;
        let error = match result {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(error)) => error,
            Err(_) => TransportError::new(TransportErrorKind::Timeout, TimedOut(end - began)),
        };
        Err(match partial_body {
            Some(partial) => error.with_partial_body(partial),
            None => error,
        })
    }

    /// Sends a request and returns the response. Once the response begins, `partial_body` contains what has arrived.
    async fn post(
        &self,
        exchange: &UntypedExchange<'_>,
        timeout: Duration,
        partial_body: &mut Option<Vec<u8>>,
    ) -> Result<Reply, TransportError> {
        let mut request = self.http.post(exchange.url());
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        let response = request
            .timeout(timeout)
            // The HTTP client takes ownership, and wipes neither this copy nor its buffers.
            .body(exchange.body().to_owned())
            .send()
            .await
            .map_err(failed_to_send)?;
        let (status, retry_after) = (response.status().as_u16(), retry_after::pause(response.headers()));
        read(response, partial_body.insert(Vec::new()), exchange.max_response_size()).await?;
        Ok(Reply { status, retry_after, body: partial_body.take().unwrap_or_default() })
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
