//! The base URL: https, or http on this machine.

use std::fmt;

use url::{Host, Url};

/// Validates the base URL and adds a trailing `/`.
pub(crate) fn checked(text: &str) -> Result<Url, BuildError> {
    let mut url = Url::parse(text).map_err(|_| BuildError::InvalidBaseUrl)?;
    let stays_here = url.host().is_some_and(|host| stays_here(&host));
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

/// Returns `true` if traffic to the host stays on this machine, so plain http is safe.
pub(crate) fn stays_here(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        // `::ffff:127.0.0.1` is the IPv4 address.
        Host::Ipv6(address) => address.to_canonical().is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// The error for an invalid configuration of a client or a [`Protocol`](crate::protocol::Protocol).
///
/// ```
/// use iotpay_client::protocol::{BuildError, Protocol};
/// use iotpay_client::{Credentials, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let error = Protocol::<general::General>::new(credentials).with_base_url("http://gateway.example/v1/").unwrap_err();
/// assert!(matches!(error, BuildError::InsecureBaseUrl), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is not an absolute URL, or has a query, a fragment or a user name.
    InvalidBaseUrl,
    /// The base URL is neither https nor a loopback address.
    InsecureBaseUrl,
    /// Timeouts are set for an endpoint that the family does not have.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    UnknownEndpoint {
        /// The name of the family.
        family: &'static str,
        /// The name that is not one of an endpoint.
        name: String,
        /// The most similar name of an endpoint, if one is similar.
        nearest: Option<&'static str>,
    },
    /// The URL of the proxy is invalid.
    #[cfg(feature = "transport")]
    InvalidProxy,
    /// The root certificates are not in PEM format, or there are none.
    #[cfg(feature = "transport")]
    InvalidCertificate,
    /// No rustls provider is installed for the process. The feature `rustls-no-provider` requires one, or a TLS
    /// configuration of your own that `http_client_builder` passes to reqwest (`tls_backend_preconfigured`).
    #[cfg(feature = "transport")]
    NoTlsProvider,
    /// The HTTP client is configured both in shared connections and in the builder of a client.
    #[cfg(feature = "transport")]
    ConfiguredTwice,
    /// The HTTP client or its TLS backend cannot be initialized.
    #[cfg(feature = "transport")]
    Http(std::sync::Arc<reqwest::Error>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidBaseUrl => {
                f.write_str("invalid base URL; use an absolute URL without a query, fragment or user name")
            }
            Self::InsecureBaseUrl => f.write_str("insecure base URL; use https, or http with a loopback address"),
            #[cfg(any(feature = "transport", feature = "blocking"))]
            Self::UnknownEndpoint { family, name, nearest } => {
                write!(f, "timeouts are set for `{name}`, but the family `{family}` has no such endpoint; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean `{nearest}`?"),
                    None => f.write_str("for an undocumented path, use `timeouts_for_path`"),
                }
            }
            #[cfg(feature = "transport")]
            Self::InvalidProxy => f.write_str("invalid proxy; use the URL of an HTTP proxy"),
            #[cfg(feature = "transport")]
            Self::InvalidCertificate => f.write_str("invalid root certificates; use at least one in PEM format"),
            #[cfg(feature = "transport")]
            Self::NoTlsProvider => f.write_str("no TLS provider; install one with `CryptoProvider::install_default`"),
            #[cfg(feature = "transport")]
            Self::ConfiguredTwice => {
                f.write_str("the HTTP client is configured twice; configure it only in the shared connections")
            }
            #[cfg(feature = "transport")]
            Self::Http(_) => f.write_str("the HTTP client cannot be initialized"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            #[cfg(feature = "transport")]
            Self::Http(error) => Some(&**error),
            _ => None,
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
            assert!(checked(safe).is_ok_and(|url| url.as_str().ends_with('/')), "{safe}");
        }
        for unsafe_url in
            ["http://api.example/v1/", "http://10.0.0.1/", "ftp://127.0.0.1/", "http://a.localhost/", "http://0.0.0.0/"]
        {
            assert!(matches!(checked(unsafe_url), Err(BuildError::InsecureBaseUrl)), "{unsafe_url}");
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
            assert!(matches!(checked(no_url), Err(BuildError::InvalidBaseUrl)), "{no_url}");
        }
    }
}
