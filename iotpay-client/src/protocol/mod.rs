//! The protocol without I/O (sans-IO): prepares requests and checks responses.
//!
//! Use [`Protocol`] to send requests with any HTTP client. For each request, it returns an [`Exchange`], which contains
//! the HTTP request and checks the HTTP response. [`RawRequest`] is an untyped request, for an endpoint that has no
//! request type.
// All rules about what a response means are here; `client/` only transports bytes.

mod base_url;
#[cfg(feature = "transport")]
mod detached;
mod echo;
mod exchange;
mod name_order;
mod raw_request;
mod reason;
mod request_check;
mod response;
mod settings;
mod signature_policy;
#[cfg(any(feature = "transport", feature = "blocking"))]
mod status_query;
mod untyped;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::audit::Audit;
use crate::credentials::Credentials;
use crate::observe::Observer;
use crate::spec::Family;
use crate::validation::ValidationError;

pub use crate::outgoing::{EncodedRequest, JsonObjectWriter, ZeroizingString, encode};
pub use crate::request::{Request, RequestFor};
pub use base_url::BuildError;
#[cfg(feature = "transport")]
pub(crate) use base_url::checked as checked_base_url;
#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) use base_url::stays_here;
#[cfg(all(feature = "transport", feature = "test-util"))]
pub(crate) use detached::FieldSnapshot;
pub use exchange::Exchange;
pub use raw_request::RawRequest;
use settings::Settings;
pub use signature_policy::SignaturePolicy;
#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) use status_query::ReferenceQuery;
#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) use untyped::UntypedExchange;

/// The protocol of one API family, without I/O: signs requests, and checks and decodes responses. It does not need the
/// feature `transport`.
///
/// The client consists of a protocol and an HTTP client. Use a protocol and your own transport to work with
/// another HTTP library, in blocking code or on WebAssembly, or to test without sockets: it accepts the same responses as the
/// client and returns the same errors.
///
/// A transport must follow these rules, because they determine where a request goes, how often it is sent, and who can
/// read it:
///
/// - Send a request once. Only queries, whose [`Endpoint`](crate::spec::Endpoint) is `idempotent`, may be retried.
/// - Do not follow redirects. Pass the status of a redirect to `judge`.
/// - Verify the server's certificate, and do not log bodies.
/// - Set a timeout. The family's default is [`FamilySpec::timeout`](crate::spec::FamilySpec::timeout).
/// - Report failures with [`Exchange::fail`].
///
/// ```
/// use iotpay_client::error::{TransportError, TransportErrorKind};
/// use iotpay_client::protocol::Protocol;
/// use iotpay_client::{Credentials, Error, general};
///
/// /// Sends the body to the URL, and returns the status and the body of the response.
/// fn post(url: &str, headers: &[(&str, &str)], body: &str) -> std::io::Result<(u16, Vec<u8>)> {
///     // Call your HTTP library here.
/// #   assert!(url == "https://api.iotpaycloud.com/v1/query_order" && body.starts_with("params=") && headers.len() == 1);
/// #   Ok((200, br#"{"retCode":"FAIL","retMsg":"no such order"}"#.to_vec()))
/// }
///
/// fn query(protocol: &Protocol<general::General>, number: &str) -> Result<general::QueryOrderResponse, Error> {
///     let query = general::QueryOrder::by_mch_order_no(number)?;
///     let exchange = protocol.prepare(&query)?;
///     let headers: Vec<_> = exchange.headers().collect();
///     let response = match post(exchange.url(), &headers, exchange.body()) {
///         Ok((status, body)) => exchange.judge(status, &body)?,
///         // The request may have been sent.
///         Err(error) => return Err(exchange.fail(TransportError::new(TransportErrorKind::Interrupted, error))),
///     };
///     Ok(response.into_inner())
/// }
/// # fn main() -> Result<(), Error> {
///
/// let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key").build()?;
/// let protocol = Protocol::new(credentials);
/// let result = query(&protocol, "20160427210604000490");
/// # assert!(matches!(result, Err(Error::Rejected(_))), "{result:?}");
/// # Ok(())
/// # }
/// ```
pub struct Protocol<F> {
    settings: Settings,
    family: PhantomData<fn() -> F>,
}

