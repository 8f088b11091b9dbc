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
///
/// `is_changed` states whether the caller has changed the builder.
pub(super) fn build(
    builder: ClientBuilder,
    is_meant_here: bool,
    is_changed: bool,
) -> Result<reqwest::Client, BuildError> {
    let builder = builder
        // A redirect could carry a payment to another host.
        .redirect(reqwest::redirect::Policy::none())
        // By default, reqwest retries requests that an HTTP/2 server reports as not processed.
        .retry(reqwest::retry::never())
        .connector_layer(ConnectLimit)
        .connection_verbose(false);
    let builder = if is_meant_here { builder.no_proxy() } else { builder };
    built(builder, is_changed)?.map_err(|error| BuildError::Http(Arc::new(error)))
}

#[cfg(not(all(feature = "rustls-no-provider", not(feature = "rustls"))))]
#[allow(clippy::unnecessary_wraps)]
fn built(builder: ClientBuilder, _: bool) -> Result<reqwest::Result<reqwest::Client>, BuildError> {
    Ok(builder.build())
}

/// Without a provider, reqwest panics, unless the caller has passed a TLS configuration. A builder cannot be asked for
/// one.
#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
fn built(builder: ClientBuilder, is_changed: bool) -> Result<reqwest::Result<reqwest::Client>, BuildError> {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    if rustls::crypto::CryptoProvider::get_default().is_some() {
        return Ok(builder.build());
    }
    if !is_changed {
        return Err(BuildError::NoTlsProvider);
    }
    catch_unwind(AssertUnwindSafe(|| builder.build())).map_err(|_| BuildError::NoTlsProvider)
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
            assert!(matches!(build(defaults(), is_meant_here, false), Err(BuildError::NoTlsProvider)));
            let changed = defaults().pool_max_idle_per_host(1);
            assert!(matches!(build(changed, is_meant_here, true), Err(BuildError::NoTlsProvider)));
        }
    }

    #[test]
    fn a_tls_configuration_of_the_caller_needs_no_provider_of_the_process() {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.unwrap().with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
        let changed = defaults().tls_backend_preconfigured(config);
        assert!(build(changed, false, true).is_ok());
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
