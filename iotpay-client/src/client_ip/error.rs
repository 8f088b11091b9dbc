//! Errors from determining the customer's address.

use std::fmt;

use crate::value::ValueError;

/// The error returned by [`TrustedProxies::client_ip`](super::TrustedProxies::client_ip). It never contains a header
/// value.
///
/// ```
/// use iotpay_client::client_ip::{ClientIpError, ConnectionInfo, TrustedProxies};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let proxies = TrustedProxies::new(["10.0.0.0/8"])?;
/// let connection = ConnectionInfo { peer: "10.0.0.5".parse()?, x_forwarded_for: &[], forwarded: &[] };
/// match proxies.client_ip(&connection) {
///     Ok(address) => println!("{address}"),
///     Err(ClientIpError::TooLong(_)) => println!("ask the customer to use IPv4"),
///     Err(error) => eprintln!("{error}"), // says how to configure the proxy
/// }
/// # assert_eq!(proxies.client_ip(&connection), Err(ClientIpError::MissingHeader));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientIpError {
    /// The request came from a trusted proxy, but no header contains the customer's address.
    MissingHeader,
    /// All addresses belong to trusted proxies.
    OnlyTrustedProxies,
    /// A header contains an invalid address.
    InvalidAddress {
        /// The header.
        header: &'static str,
    },
    /// A trusted proxy obfuscates the address: the header contains `unknown` or a name.
    Obfuscated {
        /// The header.
        header: &'static str,
    },
    /// `X-Forwarded-For` and `Forwarded` contain different addresses.
    Conflict,
    /// The address is too long for the field, as some IPv6 addresses are.
    TooLong(ValueError),
}

impl fmt::Display for ClientIpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no valid customer address: ")?;
        match self {
            Self::MissingHeader => f.write_str(
                "a trusted proxy sent neither `X-Forwarded-For` nor `Forwarded`; configure the proxy to set one of \
                 them, or remove the proxy from the trusted list",
            ),
            Self::OnlyTrustedProxies => f.write_str(
                "all addresses belong to trusted proxies; remove addresses that are not proxies from the trusted list",
            ),
            Self::InvalidAddress { header } => {
                write!(f, "`{header}` contains an invalid address; configure the proxies to write IP addresses")
            }
            Self::Obfuscated { header } => {
                write!(
                    f,
                    "a trusted proxy obfuscates the address in `{header}`; configure the proxy to write the address"
                )
            }
            Self::Conflict => {
                f.write_str("`X-Forwarded-For` and `Forwarded` differ; pass only the header that the proxies set")
            }
            Self::TooLong(error) => write!(f, "the address {error}; use IPv4 for such customers"),
        }
    }
}

impl std::error::Error for ClientIpError {}

/// The error for a text value that is not the address or network of a proxy.
///
/// ```
/// use iotpay_client::client_ip::TrustedProxies;
///
/// let error = TrustedProxies::new(["10.0.0.0/8", "10.0.0.256"]).unwrap_err();
/// assert_eq!(error.text(), "10.0.0.256");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ParseProxyError(Box<str>);

impl ParseProxyError {
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the invalid text value.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ParseProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither an IP address nor a network such as 10.0.0.0/8", self.0.escape_debug())
    }
}

impl std::error::Error for ParseProxyError {}
