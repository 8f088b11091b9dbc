//! Sends a request, and retries it if it is idempotent.

use std::borrow::Cow;
use std::time::Instant;

use reqwest::header::CONTENT_TYPE;

use super::{Inner, response, retry, texts};
use crate::error::{Error, MerchantReference, OutcomeUnknown, OutcomeUnknownCause, RawBody, Unreachable};
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, ReceivedMessage};
use crate::outgoing::{EncodedRequest, encode};
use crate::signing::{FieldValue, Signed};
use crate::spec::{AccountPart, Endpoint};
use crate::validation::{ValidationError, Violation};
use crate::value::ValueError;

/// The reason why an exchange did not bring a successful response.
enum ExchangeFailure {
    /// The outcome is known.
    Known(Error),
    /// The outcome is unknown: the cause, and the body as far as it was received.
    Unknown(OutcomeUnknownCause, Option<Vec<u8>>),
}

impl Inner {
    /// Sends a request and returns a successful, accepted response.
    pub(super) async fn call(
        &self,
        endpoint: &Endpoint,
        request: &(dyn Signed + Sync),
    ) -> Result<ReceivedMessage, Error> {
        self.check(endpoint, request)?;
        let encoded = encode(request, &self.credentials, self.family);
        let deadline = Instant::now() + self.timeout;
        let mut attempt = 0;
        loop {
            let error = match self.attempt(endpoint, request, &encoded, deadline).await {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            let Some(pause) = retry::next(endpoint, &error, attempt, deadline) else { return Err(error) };
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    /// The fields of a successful response.
    pub(super) fn content<'r>(
        &self,
        endpoint: &Endpoint,
        request: &(dyn Signed + Sync),
        received: &'r ReceivedMessage,
    ) -> Result<Cow<'r, Fields>, DecodeError> {
        let fields = response::fields(received, endpoint)?;
        response::check_echo(endpoint.echoed, request, &self.credentials.account(), &fields)?;
        Ok(fields)
    }

    /// Validates the fields that the client fills in, and the text values.
    fn check(&self, endpoint: &Endpoint, request: &dyn Signed) -> Result<(), ValidationError> {
        let account = self.credentials.account();
        let mut violations = texts::violations(request, &account, endpoint.reference, endpoint.page);
        for field in endpoint.account {
            let value = match field.part {
                AccountPart::MchId => account.mch_id,
                AccountPart::LoginName => account.login_name,
            };
            let length = value.chars().count();
            if let Some(max) = field.max.filter(|max| length > usize::try_from(*max).unwrap_or(usize::MAX)) {
                let error = ValueError::TooLong { max, length };
                violations.push(Violation { field: field.wire_name, error, page: Some(endpoint.page) });
            }
        }
        if violations.is_empty() { Ok(()) } else { Err(ValidationError::new(violations)) }
    }

    async fn attempt(
        &self,
        endpoint: &Endpoint,
        request: &(dyn Signed + Sync),
        encoded: &EncodedRequest,
        deadline: Instant,
    ) -> Result<ReceivedMessage, Error> {
        self.exchange(endpoint, request, encoded, deadline).await.map_err(|failure| match failure {
            ExchangeFailure::Known(error) => error,
            ExchangeFailure::Unknown(cause, raw) => self.unknown(endpoint, request, cause, raw),
        })
    }

    /// Sends the request once and evaluates the response.
    async fn exchange(
        &self,
        endpoint: &Endpoint,
        request: &(dyn Signed + Sync),
        encoded: &EncodedRequest,
        deadline: Instant,
    ) -> Result<ReceivedMessage, ExchangeFailure> {
        let url = format!("{}{}", self.base_url, endpoint.path);
        let sent = self
            .http
            .post(&url)
            .header(CONTENT_TYPE, encoded.content_type)
            .timeout(deadline.saturating_duration_since(Instant::now()))
            // The HTTP client takes ownership, and wipes neither this copy nor its buffers.
            .body(encoded.body.as_str().to_owned())
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            // A request that cannot be built, or whose URL the settings forbid (`https_only`), never leaves.
            // Redirects, whose URLs could fail later, are not followed.
            Err(cause) if cause.is_connect() || cause.is_builder() => {
                let unreachable = Unreachable { endpoint: *endpoint, cause };
                return Err(ExchangeFailure::Known(Error::Unreachable(Box::new(unreachable))));
            }
            Err(cause) => return Err(ExchangeFailure::Unknown(OutcomeUnknownCause::Transport(cause), None)),
        };
        let status = response.status();
        let body = self.body(response).await?;
        let by_status = || OutcomeUnknownCause::Status(status.as_u16());
        if status.is_server_error() {
            return Err(ExchangeFailure::Unknown(by_status(), Some(body)));
        }
        let reference = || reference(endpoint, request, self);
        let cause = match response::evaluate(self, endpoint, request, &body, &reference) {
            Ok(received) if status.is_success() => return Ok(received),
            Err(response::Failure::Error(error)) => return Err(ExchangeFailure::Known(error)),
            Err(response::Failure::OutcomeUnknown(code)) => OutcomeUnknownCause::ReportedByGateway(code),
            Err(response::Failure::Decode(error)) if status.is_success() => OutcomeUnknownCause::Decode(error),
            // An HTTP error status contradicts a successful response, and explains an unreadable one.
            Ok(_) | Err(response::Failure::Decode(_)) => by_status(),
        };
        Err(ExchangeFailure::Unknown(cause, Some(body)))
    }

    /// Reads a body up to the limit.
    async fn body(&self, mut response: reqwest::Response) -> Result<Vec<u8>, ExchangeFailure> {
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(None) => return Ok(body),
                Ok(Some(chunk)) if body.len() + chunk.len() <= self.max_response => body.extend_from_slice(&chunk),
                Ok(Some(chunk)) => {
                    body.extend_from_slice(&chunk[..self.max_response - body.len()]);
                    let cause = OutcomeUnknownCause::Decode(DecodeError::whole(DecodeErrorKind::TooLarge));
                    return Err(ExchangeFailure::Unknown(cause, Some(body)));
                }
                Err(cause) => return Err(ExchangeFailure::Unknown(OutcomeUnknownCause::Transport(cause), Some(body))),
            }
        }
    }

    pub(super) fn unknown(
        &self,
        endpoint: &Endpoint,
        request: &(dyn Signed + Sync),
        cause: OutcomeUnknownCause,
        raw: Option<Vec<u8>>,
    ) -> Error {
        let reference = reference(endpoint, request, self);
        Error::OutcomeUnknown(Box::new(OutcomeUnknown { endpoint: *endpoint, reference, cause, raw: raw.map(RawBody) }))
    }
}

/// The merchant reference in a request.
fn reference(endpoint: &Endpoint, request: &(dyn Signed + Sync), inner: &Inner) -> Option<MerchantReference> {
    let field = endpoint.reference?;
    let mut found = None;
    request.visit(&inner.credentials.account(), &mut |name, value| {
        if name == field
            && let FieldValue::Text(text) = value
        {
            found = Some(MerchantReference { field, value: text.to_owned() });
        }
    });
    found
}
