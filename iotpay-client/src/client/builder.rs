//! Configures a client.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{Client, Inner, SignaturePolicy, loopback};
use crate::credentials::Credentials;
use crate::spec::Family;

/// The timeout for establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longer timeouts are reduced to this value, so that adding it to the current time cannot overflow.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);
/// Far larger than any documented response.
const MAX_RESPONSE: usize = 1024 * 1024;

/// Configures a [`Client`].
pub struct ClientBuilder<F> {
    credentials: Credentials,
    base_url: Option<String>,
    http: reqwest::ClientBuilder,
    timeout: Option<Duration>,
    max_response: usize,
    signatures: SignaturePolicy,
    family: PhantomData<fn() -> F>,
}

impl<F: Family> ClientBuilder<F> {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            base_url: None,
            http: default_http_client(),
            timeout: None,
            max_response: MAX_RESPONSE,
            signatures: SignaturePolicy::default(),
            family: PhantomData,
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
    /// Four settings are fixed, regardless of what the function returns, because they decide where a request goes,
    /// how often, and who can read it:
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
    /// # fn example(credentials: Credentials, proxy: reqwest::Proxy) -> Result<(), iotpay_client::BuildError> {
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
        self.max_response = bytes;
        self
    }

    /// Sets which signatures a response needs to be accepted.
    #[must_use]
    pub fn signature_policy(mut self, policy: SignaturePolicy) -> Self {
        self.signatures = policy;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if the base URL is invalid or insecure, or if TLS cannot be initialized.
    pub fn build(self) -> Result<Client<F>, BuildError> {
        let base_url = checked_base_url(self.base_url.as_deref().unwrap_or(F::SPEC.base_url))?;
        let http = with_fixed_settings(self.http, is_meant_here(&base_url));
        let http = http.build().map_err(BuildError::Http)?;
        let base_url = String::from(base_url);
        let inner = Inner {
            credentials: self.credentials,
            http,
            base_url,
            timeout: self.timeout.unwrap_or(F::SPEC.timeout).min(LONGEST_TIMEOUT),
            max_response: self.max_response,
            signatures: self.signatures,
            family: F::SPEC,
        };
        Ok(Client { inner: Arc::new(inner), family: PhantomData })
    }
}

/// Validates the base URL and adds a trailing `/`.
fn checked_base_url(text: &str) -> Result<Url, BuildError> {
    let mut url = Url::parse(text).map_err(|_| BuildError::InvalidBaseUrl)?;
    let stays_here = url.host().is_some_and(|host| loopback::stays_here(&host));
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && stays_here);
    if !is_safe {
        return Err(BuildError::InsecureBaseUrl);
    }
    // A password in the URL would appear wherever the URL is displayed.
    let has_userinfo = !url.username().is_empty() || url.password().is_some();
    if url.query().is_some() || url.fragment().is_some() || has_userinfo {
        return Err(BuildError::InvalidBaseUrl);
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn is_meant_here(url: &Url) -> bool {
    url.host().is_some_and(|host| loopback::is_meant_here(&host))
}

fn default_http_client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("iotpay-client/", env!("CARGO_PKG_VERSION")))
}

/// Applies the settings that decide where a request goes, how often, and who can read it.
fn with_fixed_settings(builder: reqwest::ClientBuilder, is_meant_here: bool) -> reqwest::ClientBuilder {
    let builder = builder
        // A redirect could carry a payment to another host.
        .redirect(reqwest::redirect::Policy::none())
        // By default, reqwest retries requests that an HTTP/2 server reports as not processed.
        .retry(reqwest::retry::never())
        .connection_verbose(false);
    if is_meant_here { builder.no_proxy() } else { builder }
}

/// The error returned by [`ClientBuilder::build`].
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is not an absolute URL, or has a query, a fragment or a user name.
    InvalidBaseUrl,
    /// The base URL is neither https nor a loopback address.
    InsecureBaseUrl,
    /// The HTTP client or its TLS backend cannot be initialized.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidBaseUrl => {
                f.write_str("invalid base URL; use an absolute URL without query, fragment and user name")
            }
            Self::InsecureBaseUrl => f.write_str("insecure base URL; use https, or http with a loopback address"),
            Self::Http(_) => f.write_str("the HTTP client cannot be initialized"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(error) => Some(error),
            Self::InvalidBaseUrl | Self::InsecureBaseUrl => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requires_https_except_for_loopback_addresses() {
        for safe in [
            "https://api.example/v1/",
            "http://127.0.0.1:8080/v1",
            "http://[::1]:1/",
            "http://[::ffff:127.0.0.1]:1",
            "http://localhost/",
        ] {
            assert!(checked_base_url(safe).is_ok_and(|url| url.as_str().ends_with('/')), "{safe}");
        }
        for unsafe_url in
            ["http://api.example/v1/", "http://10.0.0.1/", "ftp://127.0.0.1/", "http://a.localhost/", "http://0.0.0.0/"]
        {
            assert!(matches!(checked_base_url(unsafe_url), Err(BuildError::InsecureBaseUrl)), "{unsafe_url}");
        }
        for no_url in [
            "",
            "v1",
            "https://api.example/v1?a=1",
            "https://api.example/v1#a",
            "https://u:p@api.example/v1/",
            "https://u@api.example/v1/",
            "https://:p@api.example/v1/",
        ] {
            assert!(matches!(checked_base_url(no_url), Err(BuildError::InvalidBaseUrl)), "{no_url}");
        }
    }
}
