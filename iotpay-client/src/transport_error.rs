//! Failures of a transport.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// A failure of the transport: the response did not arrive, or did not arrive completely.
///
/// The client creates it from the errors of reqwest. With your own transport, create it with [`new`](Self::new), and
/// pass it to [`Exchange::fail`](crate::protocol::Exchange::fail).
///
/// ```
/// use std::io::{self, ErrorKind};
///
/// use iotpay_client::error::{TransportError, TransportErrorKind};
///
/// fn transport_error(error: io::Error) -> TransportError {
///     let kind = match error.kind() {
///         ErrorKind::ConnectionRefused => TransportErrorKind::Connect,
///         ErrorKind::TimedOut => TransportErrorKind::Timeout,
///         _ => TransportErrorKind::Interrupted, // something may have been sent
///     };
///     TransportError::new(kind, error)
/// }
/// ```
#[derive(Clone)]
pub struct TransportError {
    kind: TransportErrorKind,
    cause: Arc<dyn StdError + Send + Sync>,
    partial_body: Option<Vec<u8>>,
}

/// The kind of a [`TransportError`], which determines whether the request may have been sent.
///
/// ```
/// use iotpay_client::error::{TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Timeout, "no response within 60 seconds");
/// assert!(error.is_timeout());
/// assert_eq!(error.to_string(), "the response timed out");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The settings of the transport do not allow the request. Nothing was sent.
    NotAllowed,
    /// No connection was established. Nothing was sent.
    Connect,
    /// The time for the request was over before it could be sent. Nothing was sent.
    TooLate,
    /// The response did not arrive in time. The request may have been sent.
    Timeout,
    /// The connection failed. The request, or a part of it, may have been sent. If you do not know whether anything
    /// was sent, use this kind.
    Interrupted,
}

impl TransportError {
    /// Creates an error from its kind and its cause. The cause is available as the source of the error and may be
    /// logged, so the cause must not contain any part of the request's body.
    pub fn new(kind: TransportErrorKind, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, cause: Arc::from(cause.into()), partial_body: None }
    }

    /// Sets the bytes of the response's body that were received before the failure. They prove that the request was
    /// sent, regardless of the kind.
    #[must_use]
    pub fn with_partial_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.partial_body = Some(body.into());
        self
    }

    /// Returns the kind.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns the error of the underlying transport. For an error returned by the client, it is a
    /// `reqwest::Error`, unless the attempt took too long or was too late.
    pub fn cause(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.cause
    }

    /// Returns `true` if the response did not arrive in time.
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Returns `true` if nothing was sent.
    pub(crate) fn is_before_sending(&self) -> bool {
        match self.kind {
            TransportErrorKind::NotAllowed | TransportErrorKind::Connect | TransportErrorKind::TooLate => {
                self.partial_body.is_none()
            }
            TransportErrorKind::Timeout | TransportErrorKind::Interrupted => false,
        }
    }

    pub(crate) fn take_partial_body(&mut self) -> Option<Vec<u8>> {
        self.partial_body.take()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::NotAllowed => "the settings of the HTTP client do not allow the request",
            TransportErrorKind::Connect => "the gateway could not be reached",
            TransportErrorKind::TooLate => "the time for the request was over before it could be sent",
            TransportErrorKind::Timeout => "the response timed out",
            TransportErrorKind::Interrupted => "the connection failed",
        })
    }
}

/// Hides the received bytes, which may be secret.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError").field("kind", &self.kind).field("cause", &self.cause).finish_non_exhaustive()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_before_a_response_prove_that_nothing_was_sent() {
        for (kind, is_before) in [
            (TransportErrorKind::NotAllowed, true),
            (TransportErrorKind::Connect, true),
            (TransportErrorKind::TooLate, true),
            (TransportErrorKind::Timeout, false),
            (TransportErrorKind::Interrupted, false),
        ] {
            assert_eq!(TransportError::new(kind, "made up").is_before_sending(), is_before, "{kind:?}");
            let partial = TransportError::new(kind, "made up").with_partial_body("{");
            assert!(!partial.is_before_sending(), "{kind:?}");
        }
    }

    #[test]
    fn the_partial_body_does_not_show() {
        let error = TransportError::new(TransportErrorKind::Interrupted, "reset").with_partial_body("canary");
        let shown = format!("{error} {error:?} {}", error.source().unwrap());
        assert!(shown.contains("reset") && !shown.contains("canary"), "{shown}");
    }
}