impl<F: Family> Protocol<F> {
    /// Creates a protocol with the base URL of the family.
    pub fn new(credentials: Credentials) -> Self {
        Self { settings: Settings::new(credentials, F::SPEC), family: PhantomData }
    }

    /// Sets the base URL of the endpoints. It must be https; http is accepted only for loopback addresses.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL is invalid or insecure.
    pub fn with_base_url(mut self, base_url: &str) -> Result<Self, BuildError> {
        self.settings.base_url = base_url::checked(base_url)?.into();
        self.settings.observer = self.settings.observer.with_base_url(&self.settings.base_url);
        Ok(self)
    }

    /// Sets the maximum size of a response in bytes. The default is 1 MiB.
    #[must_use]
    pub fn with_max_response_size(mut self, bytes: usize) -> Self {
        self.settings.max_response = bytes;
        self
    }

    /// Sets how strictly the signature of a successful response is checked.
    #[must_use]
    pub fn with_signature_policy(mut self, policy: SignaturePolicy) -> Self {
        self.settings.signatures = policy;
        self
    }

    /// Sets the hook that is called for each request, response and operation. See [`audit`](crate::audit).
    #[must_use]
    pub fn with_audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.settings.observer = self.settings.observer.with_audit(audit);
        self
    }

    /// Never looks for a hook, a span or a recorder. For the benchmarks `call` and `observe`.
    #[doc(hidden)]
    #[must_use]
    pub fn __unobserved(mut self) -> Self {
        self.settings.observer = Observer::off();
        self
    }

    /// Returns the base URL, which ends with `/`.
    pub fn base_url(&self) -> &str {
        &self.settings.base_url
    }

    /// Returns the credentials.
    pub fn credentials(&self) -> &Credentials {
        &self.settings.credentials
    }

    /// Returns the maximum size of a response in bytes. A transport may stop reading one byte after this limit: the
    /// response is then known to be too large.
    pub fn max_response_size(&self) -> usize {
        self.settings.max_response
    }

    #[cfg(feature = "transport")]
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Validates, signs and encodes a request. The same request always results in the same bytes.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if the request is invalid.
    pub fn prepare<'a, R: RequestFor<F>>(&'a self, request: &'a R) -> Result<Exchange<'a, R>, ValidationError> {
        let exchange = Exchange::new(&self.settings, R::endpoint(), request);
        let result = match (request.validate(), exchange) {
            (Ok(()), exchange) => exchange,
            (Err(invalid), Ok(_)) => Err(invalid),
            (Err(invalid), Err(others)) => Err(invalid.and(others)),
        };
        result.inspect_err(|invalid| self.settings.observer.invalid(F::SPEC, R::endpoint(), invalid))
    }

    /// Validates, signs and encodes an untyped request.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if the request is invalid.
    pub fn prepare_raw<'a>(&'a self, request: &'a RawRequest) -> Result<Exchange<'a, RawRequest>, ValidationError> {
        let valid = request.validate(F::SPEC.signing);
        let result = valid.and_then(|()| Exchange::new(&self.settings, &request.endpoint(F::SPEC), request));
        result.inspect_err(|invalid| self.settings.observer.invalid(F::SPEC, &request.endpoint(F::SPEC), invalid))
    }

    /// Validates, signs and encodes a query by merchant reference.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn prepare_query<'a>(
        &'a self,
        query: &'a ReferenceQuery,
    ) -> Result<UntypedExchange<'a>, ValidationError> {
        query.prepare(&self.settings)
    }
}

impl<F> Clone for Protocol<F> {
    fn clone(&self) -> Self {
        Self { settings: self.settings.clone(), family: PhantomData }
    }
}

impl<F> fmt::Debug for Protocol<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Protocol")
            .field("family", &self.settings.family.name)
            .field("base_url", &self.settings.base_url)
            .field("credentials", &self.settings.credentials)
            .field("max_response_size", &self.settings.max_response)
            .field("signature_policy", &self.settings.signatures)
            .finish()
    }
}

#[cfg(test)]
#[cfg(feature = "general")]
mod tests;
