//! Configures a blocking client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ureq::config::{Config, ConfigBuilder};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::typestate::AgentScope;

use super::send::Transport;
use super::{Client, Inner};
use crate::audit::Audit;
use crate::credentials::Credentials;
use crate::protocol::{BuildError, Protocol, SignaturePolicy};
use crate::request::RequestFor;
use crate::sending::{Budget, RetryBudget, TimeoutSettings, Timeouts, is_meant_here};
use crate::spec::Family;

/// Configures a [`Client`].
pub struct ClientBuilder<F> {
    protocol: Protocol<F>,
    base_url: Option<String>,
    timeouts: TimeoutSettings,
    budget: RetryBudget,
    http: ConfigBuilder<AgentScope>,
}

impl<F: Family> ClientBuilder<F> {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            protocol: Protocol::new(credentials),
            base_url: None,
            timeouts: TimeoutSettings::new(F::SPEC.timeout),
            budget: RetryBudget::default(),
            http: default_config(),
        }
    }

    /// Sets the base URL of the endpoints. The default is the family's base URL. It must be https; http is accepted only
    /// for loopback addresses.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Configures ureq: proxies, certificates, connection pool.
    ///
    /// The function receives a builder with the defaults of this client: TLS with rustls and aws-lc-rs, the certificates
    /// of the platform, and the User-Agent `iotpay-client/<version>`.
    ///
    /// Three settings are fixed, regardless of what the function returns, because they determine where a request goes:
    ///
    /// - requests to a base URL on this machine (127.0.0.0/8, `::1`, `localhost` and names below it) never use a proxy,
    ///   regardless of the environment (`HTTP_PROXY`, `ALL_PROXY` and so on) and your settings;
    /// - redirects are not followed;
    /// - an HTTP error status is a response, which the client checks like any other.
    ///
    /// ```
    /// # use iotpay_client::protocol::BuildError;
    /// # use iotpay_client::{Credentials, blocking, general};
    /// # fn example(credentials: Credentials) -> Result<(), BuildError> {
    /// let client = blocking::Client::<general::General>::builder(credentials)
    ///     .http_config(|http| http.max_idle_connections(4))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn http_config(
        mut self,
        configure: impl FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope>,
    ) -> Self {
        self.http = configure(self.http);
        self
    }

    /// Sets the timeout of a request, including all retries. The default is the family's timeout.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.timeouts(Timeouts::new().operation(timeout))
    }

    /// Sets the timeouts of all requests. Those that are `None` keep their value. For the defaults, see [`Timeouts`].
    ///
    /// `connect` limits the time to look up the host and the time to connect, separately.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts.family = timeouts.or(self.timeouts.family);
        self
    }

    /// Sets the timeouts of one operation: of all requests to the endpoint of `R`. They take precedence over those of the
    /// family. Those that are `None` keep their value.
    #[must_use]
    pub fn timeouts_for<R: RequestFor<F>>(mut self, timeouts: Timeouts) -> Self {
        self.timeouts.set_operation(R::endpoint().name, timeouts);
        self
    }

    /// Sets how many queries may be retried. The default is 10 percent of the recent ones.
    #[must_use]
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
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

    /// Sets the hook that is called for each request, response and operation. See [`audit`](crate::audit).
    #[must_use]
    pub fn audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.protocol = self.protocol.with_audit(audit);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL is invalid or insecure.
    pub fn build(self) -> Result<Client<F>, BuildError> {
        let mut protocol = self.protocol;
        if let Some(base_url) = &self.base_url {
            protocol = protocol.with_base_url(base_url)?;
        }
        let agent = with_fixed_settings(self.http, is_meant_here(protocol.base_url())).build().new_agent();
        let transport = Transport { agent, timeouts: self.timeouts, budget: Budget::new(self.budget) };
        Ok(Client { inner: Arc::new(Inner { protocol, transport }) })
    }
}

/// Hides the settings of the HTTP library, which may contain the password of a proxy.
impl<F: Family> fmt::Debug for ClientBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("protocol", &self.protocol)
            .field("timeouts", &self.timeouts.family)
            .finish_non_exhaustive()
    }
}

fn default_config() -> ConfigBuilder<AgentScope> {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .build();
    Config::builder().tls_config(tls).user_agent(concat!("iotpay-client/", env!("CARGO_PKG_VERSION")))
}

/// Applies the settings that determine where a request goes, and what counts as a response.
fn with_fixed_settings(builder: ConfigBuilder<AgentScope>, is_meant_here: bool) -> ConfigBuilder<AgentScope> {
    let builder = builder
        // A redirect could carry a payment to another host.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false);
    if is_meant_here { builder.proxy(None) } else { builder }
}
