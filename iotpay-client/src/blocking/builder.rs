//! Configures a blocking client.

use std::fmt;
use std::sync::Arc;

use ureq::config::{Config, ConfigBuilder};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::typestate::AgentScope;

use super::send::Transport;
use super::{Client, Inner};
use crate::credentials::Credentials;
use crate::protocol::BuildError;
use crate::sending::{Budget, ClientSettings, RetryBudget, client_setters, is_meant_here};
use crate::spec::Family;

/// Configures a [`Client`].
///
/// The timeout `connect` limits the time to look up the host and the time to connect, separately.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::blocking::Timeouts;
/// use iotpay_client::{Credentials, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let client = general::BlockingClient::builder(credentials)
///     .base_url("http://127.0.0.1:4710/v1/") // the sandbox
///     .timeouts(Timeouts::new().connect(Duration::from_secs(3)).operation(Duration::from_secs(30)))
///     .build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
pub struct ClientBuilder<F> {
    settings: ClientSettings<F>,
    budget: RetryBudget,
    http: ConfigBuilder<AgentScope>,
}

impl<F: Family> ClientBuilder<F> {
    pub(super) fn new(credentials: Credentials) -> Self {
        let settings = ClientSettings::new(credentials);
        Self { settings, budget: RetryBudget::default(), http: default_config() }
    }

    client_setters!(F);

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
    /// # use iotpay_client::{Credentials, general};
    /// # fn example(credentials: Credentials) -> Result<(), BuildError> {
    /// let client = general::BlockingClient::builder(credentials)
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

    /// Sets how many queries may be retried. The default is 10 percent of the recent ones.
    #[must_use]
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL is invalid or insecure, or if timeouts are set for an unknown endpoint.
    pub fn build(self) -> Result<Client<F>, BuildError> {
        let (protocol, timeouts) = self.settings.build()?;
        let agent = with_fixed_settings(self.http, is_meant_here(protocol.base_url())).build().new_agent();
        let transport = Transport { agent, timeouts, budget: Budget::new(self.budget) };
        Ok(Client { inner: Arc::new(Inner { protocol, transport }) })
    }
}

/// Hides the settings of the HTTP library, which may contain the password of a proxy.
impl<F: Family> fmt::Debug for ClientBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("protocol", &self.settings.protocol)
            .field("timeouts", &self.settings.timeouts)
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
