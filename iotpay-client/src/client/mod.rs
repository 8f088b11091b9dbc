//! Sends requests over HTTP.

mod builder;
mod loopback;
mod name_order;
mod raw_request;
mod reason;
mod response;
mod retry;
mod send;
mod texts;

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::credentials::Credentials;
use crate::error::{Error, OutcomeUnknownCause};
use crate::incoming::{FromFields, ReceivedMessage, Response};
use crate::request::RequestFor;
use crate::spec::{Family, FamilySpec};

pub use builder::{BuildError, ClientBuilder};
pub use raw_request::RawRequest;

/// A client for one API family. Clones are cheap and share their connections.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use iotpay_client::{Credentials, general};
///
/// let client = general::Client::new(Credentials::new("10000701", "jack123", "merchant-key")?)?;
/// let order = client.send(&general::QueryOrder::by_mch_order_no("20160427210604000490")?).await?;
/// println!("paid: {}", order.status.outcome().is_paid());
/// # Ok(())
/// # }
/// ```
pub struct Client<F> {
    inner: Arc<Inner>,
    family: PhantomData<fn() -> F>,
}

struct Inner {
    credentials: Credentials,
    http: reqwest::Client,
    /// Ends with `/`.
    base_url: String,
    timeout: Duration,
    max_response: usize,
    signatures: SignaturePolicy,
    family: &'static FamilySpec,
}

/// The signatures that a successful response needs to be accepted. Responses of families without signatures (cards)
/// are protected by TLS alone, under any policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SignaturePolicy {
    /// Accepts verified responses whose signature covers every field.
    Strict,
    /// Accepts verified responses. If the response does not determine whether money was paid, also accepts responses
    /// with an object that is signed in an undocumented way.
    #[default]
    Standard,
    /// Like `Standard`, and also accepts unsigned responses.
    WhenPresent,
}

/// The future returned by [`Client::send`].
pub type ResponseFuture<'a, A> = Pin<Box<dyn Future<Output = Result<Response<A>, Error>> + Send + 'a>>;

impl<F: Family> Client<F> {
    /// Creates a client with the base URL and timeout of the family.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if TLS cannot be initialized.
    pub fn new(credentials: Credentials) -> Result<Self, BuildError> {
        Self::builder(credentials).build()
    }

    /// Returns a builder to configure a client.
    pub fn builder(credentials: Credentials) -> ClientBuilder<F> {
        ClientBuilder::new(credentials)
    }

    /// Sends a request and decodes its response. `Ok` means that IOTPay accepted the request; it does not mean
    /// that the order is paid. Check its status.
    ///
    /// A request that the spec marks as idempotent (a query) is retried on transient failures, within the
    /// client's timeout. Any other request is sent once.
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    // Boxed: for an `async fn`, the compiler would report a request of another family three times.
    pub fn send<'a, R: RequestFor<F>>(&'a self, request: &'a R) -> ResponseFuture<'a, R::Response> {
        Box::pin(async move {
            let endpoint = R::endpoint();
            let received = self.inner.call(endpoint, request).await?;
            let content =
                self.inner.content(endpoint, request, &received).and_then(|fields| R::Response::from_fields(&fields));
            match content {
                Ok(content) => Ok(Response { content, received }),
                Err(unreadable) => {
                    let cause = OutcomeUnknownCause::Decode(unreadable);
                    Err(self.inner.unknown(endpoint, request, cause, Some(received.raw.into_bytes())))
                }
            }
        })
    }

    /// Sends an untyped request. It is signed and verified like a typed one. `Ok` means that IOTPay accepted the
    /// request.
    ///
    /// It is undocumented which objects the response contains and how they are signed. If the signature does not
    /// cover an object, [`verification`](ReceivedMessage::verification) names it. If no known form of an object
    /// matches the signature, the response is [`Unverifiable`](crate::Verification::Unverifiable). Such a response is
    /// not accepted under the policy [`Strict`](SignaturePolicy::Strict), nor for an
    /// [`idempotent`](RawRequest::idempotent) request to a family whose responses are known to be signed. Check
    /// `verification` before you rely on the response.
    ///
    /// If the gateway wraps the whole response in an object, such as `result` for `query_order`,
    /// [`object`](crate::ReceivedField::object) returns its members.
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    pub async fn send_raw(&self, call: &RawRequest) -> Result<ReceivedMessage, Error> {
        let (endpoint, request) = (call.endpoint(), call.sorted(F::SPEC.signing)?);
        let received = self.inner.call(&endpoint, &request).await?;
        let account = self.inner.credentials.account();
        match response::check_echo(&call.echoed(), &request, &account, received.fields()) {
            Ok(()) => Ok(received),
            Err(unreadable) => {
                let cause = OutcomeUnknownCause::Decode(unreadable);
                Err(self.inner.unknown(&endpoint, &request, cause, Some(received.raw.into_bytes())))
            }
        }
    }
}

impl<F> Clone for Client<F> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), family: PhantomData }
    }
}

impl<F: Family> std::fmt::Debug for Client<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("family", &F::SPEC.name)
            .field("base_url", &self.inner.base_url)
            .field("credentials", &self.inner.credentials)
            .field("timeout", &self.inner.timeout)
            .finish_non_exhaustive()
    }
}
