//! Why the customer's address is not known.

use std::fmt;

use crate::value::ValueError;

/// Why the customer's address is not known. It never holds what a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientIpError {
    /// A trusted proxy asked, and no header names whom it asked for.
    MissingHeader,
    /// All addresses are those of trusted proxies.
    OnlyTrustedProxies,
    /// A trusted proxy wrote what is no address.
    InvalidAddress {
        /// The header.
        header: &'static str,
    },
    /// A trusted proxy does not tell the address: it wrote `unknown` or a name of its own.
    Obfuscated {
        /// The header.
        header: &'static str,
    },
    /// `X-Forwarded-For` and `Forwarded` name two customers.
    Conflict,
    /// The field does not take the address: some of IPv6 are too long.
    TooLong(ValueError),
}

impl fmt::Display for ClientIpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the customer's address is not known: ")?;
        match self {
            Self::MissingHeader => f.write_str(
                "a trusted proxy asked without `X-Forwarded-For` or `Forwarded`; let it set one of them, or do not trust it",
            ),
            Self::OnlyTrustedProxies => f.write_str(
                "all addresses on the way are those of trusted proxies; trust only the proxies' own addresses",
            ),
            Self::InvalidAddress { header } => {
                write!(f, "`{header}` holds what is not an address; let the proxies write addresses into it")
            }
            Self::Obfuscated { header } => {
                write!(f, "a trusted proxy hides it in `{header}`; let it write the address")
            }
            Self::Conflict => f.write_str(
                "`X-Forwarded-For` and `Forwarded` name different ones; pass only the header that the proxies set",
            ),
            Self::TooLong(error) => write!(f, "it {error}; serve the shop over IPv4 to such customers"),
        }
    }
}

impl std::error::Error for ClientIpError {}

/// A text that names no proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseProxyError(Box<str>);

impl ParseProxyError {
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ParseProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither an address nor a network such as 10.0.0.0/8", self.0.escape_debug())
    }
}

impl std::error::Error for ParseProxyError {}
