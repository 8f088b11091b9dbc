//! The HTTP client: sends requests, applies timeouts and retries queries.
//!
//! Each family has a type alias for its client, such as [`general::Client`](crate::general::Client). Create a client
//! with [`Client::new`] or, to change the settings, with [`Client::builder`].
// All rules about requests and responses are in `protocol/`.

mod begin;
mod builder;
mod conclusion;
mod connect_limit;
mod connections;
mod dispatch;
mod http_settings;
mod in_progress;
mod journaled;
mod resolve;
mod run;
mod run_journal;
mod send;
mod states;
mod sweep;
mod unrecorded;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::incoming::{ReceivedMessage, Response};
use crate::protocol::{BuildError, Protocol, RawRequest, UntypedExchange};
use crate::request::RequestFor;
use crate::sent_request::SentRequest;
use crate::spec::Family;

pub use crate::sending::{RetryBudget, Timeouts};
use begin::BEGIN_LIMIT;
pub use builder::ClientBuilder;
pub use connections::{Connections, ConnectionsBuilder};
use in_progress::InProgress;
use journaled::Recorder;
use send::Transport;
pub use states::States;
use sweep::Asked;
pub use sweep::{Sweep, SweepFuture, SweepReport, SweepResult, SweptEntry};

/// A client for one API family. Clones are cheap and share their connections.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use iotpay_client::{Credentials, general};
///
/// let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key").build()?;
/// let client = general::Client::new(credentials)?;
/// let order = client.send(&general::QueryOrder::by_mch_order_no("20160427210604000490")?).await?;
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
    recorder: Recorder,
    /// Whether requests that move money run to completion if the caller drops their future.
    runs_to_completion: bool,
    in_progress: Arc<InProgress>,
    /// What its sweeps have asked about.
    asked: Asked,
}

/// The future returned by [`Client::send`].
///
/// ```
/// use iotpay_client::client::ResponseFuture;
/// use iotpay_client::general::{self, QueryOrder, QueryOrderResponse};
///
/// /// What the shop needs of the gateway, so that its tests can replace it.
/// trait Gateway {
///     fn query<'a>(&'a self, query: &'a QueryOrder) -> ResponseFuture<'a, QueryOrderResponse>;
/// }
///
/// impl Gateway for general::Client {
///     fn query<'a>(&'a self, query: &'a QueryOrder) -> ResponseFuture<'a, QueryOrderResponse> {
///         self.send(query)
///     }
/// }
/// ```
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
    /// that the order is paid. Check the order's status.
    ///
    /// The client retries queries (requests that the spec marks as idempotent) after transient failures, within their
    /// [timeouts](Timeouts) and the [budget](RetryBudget). It sends any other request only once.
    ///
    /// A request that moves money runs to completion in a task of its own, even if you drop the future, for example
    /// because the customer's browser disconnects. [`ClientBuilder::run_to_completion`] turns this off. With a
    /// [journal](ClientBuilder::journal), the client records the intent before it sends such a request, and the outcome
    /// after it. Dropping the future of any other request cancels it.
    ///
    /// ```no_run
    /// # use iotpay_client::{Error, general};
    /// # async fn example(client: general::Client, order: general::WxNative) -> Result<(), Error> {
    /// let response = client.send(&order).await?;
    /// println!("show this QR code to the customer: {}", response.code_url);
    /// println!("the order {} is not paid yet", response.pay_order_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    // Boxed: for an `async fn`, the compiler would report a request of another family three times.
    pub fn send<'a, R: RequestFor<F>>(&'a self, request: &'a R) -> ResponseFuture<'a, R::Response> {
        Box::pin(async move {
            let exchange = self.inner.protocol.prepare(request)?;
            let request = self.sent_now(exchange.untyped());
            let sending = self.dispatch(exchange.untyped(), request.intent_id);
            let result = exchange.untyped().operation().scope().run(sending).await;
            result.and_then(|received| exchange.decode(received)).map_err(|error| request.add_to(error))
        })
    }

    /// Sends an untyped request. The client signs the request and verifies the response, as for a typed request. `Ok`
    /// means that IOTPay accepted the request.
    ///
    /// It is undocumented which objects the response contains and how they are signed. If the signature does not
    /// cover an object, [`verification`](ReceivedMessage::verification) names the object. If no known form of an object
    /// matches the signature, the response is [`Unverifiable`](crate::signing::Verification::Unverifiable). The client
    /// does not accept such a response in two cases: under the policy
    /// [`Strict`](crate::protocol::SignaturePolicy::Strict), and for an [`idempotent`](RawRequest::idempotent) request
    /// to a family whose responses are known to be signed. Check `verification` before you rely on the response.
    ///
    /// If the gateway wraps the whole response in an object, such as `result` for `query_order`,
    /// [`object`](crate::incoming::ReceivedField::object) returns the members of this object.
    ///
    /// ```no_run
    /// # use iotpay_client::{Error, general};
    /// # async fn example(client: general::Client) -> Result<(), Error> {
    /// use iotpay_client::protocol::RawRequest;
    ///
    /// let query = RawRequest::new("query_order").mch_id("mchId").text("mchOrderNo", "m1").idempotent();
    /// let message = client.send_raw(&query).await?;
    /// println!("{:?}", message.fields().get("result").map(|field| field.text()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`Error`]; each variant states whether the request may have taken effect.
    pub async fn send_raw(&self, call: &RawRequest) -> Result<ReceivedMessage, Error> {
        let exchange = self.inner.protocol.prepare_raw(call)?;
        let request = self.sent_now(exchange.untyped());
        let sending = self.dispatch(exchange.untyped(), request.intent_id);
        let result = exchange.untyped().operation().scope().run(sending).await;
        result.and_then(|received| exchange.decode(received)).map_err(|error| request.add_to(error))
    }

    /// Describes a request that is sent now, with the time that the journal may take to record its intent.
    fn sent_now(&self, exchange: &UntypedExchange<'_>) -> SentRequest {
        let to_begin = if self.inner.recorder.journal.is_some() { BEGIN_LIMIT } else { Duration::ZERO };
        let timeout = self.inner.transport.operation_timeout(exchange).saturating_add(to_begin);
        SentRequest::starting_now(exchange, timeout)
    }

    /// Returns the longest timeout that a request is expected to have, if another client may have sent it.
    fn longest_timeout(&self) -> Duration {
        self.inner.transport.timeouts.longest_operation().max(F::SPEC.timeout)
    }

    /// Returns the number of requests that move money and have not completed, including those whose future was dropped.
    pub fn requests_in_progress(&self) -> usize {
        self.inner.in_progress.count()
    }

    /// Waits until no request that moves money is in progress. Call it before the process exits, so that no outcome is
    /// unknown only because of the exit:
    ///
    /// ```no_run
    /// # async fn example(client: iotpay_client::general::Client) {
    /// // After the server has stopped accepting requests:
    /// let limit = std::time::Duration::from_secs(20);
    /// if tokio::time::timeout(limit, client.wait_for_requests()).await.is_err() {
    ///     eprintln!("{} requests are still in progress", client.requests_in_progress());
    /// }
    /// # }
    /// ```
    pub async fn wait_for_requests(&self) {
        self.inner.in_progress.reached_zero().await;
    }

    /// Returns the number of outcomes that could not be written to the [journal](ClientBuilder::journal), since the
    /// client was built. Their entries stay open. Monitor this number: it should be 0. The feature `metrics` counts them, too.
    pub fn unrecorded_outcomes(&self) -> u64 {
        self.inner.recorder.unrecorded()
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
