//! A client without an async runtime (feature `blocking`): it sends requests with ureq and blocks the thread.
//!
//! It takes the same requests as [`client`](crate::client), accepts the same responses and returns the same errors, since
//! both consist of a [`Protocol`] and an HTTP library. It sends a request once, and retries only queries, by the same
//! policy.
//!
//! Each family has a type alias for its client, such as [`general::BlockingClient`](crate::general::BlockingClient).
//!
//! Do not call it in async code: it would block other tasks. Use [`client`](crate::client) there.
//!
//! Unlike the async client, it has neither a [journal](crate::journal) nor `sweep`, because a journal is async. A request
//! that moves money runs in the thread of the caller until its end. Store the merchant reference before you send the
//! request: if the process crashes, pass it to [`Client::resolve`] as an [`Inquiry`](crate::resolution::Inquiry).

mod builder;
mod resolve;
mod send;
mod watched_body;

use std::sync::Arc;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::incoming::{ReceivedMessage, Response};
use crate::protocol::{BuildError, Protocol, RawRequest, UntypedExchange};
use crate::request::RequestFor;
use crate::sent_request::SentRequest;
use crate::spec::Family;

pub use crate::sending::{RetryBudget, Timeouts};
pub use builder::ClientBuilder;
use send::Transport;

/// A client for one API family that blocks the thread. Clones are cheap and share their connections.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use iotpay_client::{Credentials, general};
///
/// let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key").build()?;
/// let client = general::BlockingClient::new(credentials)?;
/// let order = client.send(&general::QueryOrder::by_mch_order_no("20160427210604000490")?)?;
/// println!("paid: {}", order.status.outcome().is_paid());
/// # Ok(())
/// # }
/// ```
pub struct Client<F> {
    inner: Arc<Inner<F>>,
}

struct Inner<F> {
    protocol: Protocol<F>,
    transport: Transport,
}

impl<F: Family> Client<F> {
    /// Creates a client with the base URL and the timeouts of the family.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL is invalid.
    pub fn new(credentials: Credentials) -> Result<Self, BuildError> {
        Self::builder(credentials).build()
    }

    /// Returns a builder to configure a client.
    pub fn builder(credentials: Credentials) -> ClientBuilder<F> {
        ClientBuilder::new(credentials)
    }

    /// Sends a request and decodes its response. `Ok` means that IOTPay accepted the request; it does not mean that the
    /// order is paid. Check the order's status.
    ///
    /// The client retries queries (requests that the spec marks as idempotent) after transient failures, within their
    /// [timeouts](Timeouts) and the [budget](RetryBudget). It sends any other request only once.
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    pub fn send<R: RequestFor<F>>(&self, request: &R) -> Result<Response<R::Response>, Error> {
        let exchange = self.inner.protocol.prepare(request)?;
        let request = self.sent_now(exchange.untyped());
        let scope = exchange.untyped().operation().scope();
        let result = scope.enter(|| self.inner.transport.send(exchange.untyped()));
        result.and_then(|received| exchange.decode(received)).map_err(|error| request.add_to(error))
    }

    /// Sends an untyped request. See [`Client::send_raw`](crate::client::Client::send_raw) of the async client.
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    pub fn send_raw(&self, request: &RawRequest) -> Result<ReceivedMessage, Error> {
        let exchange = self.inner.protocol.prepare_raw(request)?;
        let request = self.sent_now(exchange.untyped());
        let scope = exchange.untyped().operation().scope();
        let result = scope.enter(|| self.inner.transport.send(exchange.untyped()));
        result.and_then(|received| exchange.decode(received)).map_err(|error| request.add_to(error))
    }
}

impl<F: Family> Client<F> {
    fn sent_now(&self, exchange: &UntypedExchange<'_>) -> SentRequest {
        SentRequest::starting_now(exchange, self.inner.transport.timeouts.limits(exchange.endpoint()).operation)
    }
}

impl<F> Clone for Client<F> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<F: Family> std::fmt::Debug for Client<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("family", &F::SPEC.name)
            .field("base_url", &self.inner.protocol.base_url())
            .field("credentials", self.inner.protocol.credentials())
            .field("timeouts", &self.inner.transport.timeouts)
            .finish_non_exhaustive()
    }
}
