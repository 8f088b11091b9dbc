//! Configures a client.

use std::fmt;
use std::sync::Arc;

use super::connections::Connections;
use super::journaled::Recorder;
use super::send::Transport;
use super::sweep::Asked;
use super::{Client, Inner, http_settings};
use crate::credentials::Credentials;
use crate::journal::Journal;
use crate::protocol::BuildError;
use crate::sending::{Budget, ClientSettings, RetryBudget, client_setters, is_meant_here};
use crate::spec::Family;

/// Configures a [`Client`].
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use iotpay_client::client::Timeouts;
/// use iotpay_client::journal::MemoryJournal;
/// use iotpay_client::{Credentials, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let client = general::Client::builder(credentials)
///     .journal(Arc::new(MemoryJournal::new())) // in production, a journal in a database
///     .timeouts(Timeouts::new().connect(Duration::from_secs(3)))
///     .timeouts_for::<general::QueryOrder>(Timeouts::new().operation(Duration::from_secs(8)))
///     .build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
pub struct ClientBuilder<F> {
    settings: ClientSettings<F>,
    connections: Option<Connections>,
    own: OwnConnections,
    journal: Option<Arc<dyn Journal>>,
    runs_to_completion: bool,
}

/// The settings of connections that no other client uses.
struct OwnConnections {
    http: reqwest::ClientBuilder,
    budget: RetryBudget,
    /// Whether the caller has changed any of these settings.
    is_changed: bool,
    invalid: Option<BuildError>,
}

impl<F: Family> ClientBuilder<F> {
    pub(super) fn new(credentials: Credentials) -> Self {
        let (http, budget) = (http_settings::defaults(), RetryBudget::default());
        Self {
            settings: ClientSettings::new(credentials),
            connections: None,
            own: OwnConnections { http, budget, is_changed: false, invalid: None },
            journal: None,
            runs_to_completion: true,
        }
    }

    client_setters!(F);

    /// Uses connections that other clients can share. Configure the HTTP client there: together with
    /// [`http_client_builder`](Self::http_client_builder), [`proxy`](Self::proxy),
    /// [`root_certificates`](Self::root_certificates) or [`retry_budget`](Self::retry_budget), the client cannot be
    /// built.
    #[must_use]
    pub fn connections(mut self, connections: Connections) -> Self {
        self.connections = Some(connections);
        self
    }

    /// Configures the HTTP client: proxies, certificates, connection pool, DNS.
    ///
    /// The function receives a builder with the defaults of this client: TLS by the features of this crate, and the
    /// User-Agent `iotpay-client/<version>`. If you call this method again, the function receives the builder that the
    /// previous one returned.
    ///
    /// Modify the builder that the function receives. A new one, `reqwest::Client::builder()`, has no User-Agent, and
    /// its TLS library depends on the features that other crates enable.
    ///
    /// Timeouts of the HTTP client apply in addition to [`timeouts`](Self::timeouts), except for `timeout`, which has
    /// no effect.
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
        self.own.http = configure(self.own.http);
        self.own.is_changed = true;
        self
    }

    /// Sends requests through this proxy, instead of one from the environment, unless the base URL is on this machine.
    /// The URL can contain a user name and a password, which are never displayed.
    ///
    /// ```
    /// # use iotpay_client::protocol::BuildError;
    /// # use iotpay_client::{Credentials, general};
    /// # fn example(credentials: Credentials, password: &str) -> Result<(), BuildError> {
    /// let proxy = format!("http://shop:{password}@proxy.example:3128");
    /// let client = general::Client::builder(credentials).proxy(&proxy).build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn proxy(mut self, url: &str) -> Self {
        match http_settings::proxy(url) {
            Ok(proxy) => return self.http_client_builder(|http| http.proxy(proxy)),
            Err(error) => self.own.invalid = self.own.invalid.or(Some(error)),
        }
        self
    }

    /// Also trusts these root certificates, in PEM format, in addition to those of the platform.
    #[must_use]
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        match http_settings::certificates(pem) {
            Ok(roots) => return self.http_client_builder(|http| http.tls_certs_merge(roots)),
            Err(error) => self.own.invalid = self.own.invalid.or(Some(error)),
        }
        self
    }

    /// Sets how many queries may be retried. The default is 10 percent of the recent ones.
    #[must_use]
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.own.budget = budget;
        self.own.is_changed = true;
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
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use iotpay_client::journal::Journal;
    /// # use iotpay_client::protocol::BuildError;
    /// # use iotpay_client::{Credentials, general};
    /// # fn example(credentials: Credentials, journal: Arc<dyn Journal>) -> Result<(), BuildError> {
    /// // A command that Ctrl-C ends at once. Its next start sweeps the journal.
    /// let client = general::Client::builder(credentials).journal(journal).run_to_completion(false).build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn run_to_completion(mut self, run_to_completion: bool) -> Self {
        self.runs_to_completion = run_to_completion;
        self
    }

    /// Never looks for a hook, a span or a recorder. For the benchmark `call`.
    #[doc(hidden)]
    #[must_use]
    pub fn __unobserved(mut self) -> Self {
        self.settings.protocol = self.settings.protocol.__unobserved();
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL, the proxy or a certificate is invalid, if the base URL is insecure, if
    /// timeouts are set for an unknown endpoint, if TLS cannot be initialized, or if the HTTP client is configured both here and in shared
    /// [`connections`](Self::connections).
    pub fn build(self) -> Result<Client<F>, BuildError> {
        let (protocol, timeouts) = self.settings.build()?;
        let (http, budget) = match self.connections {
            Some(_) if self.own.is_changed || self.own.invalid.is_some() => return Err(BuildError::ConfiguredTwice),
            Some(connections) => (connections.http_client(protocol.base_url())?, connections.budget()),
            None => self.own.build(protocol.base_url())?,
        };
        let transport = Transport { http, timeouts, budget };
        let (recorder, runs_to_completion) = (Recorder::new(self.journal), self.runs_to_completion);
        let (in_progress, asked) = (Arc::default(), Asked::default());
        Ok(Client { inner: Arc::new(Inner { protocol, transport, recorder, runs_to_completion, in_progress, asked }) })
    }
}

impl OwnConnections {
    fn build(self, base_url: &str) -> Result<(reqwest::Client, Budget), BuildError> {
        if let Some(invalid) = self.invalid {
            return Err(invalid);
        }
        let http = http_settings::build(self.http, is_meant_here(base_url), self.is_changed)?;
        Ok((http, Budget::new(self.budget)))
    }
}

/// Hides the settings of the HTTP client, which may contain the password of a proxy.
impl<F: Family> fmt::Debug for ClientBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("protocol", &self.settings.protocol)
            .field("timeouts", &self.settings.timeouts)
            .finish_non_exhaustive()
    }
}
