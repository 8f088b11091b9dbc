//! A prepared request, with everything that is needed to check its response.

use std::fmt;

use super::echo;
use super::raw_request::RawRequest;
use super::settings::Settings;
use super::untyped::UntypedExchange;
use crate::error::Error;
use crate::incoming::{ReceivedMessage, Response};
use crate::request::Request;
use crate::signing::Signed;
use crate::spec::Endpoint;
use crate::transport_error::TransportError;
use crate::validation::ValidationError;

/// A prepared request, with everything that is needed to check its response. For a whole transport, see
/// [`Protocol`](crate::protocol::Protocol).
///
/// Send the [`body`](Self::body) with the [`method`](Self::method) and the [`headers`](Self::headers) to the
/// [`url`](Self::url). Then call `judge` with the response, or [`fail`](Self::fail) if no complete response arrived.
///
/// ```
/// use iotpay_client::protocol::Protocol;
/// use iotpay_client::{Credentials, Error, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let protocol = Protocol::<general::General>::new(credentials);
/// let query = general::QueryOrder::by_mch_order_no("m1")?;
/// let exchange = protocol.prepare(&query)?;
/// assert_eq!(exchange.url(), "https://api.iotpaycloud.com/v1/query_order");
/// assert!(matches!(exchange.judge(502, b"<html>"), Err(Error::OutcomeUnknown(_))));
/// # Ok(())
/// # }
/// ```
pub struct Exchange<'a, R> {
    request: &'a R,
    untyped: UntypedExchange<'a>,
}

impl<'a, R: Signed + Sync> Exchange<'a, R> {
    pub(super) fn new(settings: &'a Settings, endpoint: &Endpoint, request: &'a R) -> Result<Self, ValidationError> {
        Ok(Self { request, untyped: UntypedExchange::new(settings, endpoint, request)? })
    }
}

impl<R> Exchange<'_, R> {
    /// Returns the HTTP method.
    pub fn method(&self) -> &'static str {
        "POST"
    }

    /// Returns the URL. It contains no secrets.
    pub fn url(&self) -> &str {
        self.untyped.url()
    }

    /// Returns the names and values of the headers that the request needs. HTTP clients add others, such as `Host`
    /// and `Content-Length`.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<R> {
        self.untyped.headers()
    }

    /// Returns the body. It may contain secrets, such as a card number: do not log it. It is wiped from memory when
    /// the exchange is dropped; copies of it are not wiped.
    pub fn body(&self) -> &str {
        self.untyped.body()
    }

    /// Returns the error for a failure of the transport: [`Error::Unreachable`] if nothing was sent, and
    /// [`Error::OutcomeUnknown`] if the request may have been sent.
    pub fn fail(&self, error: TransportError) -> Error {
        self.untyped.fail(error)
    }

    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn untyped(&self) -> &UntypedExchange<'_> {
        &self.untyped
    }
}

impl<R: Request> Exchange<'_, R> {
    /// Checks a response by its status and its body, and decodes it. The headers of the response are not needed.
    ///
    /// `Ok` means that IOTPay accepted the request; it does not mean that the order is paid. Check its status.
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    pub fn judge(&self, status: u16, body: &[u8]) -> Result<Response<R::Response>, Error> {
        self.decode(self.untyped.accept(status, body)?)
    }

    /// Decodes an accepted response.
    pub(crate) fn decode(&self, received: ReceivedMessage) -> Result<Response<R::Response>, Error> {
        match self.untyped.content(&received).and_then(|fields| self.request.decode(&fields)) {
            Ok(content) => Ok(Response { content, received }),
            Err(error) => Err(self.untyped.undecodable(error, received)),
        }
    }
}

impl Exchange<'_, RawRequest> {
    /// Checks a response by its status and its body. `Ok` means that IOTPay accepted the request. Check the
    /// [verification](ReceivedMessage::verification) before you rely on the response.
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    pub fn judge(&self, status: u16, body: &[u8]) -> Result<ReceivedMessage, Error> {
        self.decode(self.untyped.accept(status, body)?)
    }

    /// Checks that an accepted response repeats the merchant reference.
    pub(crate) fn decode(&self, received: ReceivedMessage) -> Result<ReceivedMessage, Error> {
        match echo::check(&self.request.echoed(), self.request, &self.untyped.account(), received.fields()) {
            Ok(()) => Ok(received),
            Err(error) => Err(self.untyped.undecodable(error, received)),
        }
    }
}

impl<R> Clone for Exchange<'_, R> {
    fn clone(&self) -> Self {
        Self { request: self.request, untyped: self.untyped.clone() }
    }
}

/// Hides the body, which may contain secrets.
impl<R> fmt::Debug for Exchange<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("method", &self.method())
            .field("url", &self.url())
            .field("bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}
