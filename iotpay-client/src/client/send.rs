//! Sends requests with reqwest.

use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::connect_limit::connected_by;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::sending::{Attempt, Attempts, Budget, Reply, TimeoutSettings, retry_after};
use crate::transport_error::{TransportError, TransportErrorKind};

/// What reqwest's own timeout of a request exceeds that of the attempt by. It replaces a shorter timeout that the
/// caller has set for all requests of the HTTP client.
const TIMEOUT_MARGIN: Duration = Duration::from_secs(5);

/// The HTTP client, the time that requests may take, and the budget for retries.
pub(super) struct Transport {
    pub(super) http: reqwest::Client,
    pub(super) timeouts: TimeoutSettings,
    pub(super) budget: Budget,
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
        let mut attempts = Attempts::new(exchange, &self.timeouts, &self.budget, began);
        loop {
            let attempt = attempts.begin();
            let result = self.attempt(exchange, attempt).await;
            match attempts.end(result) {
                ControlFlow::Break(result) => return result,
                ControlFlow::Continue(pause) => sleep(pause).await,
            }
        }
    }

    /// Sends a request once, within the time of the attempt.
    async fn attempt(&self, exchange: &UntypedExchange<'_>, attempt: Attempt) -> Result<Reply, TransportError> {
        let (began, end) = (Instant::now(), attempt.end.instant());
        let mut partial = None;
        let sending = connected_by(attempt.connect, self.post(exchange, attempt, &mut partial));
        let error = match timeout_at(end, sending).await {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(error)) => error,
            Err(_) => TransportError::new(TransportErrorKind::Timeout, TimedOut(end.saturating_duration_since(began))),
        };
        match partial {
            Some(reply) => reply.interrupted(error),
            None => Err(error),
        }
    }

    /// Sends a request and returns the response. Once the response begins, `partial` contains what has arrived.
    async fn post(
        &self,
        exchange: &UntypedExchange<'_>,
        attempt: Attempt,
        partial: &mut Option<Reply>,
    ) -> Result<Reply, TransportError> {
        let mut request = self.http.post(exchange.url());
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        // The HTTP client takes ownership, and wipes neither this copy nor its buffers.
        let request = request.timeout(attempt.end.left() + TIMEOUT_MARGIN).body(exchange.body().to_owned());
        attempt.check()?;
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
        write!(f, "no complete response within {:.3} seconds", self.0.as_secs_f64())
    }
}

impl std::error::Error for TimedOut {}
