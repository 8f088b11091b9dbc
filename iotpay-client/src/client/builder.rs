//! Configures a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::journaled::Recorder;
use super::send::Transport;
use super::{Client, Inner, loopback};
use crate::audit::Audit;
use crate::credentials::Credentials;
use crate::journal::Journal;
use crate::protocol::{BuildError, Protocol, SignaturePolicy};
use crate::spec::Family;

/// The timeout for establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The maximum timeout. Longer ones are reduced to this value, so adding it to the current time cannot overflow.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// Configures a [`Client`].
pub struct ClientBuilder<F> {
    protocol: Protocol<F>,
    base_url: Option<String>,
    http: reqwest::ClientBuilder,
    timeout: Option<Duration>,
    journal: Option<Arc<dyn Journal>>,
    runs_to_completion: bool,
}

impl<F: Family> ClientBuilder<F> {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            protocol: Protocol::new(credentials),
            base_url: None,
            http: default_http_client(),
            timeout: None,
            journal: None,
            runs_to_completion: true,
        }
    }

    /// Sets the base URL of the endpoints. The default is the family's base URL. It must be https; http is accepted
    /// only for loopback addresses.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Configures the HTTP client: proxies, certificates, connection pool, DNS.
    ///
    /// The function receives a builder with the defaults of this client: a connect timeout of 10 seconds and the
    /// User-Agent `iotpay-client/<version>`. If you call this method again, the function receives the builder that
    /// the previous one returned.
    ///
    /// Modify the builder that the function receives. A new one, `reqwest::Client::builder()`, has no connect
    /// timeout and no User-Agent.
    ///
    /// Four settings are fixed, regardless of what the function returns, because they determine where a request goes,
    /// how often it is sent, and who can read it:
    ///
    /// - requests to a base URL on this machine (127.0.0.0/8, `::1`, `localhost` and names below it) never use a
    ///   proxy, regardless of the environment (`HTTP_PROXY`, `ALL_PROXY` and so on) and your settings;
    /// - redirects are not followed;
    /// - reqwest does not retry; see [`Client::send`] for the retries of the client itself;
    /// - `connection_verbose`, which would write card numbers and wallet tokens to the log, is off.
    ///
    /// ```
    /// # use iotpay_client::{Credentials, general};
    /// # use std::time::Duration;
    /// # use iotpay_client::protocol::BuildError;
    /// # fn example(credentials: Credentials, proxy: reqwest::Proxy) -> Result<(), BuildError> {
    /// let client = general::Client::builder(credentials)
    ///     .http_client_builder(|http| http.proxy(proxy).pool_idle_timeout(Duration::from_secs(20)))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn http_client_builder(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Self {
        self.http = configure(self.http);
        self
    }

    /// Sets the timeout of a request, including all retries. The default is the family's timeout.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the maximum size of a response in bytes. The default is 1 MiB.
    #[must_use]
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.protocol = self.protocol.with_max_response_size(bytes);
        self
    }

    /// Sets how strictly the signature of a successful response is checked.
    #[must_use]
    pub fn signature_policy(mut self, policy: SignaturePolicy) -> Self {
        self.protocol = self.protocol.with_signature_policy(policy);
        self
    }

    /// Sets the journal. The client records each request that moves money before it sends it, and its outcome after it.
    /// If the journal cannot be written, or the merchant reference was used before, the client does not send the
    /// request, and returns [`Error::NotJournaled`](crate::Error::NotJournaled). Several clients can share a journal.
    ///
    /// A [`RawRequest`](crate::protocol::RawRequest) is recorded if it has a
    /// [`reference`](crate::protocol::RawRequest::reference), and is not a query.
    ///
    /// ```
    /// # use iotpay_client::{Credentials, general};
    /// # use iotpay_client::protocol::BuildError;
    /// use std::sync::Arc;
    ///
    /// use iotpay_client::journal::MemoryJournal;
    ///
    /// # fn example(credentials: Credentials) -> Result<(), BuildError> {
    /// let journal = Arc::new(MemoryJournal::new());
    /// let client = general::Client::builder(credentials).journal(journal).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Sets whether a request that moves money runs to completion if the caller drops its future. The default is `true`:
    /// the request runs in its own task on the current Tokio runtime. If you set `false`, dropping the future closes the
    /// connection, and the request may still have taken effect.
    ///
    /// In either case, a request ends with its runtime. Its journal entry then stays open.
    #[must_use]
    pub fn run_to_completion(mut self, run_to_completion: bool) -> Self {
        self.runs_to_completion = run_to_completion;
        self
    }

    /// Sets the hook that is called for each request, response and operation. See [`audit`](crate::audit).
    #[must_use]
    pub fn audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.protocol = self.protocol.with_audit(audit);
        self
    }

    /// Never looks for a hook, a span or a recorder. For the benchmark `call`.
    #[doc(hidden)]
    #[must_use]
    pub fn __unobserved(mut self) -> Self {
        self.protocol = self.protocol.unobserved();
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL is invalid or insecure, or if TLS cannot be initialized.
    pub fn build(self) -> Result<Client<F>, BuildError> {
        let mut protocol = self.protocol;
        if let Some(base_url) = &self.base_url {
            protocol = protocol.with_base_url(base_url)?;
        }
        let http = with_fixed_settings(self.http, is_meant_here(protocol.base_url()));
        let http = http.build().map_err(|error| BuildError::Http(Arc::new(error)))?;
        let timeout = self.timeout.unwrap_or(F::SPEC.timeout).min(LONGEST_TIMEOUT);
        let (transport, recorder) = (Transport { http, timeout }, Recorder::new(self.journal));
        let runs_to_completion = self.runs_to_completion;
        let in_progress = Arc::default();
        Ok(Client { inner: Arc::new(Inner { protocol, transport, recorder, runs_to_completion, in_progress }) })
    }
}

fn is_meant_here(base_url: &str) -> bool {
    let url = Url::parse(base_url);
    url.is_ok_and(|url| url.host().is_some_and(|host| loopback::is_meant_here(&host)))
}

/// Hides the settings of the HTTP client, which may contain the password of a proxy.
impl<F: Family> fmt::Debug for ClientBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("protocol", &self.protocol)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

fn default_http_client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("iotpay-client/", env!("CARGO_PKG_VERSION")))
}

/// Applies the settings that determine where a request goes, how often it is sent, and who can read it.
fn with_fixed_settings(builder: reqwest::ClientBuilder, is_meant_here: bool) -> reqwest::ClientBuilder {
    let builder = builder
        // A redirect could carry a payment to another host.
        .redirect(reqwest::redirect::Policy::none())
        // By default, reqwest retries requests that an HTTP/2 server reports as not processed.
        .retry(reqwest::retry::never())
        .connection_verbose(false);
    if is_meant_here { builder.no_proxy() } else { builder }
}
