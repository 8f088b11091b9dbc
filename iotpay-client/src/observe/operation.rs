//! Observes one operation: all attempts of one request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::redact::{self, Redaction};
use super::trace::Span;
use super::{Observer, facts, guarded, meter};
use crate::audit::{CompletedOperation, OperationResult, ReceivedResponse, SentRequest};
use crate::credentials::MatchedKey;
use crate::error::{Error, MerchantReference};
use crate::incoming::ReceivedMessage;
use crate::masking::Secrets;
use crate::signing::{Account, FieldValue, Signed};
use crate::spec::{Endpoint, FamilySpec};
use crate::validation::ValidationError;

/// An operation that may be observed. If nothing observes it, its methods do nothing.
///
/// Clones are about the same operation. It is complete when the last one is dropped: an exchange holds one, and the task
/// that sends its request may hold another.
#[derive(Clone)]
pub(crate) struct Operation(Option<Arc<Mutex<Observed>>>);

pub(super) struct Observed {
    observer: Observer,
    pub(super) span: Span,
    pub(super) family: &'static FamilySpec,
    /// The name of the endpoint.
    pub(super) operation: &'static str,
    /// Only the hook needs it, and it is large.
    endpoint: Option<Box<Endpoint>>,
    /// The merchant reference or, for a query, the id that it asks for.
    reference: Option<MerchantReference>,
    channel: Option<String>,
    audited: Option<Audited>,
    attempts: u32,
    began: Instant,
    attempt_began: Option<Instant>,
    /// The last result, and its time. It is the result of the operation if no other follows.
    pub(super) result: Option<Result<(), Error>>,
    ended: Instant,
    verification: Option<&'static str>,
    /// The key that matches the signature of the last response.
    key: Option<MatchedKey>,
}

/// What only the hook needs.
struct Audited {
    url: String,
    body: String,
    secrets: Secrets,
}

/// A request to be observed.
pub(crate) struct Observable<'a> {
    pub(crate) family: &'static FamilySpec,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) request: &'a dyn Signed,
    pub(crate) account: Account<'a>,
    pub(crate) url: &'a str,
}

impl Observer {
    /// Begins an operation.
    pub(crate) fn begin(&self, request: &Observable<'_>) -> Operation {
        if self.is_off {
            return Operation(None);
        }
        guarded(|| self.begun(request)).unwrap_or(Operation(None))
    }

    fn begun(&self, request: &Observable<'_>) -> Operation {
        let (family, endpoint) = (request.family, request.endpoint);
        let span = Span::operation(family.name, endpoint.name, request.url);
        if !self.observes(&span) {
            return Operation(None);
        }
        let mut observed = Observed::new(self.clone(), span, family, endpoint);
        observed.audited = self.audit.is_some().then(|| Audited::new(request));
        // Metrics alone do not need it.
        let is_reported = observed.audited.is_some() || observed.span.is_enabled();
        observed.reference = if is_reported { request.reference() } else { None };
        observed.channel = endpoint.channel.and_then(|field| request.text(&|name| name == field)).map(|it| it.value);
        observed.span.request(observed.reference.as_ref(), observed.channel.as_deref(), self.server.as_deref());
        Operation(Some(Arc::new(Mutex::new(observed))))
    }

    /// Reports a request that is invalid and is not sent.
    pub(crate) fn invalid(&self, family: &'static FamilySpec, endpoint: &Endpoint, invalid: &ValidationError) {
        guarded(|| {
            let span = Span::operation(family.name, endpoint.name, "");
            if self.observes(&span) {
                let mut observed = Observed::new(self.clone(), span, family, endpoint);
                observed.end(Err(Error::Invalid(invalid.clone())));
            }
        });
    }
}

impl Operation {
    /// Reports a response, and whether it is accepted.
    pub(crate) fn responded(&self, status: u16, body: &[u8], result: &Result<ReceivedMessage, Error>) {
        self.with(|observed| {
            let received = match result {
                Ok(received) => Some(received),
                Err(error) => facts::received(error),
            };
            observed.verification = received.map(|received| facts::verification(received.verification()));
            observed.key = received.and_then(ReceivedMessage::matched_key).cloned();
            observed.end_attempt(Some((status, body)), result.as_ref().err());
        });
    }

    /// Reports an attempt without a complete response.
    pub(crate) fn failed(&self, error: &Error) {
        self.with(|observed| {
            (observed.verification, observed.key) = (None, None);
            observed.end_attempt(None, Some(error));
        });
    }

    /// Reports an error without another attempt: an accepted response cannot be decoded, or nothing is sent.
    pub(crate) fn end_with(&self, error: &Error) {
        self.with(|observed| observed.end(Err(error.clone())));
    }

