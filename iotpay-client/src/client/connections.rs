//! The connection pool and the HTTP settings that several clients share.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::http_settings;
use crate::protocol::BuildError;
use crate::sending::{Budget, RetryBudget, is_meant_here};

/// A connection pool with its HTTP settings, for the clients of all families and merchants. Clones are cheap and share
/// the pool.
///
/// The clients also share the [`RetryBudget`], because they share the gateway that an outage affects.
///
/// Requests to a base URL on this machine never use a proxy, and all other requests use the configured one. There are
/// two pools inside for this reason.
///
/// # Why there is no way to pass a `reqwest::Client`
///
/// reqwest decides when a client is built, not for each request, whether it follows redirects, retries requests, uses
/// a proxy and logs what it sends. By default, it sends a request again if an HTTP/2 server reports that it has not
/// processed it, which is not proof enough for a payment. A client that is already built can neither be asked for
/// these settings nor be changed. Use
/// [`http_client_builder`](ConnectionsBuilder::http_client_builder) to apply your own settings.
///
/// ```
/// use iotpay_client::client::Connections;
/// use iotpay_client::{Credentials, card, general};
///
/// # fn example(credentials: Credentials) -> Result<(), iotpay_client::protocol::BuildError> {
/// let connections = Connections::new()?;
/// let wallets = general::Client::builder(credentials.clone()).connections(connections.clone()).build()?;
/// let cards = card::Client::builder(credentials).connections(connections).build()?;
/// # let _ = (wallets, cards);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Connections(Arc<Shared>);

struct Shared {
    steps: Vec<Step>,
    /// For other machines.
    remote: reqwest::Client,
    /// For this machine; built when a client needs it.
    here: OnceLock<reqwest::Client>,
    budget: Budget,
}

type Step = Box<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

impl Connections {
    /// Creates a connection pool with the default settings.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if TLS cannot be initialized.
    pub fn new() -> Result<Self, BuildError> {
        Self::builder().build()
    }

    /// Returns a builder to configure the connections.
    pub fn builder() -> ConnectionsBuilder {
        ConnectionsBuilder { steps: Vec::new(), invalid: None, budget: RetryBudget::default() }
    }

    /// Returns the HTTP client for requests to the base URL.
    pub(super) fn http_client(&self, base_url: &str) -> Result<reqwest::Client, BuildError> {
        let shared = &*self.0;
        if !is_meant_here(base_url) {
            return Ok(shared.remote.clone());
        }
        if let Some(here) = shared.here.get() {
            return Ok(here.clone());
        }
        let built = build(&shared.steps, true)?;
        // Another thread may have built one: all clients use the same.
        Ok(shared.here.get_or_init(|| built).clone())
    }

    pub(super) fn budget(&self) -> Budget {
        self.0.budget.clone()
    }
}

fn build(steps: &[Step], is_meant_here: bool) -> Result<reqwest::Client, BuildError> {
    let builder = steps.iter().fold(http_settings::defaults(), |builder, step| step(builder));
    http_settings::build(builder, is_meant_here, !steps.is_empty())
}

/// Hides the settings, which may contain the password of a proxy.
impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("settings", &self.0.steps.len()).finish_non_exhaustive()
    }
}

/// Configures [`Connections`].
///
/// ```no_run
/// use iotpay_client::client::{Connections, RetryBudget};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connections = Connections::builder()
///     .proxy("http://proxy.example:3128")
///     .root_certificates(&std::fs::read("certificate-of-the-proxy.pem")?)
///     .retry_budget(RetryBudget::percent(5))
///     .build()?;
/// # let _ = connections;
/// # Ok(())
/// # }
/// ```
#[must_use = "call `build`"]
pub struct ConnectionsBuilder {
    steps: Vec<Step>,
    invalid: Option<BuildError>,
    budget: RetryBudget,
}

impl ConnectionsBuilder {
    /// Configures the HTTP client: certificates, connection pool, DNS. See
    /// [`ClientBuilder::http_client_builder`](crate::client::ClientBuilder::http_client_builder) for the defaults and
    /// the fixed settings.
    ///
    /// The function can be called more than once, because there are two pools.
    pub fn http_client_builder(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.steps.push(Box::new(configure));
        self
    }

    /// Sends the requests to other machines through this proxy, instead of one from the environment. The URL can
    /// contain a user name and a password, which are never displayed.
    pub fn proxy(mut self, url: &str) -> Self {
        match http_settings::proxy(url) {
            Ok(proxy) => self.http_client_builder(move |http| http.proxy(proxy.clone())),
            Err(error) => {
                self.invalid.get_or_insert(error);
                self
            }
        }
    }

    /// Also trusts these root certificates, in PEM format, in addition to those of the platform. Use it for a gateway
    /// or a proxy with a certificate of your own authority.
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        match http_settings::certificates(pem) {
            Ok(roots) => self.http_client_builder(move |http| http.tls_certs_merge(roots.iter().cloned())),
            Err(error) => {
                self.invalid.get_or_insert(error);
                self
            }
        }
    }

    /// Sets how many queries may be retried. The default is 10 percent of the recent ones.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Builds the connections. No connection is established before the first request.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the proxy or a certificate is invalid, or if TLS cannot be initialized.
    pub fn build(self) -> Result<Connections, BuildError> {
        if let Some(invalid) = self.invalid {
            return Err(invalid);
        }
        let remote = build(&self.steps, false)?;
        let budget = Budget::new(self.budget);
        Ok(Connections(Arc::new(Shared { steps: self.steps, remote, here: OnceLock::new(), budget })))
    }
}

/// Hides the settings, which may contain the password of a proxy.
impl fmt::Debug for ConnectionsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionsBuilder").field("retry_budget", &self.budget).finish_non_exhaustive()
    }
}
