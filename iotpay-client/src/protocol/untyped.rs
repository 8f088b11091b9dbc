//! An exchange without the type of its request.

use super::request_check;
use super::settings::Settings;
use crate::error::{Error, MerchantReference, OutcomeUnknown, OutcomeUnknownCause, RawBody, Unreachable};
use crate::incoming::{DecodeError, ReceivedMessage};
use crate::observe::{Observable, Operation};
use crate::outgoing::{EncodedRequest, encode};
#[cfg(any(feature = "transport", feature = "blocking"))]
use crate::signing::FieldVisitor;
use crate::signing::{Account, FieldValue, Signed};
use crate::spec::Endpoint;
use crate::transport_error::TransportError;
use crate::validation::ValidationError;

/// An exchange without the type of its request. The code of its methods, and the loop of the client, exist only once
/// for all request types.
#[derive(Clone)]
pub(crate) struct UntypedExchange<'a> {
    pub(super) settings: &'a Settings,
    pub(super) endpoint: Endpoint,
    pub(super) request: &'a (dyn Signed + Sync),
    pub(super) encoded: EncodedRequest,
    pub(super) url: String,
    pub(super) operation: Operation,
}

impl<'a> UntypedExchange<'a> {
    /// Validates, signs and encodes a request.
    pub(super) fn new(
        settings: &'a Settings,
        endpoint: &Endpoint,
        request: &'a (dyn Signed + Sync),
    ) -> Result<Self, ValidationError> {
        request_check::check(endpoint, request, &settings.credentials.account(), settings.family.signing)?;
        let encoded = encode(request, &settings.credentials, settings.family);
        let url = format!("{}{}", settings.base_url, endpoint.path);
        let account = settings.credentials.account();
        let observable = Observable { family: settings.family, endpoint, request, account, url: &url };
        let operation = settings.observer.begin(&observable);
        Ok(Self { settings, endpoint: *endpoint, request, encoded, url, operation })
    }
}

impl UntypedExchange<'_> {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        std::iter::once(("Content-Type", self.encoded.content_type))
    }

    pub(crate) fn body(&self) -> &str {
        &self.encoded.body
    }

    pub(crate) fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Returns the error for a failure of the transport.
    pub(crate) fn fail(&self, mut error: TransportError) -> Error {
        let error = if error.is_before_sending() {
            Error::Unreachable(Box::new(Unreachable { endpoint: self.endpoint, cause: error }))
        } else {
            let partial_body = error.take_partial_body();
            self.outcome_unknown(OutcomeUnknownCause::Transport(error), partial_body)
        };
        self.operation.failed(&error);
        error
    }

    /// Returns the error for an accepted response that cannot be decoded.
    pub(super) fn undecodable(&self, error: DecodeError, received: ReceivedMessage) -> Error {
        let error = self.outcome_unknown(OutcomeUnknownCause::Decode(error), Some(received.into_raw().into_bytes()));
        self.operation.end_with(&error);
        error
    }

    /// Returns the error for an unknown outcome. `raw` is the body, as far as it was received.
    pub(super) fn outcome_unknown(&self, cause: OutcomeUnknownCause, raw: Option<Vec<u8>>) -> Error {
        let (endpoint, reference, mch_id) = (self.endpoint, self.reference(), self.owned_mch_id());
        let raw = raw.map(RawBody);
        Error::OutcomeUnknown(Box::new(OutcomeUnknown { endpoint, reference, mch_id, cause, raw, sent: None }))
    }

    /// The merchant reference in the request; in a query, that of the order, the refund or the void that it asks about.
    pub(super) fn reference(&self) -> Option<MerchantReference> {
        let asked = || {
            let mut queries = self.settings.family.status_queries.iter();
            let query = queries.find(|query| query.endpoint.name == self.endpoint.name)?;
            Some(query.reference)
        };
        let field = self.endpoint.reference.or_else(asked)?;
        let mut found = None;
        self.request.visit(&self.account(), &mut |name, value| {
            if name == field
                && let FieldValue::Text(text) = value
            {
                found = Some(MerchantReference { field, value: text.to_owned() });
            }
        });
        found
    }

    /// The merchant id of the credentials.
    pub(super) fn owned_mch_id(&self) -> String {
        self.account().mch_id.to_owned()
    }

    pub(super) fn account(&self) -> Account<'_> {
        self.settings.credentials.account()
    }
}

/// The methods that only the client's loop needs.
#[cfg(any(feature = "transport", feature = "blocking"))]
impl UntypedExchange<'_> {
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Visits the fields of the request.
    pub(crate) fn visit(&self, visitor: &mut FieldVisitor<'_>) {
        self.request.visit(&self.account(), visitor);
    }

    pub(crate) fn max_response_size(&self) -> usize {
        self.settings.max_response
    }
}
