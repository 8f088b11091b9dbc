//! The settings of the HTTP client.

use std::sync::Arc;

use reqwest::{Certificate, ClientBuilder, Proxy};

use super::connect_limit::ConnectLimit;
use crate::protocol::BuildError;

/// The defaults, which the caller can change.
pub(super) fn defaults() -> ClientBuilder {
    let builder = reqwest::Client::builder().user_agent(concat!("iotpay-client/", env!("CARGO_PKG_VERSION")));
    tls_backend(builder)
}

/// Chooses the TLS library by the features of this crate. Otherwise a feature that another crate enables for reqwest
/// would choose it.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn tls_backend(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_backend_rustls()
}

#[cfg(all(feature = "native-tls", not(any(feature = "rustls", feature = "rustls-no-provider"))))]
fn tls_backend(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_backend_native()
}

/// Builds an HTTP client, with the settings that determine where a request goes, how often it is sent, and who can
/// read it.
pub(super) fn build(builder: ClientBuilder, is_meant_here: bool) -> Result<reqwest::Client, BuildError> {
    // Without a provider, reqwest would panic.
    #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(BuildError::NoTlsProvider);
    }
    let builder = builder
        // A redirect could carry a payment to another host.
        .redirect(reqwest::redirect::Policy::none())
        // By default, reqwest retries requests that an HTTP/2 server reports as not processed.
        .retry(reqwest::retry::never())
        .connector_layer(ConnectLimit)
        .connection_verbose(false);
    let builder = if is_meant_here { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| BuildError::Http(Arc::new(error)))
}

pub(super) fn proxy(url: &str) -> Result<Proxy, BuildError> {
    Proxy::all(url).map_err(|_| BuildError::InvalidProxy)
}

pub(super) fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, BuildError> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(BuildError::InvalidCertificate),
    }
}

#[cfg(all(test, feature = "rustls-no-provider", not(feature = "rustls")))]
mod tests {
    use super::*;

    #[test]
    fn without_a_provider_no_client_is_built() {
        for is_meant_here in [false, true] {
            assert!(matches!(build(defaults(), is_meant_here), Err(BuildError::NoTlsProvider)));
        }
    }
}
