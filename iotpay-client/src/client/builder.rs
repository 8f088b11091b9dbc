//! Sets a client up.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use super::{Client, Inner, SignaturePolicy};
use crate::credentials::Credentials;
use crate::spec::Family;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Whoever says «no time-out» by a very long one means no more than this, and adding it to the
/// present never overflows.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);
/// No documented answer comes near this size.
const MAX_ANSWER: usize = 1024 * 1024;

/// Sets a client up.
pub struct ClientBuilder<F> {
    credentials: Credentials,
    base_url: Option<String>,
    http: Http,
    timeout: Option<Duration>,
    max_answer: usize,
    signatures: SignaturePolicy,
    family: PhantomData<fn() -> F>,
}

impl<F: Family> ClientBuilder<F> {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            base_url: None,
            http: Http::Default,
            timeout: None,
            max_answer: MAX_ANSWER,
            signatures: SignaturePolicy::default(),
            family: PhantomData,
        }
    }

    /// Another URL below which the calls are, instead of the family's own host. It must be https;
    /// http is taken for loopback addresses only.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// An HTTP client of one's own, with its proxies, pools and certificates.
    ///
    /// It may follow redirects, so that a connection which fails may be a second one: such a failure
    /// is then [`OutcomeUnknown`](crate::OutcomeUnknown) and not
    /// [`Unreachable`](crate::Unreachable). [`http_client_builder`](Self::http_client_builder) is
    /// free of this.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Http::Own(http);
        self
    }

    /// An HTTP client of one's own, yet to be built: it will follow no redirects, whatever it says.
    #[must_use]
    pub fn http_client_builder(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Http::Builder(Box::new(http));
        self
    }

    /// How long a call may take, with all its attempts, instead of the family's own time-out.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The largest answer that is read, in bytes; 1 MiB if not said.
    #[must_use]
    pub fn max_answer(mut self, bytes: usize) -> Self {
        self.max_answer = bytes;
        self
    }

    /// Which successful answers are believed.
    #[must_use]
    pub fn signatures(mut self, policy: SignaturePolicy) -> Self {
        self.signatures = policy;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the base URL is not allowed, or TLS cannot be set up.
    pub fn build(self) -> Result<Client<F>, BuildError> {
        let base_url = checked_base_url(self.base_url.as_deref().unwrap_or(F::SPEC.host))?;
        let (http, may_redirect) = match self.http {
            Http::Default => (without_redirects(default_http_client())?, false),
            Http::Builder(builder) => (without_redirects(*builder)?, false),
            Http::Own(http) => (http, true),
        };
        let inner = Inner {
            credentials: self.credentials,
            http,
            may_redirect,
            base_url,
            timeout: self.timeout.unwrap_or(F::SPEC.timeout).min(LONGEST_TIMEOUT),
            max_answer: self.max_answer,
            signatures: self.signatures,
            family: F::SPEC,
        };
        Ok(Client { inner: Arc::new(inner), family: PhantomData })
    }
}

fn checked_base_url(text: &str) -> Result<String, BuildError> {
    let url = Url::parse(text).map_err(|_| BuildError::NotAUrl)?;
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    if !is_safe {
        return Err(BuildError::NotHttps);
    }
    // A password in a URL would show wherever the URL does.
    let has_userinfo = !url.username().is_empty() || url.password().is_some();
    if url.query().is_some() || url.fragment().is_some() || has_userinfo {
        return Err(BuildError::NotAUrl);
    }
    let text = url.as_str();
    Ok(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

/// Where the HTTP client comes from.
enum Http {
    Default,
    Builder(Box<reqwest::ClientBuilder>),
    Own(reqwest::Client),
}

fn default_http_client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("iotpay-client/", env!("CARGO_PKG_VERSION")))
}

/// A redirect could carry a payment to another host.
fn without_redirects(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, BuildError> {
    builder.redirect(reqwest::redirect::Policy::none()).build().map_err(BuildError::Http)
}

/// Why a client cannot be set up.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is no absolute URL, or has a query, a fragment or a user.
    NotAUrl,
    /// The base URL is not https and not a loopback address.
    NotHttps,
    /// The HTTP client, with its TLS, cannot be set up.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl => f.write_str("the base URL must be an absolute URL without query, fragment and user"),
            Self::NotHttps => f.write_str("the base URL must be https; http is for loopback addresses only"),
            Self::Http(_) => f.write_str("the HTTP client cannot be set up"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(error) => Some(error),
            Self::NotAUrl | Self::NotHttps => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_travels_over_tls_only() {
        for safe in ["https://api.example/v1/", "http://127.0.0.1:8080/v1", "http://[::1]:1/", "http://localhost/"] {
            assert!(checked_base_url(safe).is_ok_and(|url| url.ends_with('/')), "{safe}");
        }
        for unsafe_url in
            ["http://api.example/v1/", "http://10.0.0.1/", "ftp://127.0.0.1/", "http://127.0.0.1.example/"]
        {
            assert!(matches!(checked_base_url(unsafe_url), Err(BuildError::NotHttps)), "{unsafe_url}");
        }
        for no_url in ["", "v1", "https://api.example/v1?a=1", "https://u:p@api.example/v1/"] {
            assert!(matches!(checked_base_url(no_url), Err(BuildError::NotAUrl)), "{no_url}");
        }
    }
}
