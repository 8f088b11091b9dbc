//! Sends requests with reqwest, and retries queries.

use std::time::{Duration, Instant};

use super::retry;
use crate::error::Error;
use crate::incoming::ReceivedMessage;
use crate::protocol::UntypedExchange;
use crate::transport_error::{TransportError, TransportErrorKind};

/// The HTTP client and the time that a request may take, including all retries.
pub(super) struct Transport {
    pub(super) http: reqwest::Client,
    pub(super) timeout: Duration,
}

impl Transport {
    /// Sends a request and returns a successful, accepted response.
    pub(super) async fn send(&self, exchange: &UntypedExchange<'_>) -> Result<ReceivedMessage, Error> {
        let deadline = Instant::now() + self.timeout;
        let mut attempt = 0;
        loop {
            exchange.operation().begin_attempt();
            let result = match self.post(exchange, deadline).await {
                Ok((status, body)) => exchange.accept(status, &body),
                Err(error) => Err(exchange.fail(error)),
            };
            let error = match result {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            let Some(pause) = retry::next(exchange.endpoint(), &error, attempt, deadline) else { return Err(error) };
            exchange.operation().retrying(&error);
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends a request once and returns the status and the body of the response.
    async fn post(&self, exchange: &UntypedExchange<'_>, deadline: Instant) -> Result<(u16, Vec<u8>), TransportError> {
        let mut request = self.http.post(exchange.url());
        for (name, value) in exchange.headers() {
            request = request.header(name, value);
        }
        let response = request
            .timeout(deadline.saturating_duration_since(Instant::now()))
            // The HTTP client takes ownership, and wipes neither this copy nor its buffers.
            .body(exchange.body().to_owned())
            .send()
            .await
            .map_err(failed_to_send)?;
        let status = response.status().as_u16();
        Ok((status, body(response, exchange.max_response_size()).await?))
    }
}

/// Reads a body, and stops if it is larger than the limit.
async fn body(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while body.len() <= limit {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(failed_to_receive(error).with_partial_body(body)),
        }
    }
    Ok(body)
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