    pub(super) fn with<T>(&self, run: impl FnOnce(&mut Observed) -> T) -> Option<T> {
        let observed = self.0.as_ref()?;
        // After a panic, the observation may be incomplete.
        guarded(|| run(&mut observed.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Observed {
    fn new(observer: Observer, span: Span, family: &'static FamilySpec, endpoint: &Endpoint) -> Self {
        let now = Instant::now();
        let (operation, copy) = (endpoint.name, observer.audit.is_some().then(|| Box::new(*endpoint)));
        Self {
            observer,
            span,
            family,
            operation,
            endpoint: copy,
            reference: None,
            channel: None,
            audited: None,
            attempts: 0,
            began: now,
            attempt_began: None,
            result: None,
            ended: now,
            verification: None,
            key: None,
        }
    }

    pub(super) fn begin_attempt(&mut self) {
        self.attempts += 1;
        self.attempt_began = Some(Instant::now());
        self.result = None;
        if let (Some(Audited { url, body, .. }), Some(endpoint)) = (&self.audited, &self.endpoint) {
            let request = SentRequest {
                family: self.family.name,
                endpoint,
                url,
                reference: self.reference.as_ref(),
                attempt: self.attempts,
                body,
            };
            self.observer.tell(|audit| audit.request(&request));
        }
    }

    fn end_attempt(&mut self, response: Option<(u16, &[u8])>, error: Option<&Error>) {
        // A transport of the caller does not report the beginning.
        if self.attempt_began.is_none() {
            self.begin_attempt();
        }
        // First, so that it is known even if a report panics.
        self.end(error.map_or(Ok(()), |error| Err(error.clone())));
        let began = self.attempt_began.take();
        let duration = began.map(|began| self.ended.duration_since(began)).unwrap_or_default();
        let status = response.map(|(status, _)| status);
        let error_type = error.map(facts::error_type);
        guarded(|| self.span.attempt(self.attempts, status));
        guarded(|| {
            meter::attempt(
                self.family.name,
                self.operation,
                self.observer.server.as_deref(),
                status,
                error_type.as_deref(),
                duration,
            );
        });
        if let (Some(Audited { secrets, .. }), Some(endpoint)) = (&self.audited, &self.endpoint) {
            let body = response.map(|(_, body)| self.redacted(endpoint, secrets, body));
            let response = ReceivedResponse {
                family: self.family.name,
                endpoint,
                reference: self.reference.as_ref(),
                attempt: self.attempts,
                status,
                body: body.as_deref(),
                key: self.key.as_ref().map(MatchedKey::name),
                error,
                duration,
            };
            self.observer.tell(|audit| audit.response(&response));
        }
    }

    fn end(&mut self, result: Result<(), Error>) {
        self.result = Some(result);
        self.ended = Instant::now();
    }

    fn redacted(&self, endpoint: &Endpoint, secrets: &Secrets, body: &[u8]) -> String {
        let envelope = &self.family.envelope;
        let documented =
            [Some(envelope.code), Some(envelope.message), envelope.result, envelope.error_code, envelope.error_message];
        let redaction = Redaction {
            secrets,
            signature: self.family.signing.field,
            secret_fields: endpoint.secret_fields,
            id_fields: endpoint.id_fields,
            only: endpoint.undocumented_response.then_some(&documented),
        };
        redaction.body(body)
    }

    fn complete(&self, result: OperationResult<'_>) {
        let duration = self.ended.duration_since(self.began);
        let error_type = match result {
            OperationResult::Failed(error) => Some(facts::error_type(error)),
            OperationResult::Accepted | OperationResult::Canceled => None,
        };
        guarded(|| {
            self.span.key(self.key.as_ref().map(MatchedKey::name));
            self.span.complete(result.as_str(), self.attempts, error_type.as_deref(), self.verification);
        });
        let labels = meter::Labels {
            family: self.family.name,
            operation: self.operation,
            channel: self.channel.as_deref(),
            outcome: result.as_str(),
            error_type: error_type.as_deref(),
            verification: self.verification,
            key: self.key.as_ref(),
        };
        guarded(|| meter::operation(&labels, duration));
        let Some(endpoint) = &self.endpoint else { return };
        let operation = CompletedOperation {
            family: self.family.name,
            endpoint,
            reference: self.reference.as_ref(),
            attempts: self.attempts,
            key: self.key.as_ref().map(MatchedKey::name),
            result,
            duration,
        };
        self.observer.tell(|audit| audit.operation(&operation));
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        match self.result.take() {
            Some(Ok(())) => self.complete(OperationResult::Accepted),
            Some(Err(error)) => self.complete(OperationResult::Failed(&error)),
            // A prepared request that was not sent is not an operation.
            None if self.attempts == 0 => {}
            None => {
                self.ended = Instant::now();
                self.complete(OperationResult::Canceled);
            }
        }
        // A subscriber may panic when the span is closed.
        guarded(|| self.span.close());
    }
}

impl Audited {
    fn new(request: &Observable<'_>) -> Self {
        let secrets = Secrets::for_request(request.request, &request.account);
        let endpoint = request.endpoint;
        // What the fields of an untyped request are is unknown, except for its reference.
        let is_untyped = endpoint.undocumented_response;
        let reference = [endpoint.reference];
        let ids: &[&str] = if is_untyped { endpoint.reference.as_slice() } else { endpoint.id_fields };
        let redaction = Redaction {
            secrets: &secrets,
            signature: request.family.signing.field,
            secret_fields: endpoint.secret_fields,
            id_fields: ids,
            only: is_untyped.then_some(&reference),
        };
        let body = redact::request(request.request, &request.account, &redaction);
        Self { url: request.url.to_owned(), body, secrets }
    }
}

impl Observable<'_> {
    /// Returns the merchant reference or, for a query, the id that it asks for.
    fn reference(&self) -> Option<MerchantReference> {
        match self.endpoint.reference {
            Some(field) => self.text(&|name| name == field),
            None => self.text(&|name| self.endpoint.id_fields.contains(&name)),
        }
    }

    /// Returns the first text field with a name.
    fn text(&self, is_named: &dyn Fn(&str) -> bool) -> Option<MerchantReference> {
        let mut found = None;
        self.request.visit(&self.account, &mut |field, value| {
            if let FieldValue::Text(text) = value
                && is_named(field)
            {
                found.get_or_insert_with(|| MerchantReference { field, value: text.to_owned() });
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn can_be_shared_by_tasks() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Operation>();
    }
}
