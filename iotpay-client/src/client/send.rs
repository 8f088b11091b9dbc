//! Sends a request, and retries it if it is idempotent.

use std::borrow::Cow;
use std::time::Instant;

use reqwest::header::CONTENT_TYPE;

use super::{Inner, response, retry, texts};
use crate::error::{Error, MerchantReference, OutcomeUnknown, OutcomeUnknownCause, RawBody, Unreachable};
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, ReceivedMessage};
use crate::outgoing::{EncodedRequest, encode};
use crate::rejection::RejectionReason;
use crate::signing::{FieldValue, Signed};
use crate::spec::{AccountPart, Endpoint};
use crate::validation::{ValidationError, Violation};
use crate::value::ValueError;

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
            let pause = retry::pause(attempt);
            let is_in_time = Instant::now() + pause < deadline;
            if !(endpoint.idempotent && is_transient(&error) && is_in_time && attempt + 1 < retry::ATTEMPTS) {
                return Err(error);
            }
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

    /// Validates the fields that the client fills, and the texts.
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
        let mut response = match sent {
            Ok(response) => response,
            // A request that cannot be built, or whose URL the settings forbid (`https_only`), never leaves.
            // Redirects, whose URLs could fail later, are not followed.
            Err(cause) if cause.is_connect() || cause.is_builder() => {
                return Err(Error::Unreachable(Box::new(Unreachable { endpoint: *endpoint, cause })));
            }
            Err(cause) => return Err(self.unknown(endpoint, request, OutcomeUnknownCause::Transport(cause), None)),
        };
        let status = response.status();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(None) => break,
                Ok(Some(chunk)) if body.len() + chunk.len() <= self.max_response => body.extend_from_slice(&chunk),
                Ok(Some(chunk)) => {
                    body.extend_from_slice(&chunk[..self.max_response - body.len()]);
                    let cause = OutcomeUnknownCause::Decode(DecodeError::whole(DecodeErrorKind::TooLarge));
                    return Err(self.unknown(endpoint, request, cause, Some(body)));
                }
                Err(cause) => {
                    return Err(self.unknown(endpoint, request, OutcomeUnknownCause::Transport(cause), Some(body)));
                }
            }
        }
        let reference = || reference(endpoint, request, self);
        if status.is_server_error() {
            return Err(self.unknown(endpoint, request, OutcomeUnknownCause::Status(status.as_u16()), Some(body)));
        }
        match response::evaluate(self, endpoint, request, &body, &reference) {
            Ok(received) if status.is_success() => Ok(received),
            // An HTTP error status contradicts a successful response.
            Ok(_) => Err(self.unknown(endpoint, request, OutcomeUnknownCause::Status(status.as_u16()), Some(body))),
            Err(response::Failure::Error(error)) => Err(error),
            Err(response::Failure::OutcomeUnknown(code)) => {
                Err(self.unknown(endpoint, request, OutcomeUnknownCause::ReportedByGateway(code), Some(body)))
            }
            Err(response::Failure::Decode(_)) if !status.is_success() => {
                Err(self.unknown(endpoint, request, OutcomeUnknownCause::Status(status.as_u16()), Some(body)))
            }
            Err(response::Failure::Decode(unreadable)) => {
                Err(self.unknown(endpoint, request, OutcomeUnknownCause::Decode(unreadable), Some(body)))
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

/// Returns `true` if the error is transient.
fn is_transient(error: &Error) -> bool {
    match error {
        Error::Unreachable(unreachable) => !unreachable.cause.is_builder(),
        Error::OutcomeUnknown(unknown) => match unknown.cause {
            // Timeout, too early, too many requests, or a server error; other statuses are permanent.
            OutcomeUnknownCause::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
            OutcomeUnknownCause::Transport(_)
            | OutcomeUnknownCause::Decode(_)
            | OutcomeUnknownCause::ReportedByGateway(_) => true,
        },
        Error::Rejected(rejected) => rejected.reason == RejectionReason::GatewayError,
        _ => false,
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
