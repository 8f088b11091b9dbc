//! Sends requests with ureq.

use std::io::{ErrorKind, Read as _};
use std::ops::ControlFlow;
use std::thread;
use std::time::Duration;

use ureq::{Agent, SendBody};

use super::watched_body::WatchedBody;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::sending::{Attempt, Attempts, Budget, Instant, Reply, TimeoutSettings, retry_after, too_late};
use crate::transport_error::{TransportError, TransportErrorKind};

/// The HTTP library, the time that requests may take, and the budget for retries.
pub(super) struct Transport {
    pub(super) agent: Agent,
    pub(super) timeouts: TimeoutSettings,
    pub(super) budget: Budget,
}

impl Transport {
    /// Sends a request and returns a successful, accepted response.
    pub(super) fn send(&self, exchange: &UntypedExchange<'_>) -> Result<ReceivedMessage, Error> {
        self.attempt(Attempts::new(exchange, &self.timeouts, &self.budget, Instant::now()), exchange)
    }

    /// Sends a request like [`send`](Self::send), within a time that may be shorter than its timeout.
    pub(super) fn send_within(
        &self,
        exchange: &UntypedExchange<'_>,
        limit: Duration,
    ) -> Result<ReceivedMessage, Error> {
        self.attempt(Attempts::new(exchange, &self.timeouts, &self.budget, Instant::now()).within(limit), exchange)
    }

    fn attempt(&self, mut attempts: Attempts<'_>, exchange: &UntypedExchange<'_>) -> Result<ReceivedMessage, Error> {
        loop {
            let attempt = attempts.begin();
            let result = self.post(exchange, attempt);
            match attempts.end(result) {
                ControlFlow::Break(result) => return result,
                ControlFlow::Continue(pause) => thread::sleep(pause),
            }
        }
    }

    /// Sends a request once, within the time of the attempt.
    fn post(&self, exchange: &UntypedExchange<'_>, attempt: Attempt) -> Result<Reply, TransportError> {
        let mut body = WatchedBody::new(exchange.body(), attempt);
        let connect = attempt.connect.left();
        let mut request = self
            .agent
            .post(exchange.url())
            .config()
            .timeout_global(Some(attempt.end.left()))
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .build()
            // ureq does not know the length of the body, and would send it in chunks.
            .header("Content-Length", exchange.body().len().to_string());
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        attempt.check()?;
        let result = request.send(SendBody::from_reader(&mut body));
        let mut response = match result {
            Ok(response) => response,
            Err(_) if body.is_too_late() => return Err(too_late()),
            Err(error) => return Err(failed_to_send(error, body.is_read())),
        };
        let (status, retry_after) = (response.status().as_u16(), retry_after::pause(response.headers()));
        let mut reply = Reply { status, retry_after, body: Vec::new() };
        match read(response.body_mut(), &mut reply.body, exchange.max_response_size()) {
            Ok(()) => Ok(reply),
            Err(error) => reply.interrupted(error),
        }
    }
}

/// Reads a body, and stops if it is larger than the limit.
fn read(body: &mut ureq::Body, into: &mut Vec<u8>, limit: usize) -> Result<(), TransportError> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let result = body.as_reader().take(limit).read_to_end(into);
    result.map(drop).map_err(|error| {
        let kind = match error.kind() {
            ErrorKind::TimedOut => TransportErrorKind::Timeout,
            _ => TransportErrorKind::Interrupted,
        };
        TransportError::new(kind, error)
    })
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
