//! Calls over HTTP.

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

/// A client for one family of the API. Cloning it is cheap and shares its connections.
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

/// Which successful responses are believed. Families whose responses carry no signature (cards) are
/// protected by TLS alone, whatever the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SignaturePolicy {
    /// Only verified ones of which the signature covers every field.
    Strict,
    /// Verified ones; and for calls that do not tell whether money was paid, also those that hold
    /// an object of which nobody outside IOTPay knows how it is signed.
    #[default]
    Standard,
    /// Like `Standard`, and those without any signature.
    WhenPresent,
}

/// A request on its way, to be awaited: what [`Client::send`] gives.
pub type ResponseFuture<'a, A> = Pin<Box<dyn Future<Output = Result<Response<A>, Error>> + Send + 'a>>;

impl<F: Family> Client<F> {
    /// A client with the family's own host and time-out.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when TLS cannot be set up.
    pub fn new(credentials: Credentials) -> Result<Self, BuildError> {
        Self::builder(credentials).build()
    }

    /// A client that is set up step by step.
    pub fn builder(credentials: Credentials) -> ClientBuilder<F> {
        ClientBuilder::new(credentials)
    }

    /// Sends a request and reads its response. `Ok` means that IOTPay did what was asked; whether an
    /// order is paid stands in its status.
    ///
    /// A call that the spec marks idempotent (a query) is repeated when it fails on the way, within
    /// the client's time-out. Any other is sent once.
    ///
    /// # Errors
    ///
    /// [`Error`], each case of which says what became of the request.
    // Boxed: of an `async fn`, the compiler would tell a request of another family three times.
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

    /// Makes a call that has no type, signed and judged like any other. `Ok` means that IOTPay did
    /// what was asked.
    ///
    /// Nobody knows which objects the response holds and how they are signed. Where the signature does
    /// not cover one, [`verification`](ReceivedMessage::verification) names it; where no known form of it
    /// fits the signature, the response is [`Unverifiable`](crate::Verification::Unverifiable), and is
    /// taken under any policy but [`Strict`](SignaturePolicy::Strict), unless the call is
    /// [`idempotent`](RawRequest::idempotent) and of a family whose responses are known to be signed: look at
    /// it before anything is decided by the response.
    ///
    /// Where the gateway puts the whole response into an object, as `query_order` does into `result`,
    /// [`object`](crate::ReceivedField::object) gives its members.
    ///
    /// # Errors
    ///
    /// [`Error`], each case of which says what became of the request.
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
