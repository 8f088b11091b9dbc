//! The address of a customer behind proxies, for the field `clientIp`.
//!
//! Create [`TrustedProxies`] once, and pass the [`ConnectionInfo`] of each HTTP request to its methods.

mod error;
mod forwarded;

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

pub use error::{ClientIpError, ParseProxyError};

use crate::value::Ip;

/// The maximum length of the wallets' `clientIp`, in characters.
const WALLET_MAX: u32 = 32;

/// The peer address and the proxy headers of a customer's request.
///
/// ```
/// use iotpay_client::client_ip::ConnectionInfo;
///
/// /// Returns the information about a request to a server behind a proxy that sets `X-Forwarded-For`.
/// fn info<'a>(peer: std::net::SocketAddr, x_forwarded_for: &'a [&'a str]) -> ConnectionInfo<'a> {
///     ConnectionInfo { peer: peer.ip(), x_forwarded_for, forwarded: &[] }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConnectionInfo<'a> {
    /// The peer address of the connection.
    pub peer: IpAddr,
    /// The values of all `X-Forwarded-For` headers, in order. Leave it empty if the proxies do not set this header:
    /// they may forward a header set by the customer.
    pub x_forwarded_for: &'a [&'a str],
    /// The values of all `Forwarded` headers, in order. Leave it empty if the proxies do not set this header.
    pub forwarded: &'a [&'a str],
}

/// The proxies whose headers are trusted.
///
/// ```
/// use iotpay_client::client_ip::{ConnectionInfo, TrustedProxies};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let proxies = TrustedProxies::new(["10.0.0.0/8", "2001:db8::1"])?;
/// let connection = ConnectionInfo {
///     peer: "10.0.0.5".parse()?,
///     // The first address is set by the customer, the second by one of your proxies.
///     x_forwarded_for: &["198.51.100.1, 203.0.113.7"],
///     forwarded: &[],
/// };
/// let client_ip = proxies.client_ip(&connection)?;
/// assert_eq!(client_ip.as_str(), "203.0.113.7");
/// // In `request!`, pass it as `client_ip: client_ip.address()`.
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
}

impl TrustedProxies {
    /// Trusts no proxies: the peer is the customer, and headers are ignored.
    pub fn none() -> Self {
        Self::default()
    }

    /// Trusts proxies by address (`10.0.0.5`) or network (`10.0.0.0/8`).
    ///
    /// # Errors
    ///
    /// Returns [`ParseProxyError`] for the first text value that is neither.
    pub fn new<'a>(proxies: impl IntoIterator<Item = &'a str>) -> Result<Self, ParseProxyError> {
        let networks = proxies.into_iter().map(|text| network(text).ok_or_else(|| ParseProxyError::new(text)));
        Ok(Self { networks: networks.collect::<Result<_, _>>()? })
    }

    /// Returns the customer's address for the wallets' `clientIp` of at most 32 characters: starting at the nearest hop,
    /// the first address that does not belong to a trusted proxy. Addresses before it in the headers are set by
    /// the customer and are ignored. An IPv4-mapped IPv6 address is treated as IPv4.
    ///
    /// # Errors
    ///
    /// Returns [`ClientIpError`] if the address cannot be determined or does not fit. The message explains how to
    /// fix the configuration.
    pub fn client_ip(&self, connection: &ConnectionInfo<'_>) -> Result<Ip<WALLET_MAX>, ClientIpError> {
        self.client_ip_within(connection)
    }

    /// Returns the customer's address for a field of at most `MAX` characters; cards accept 50.
    ///
    /// ```
    /// use iotpay_client::client_ip::{ConnectionInfo, TrustedProxies};
    /// use iotpay_client::value::Ip;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let peer = "2001:db8:1111:2222:3333:4444:5555:6666".parse()?;
    /// let connection = ConnectionInfo { peer, x_forwarded_for: &[], forwarded: &[] };
    /// let proxies = TrustedProxies::none();
    /// assert!(proxies.client_ip(&connection).is_err(), "too long for the wallets");
    /// let client_ip: Ip<50> = proxies.client_ip_within(&connection)?;
    /// # let _ = client_ip;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`ClientIpError`] if the address cannot be determined or does not fit.
    pub fn client_ip_within<const MAX: u32>(&self, connection: &ConnectionInfo<'_>) -> Result<Ip<MAX>, ClientIpError> {
        Ip::new(self.customer(connection)?).map_err(ClientIpError::TooLong)
    }

    fn customer(&self, connection: &ConnectionInfo<'_>) -> Result<IpAddr, ClientIpError> {
        let peer = connection.peer.to_canonical();
        if !self.trusts(peer) {
            return Ok(peer);
        }
        let by_list = self.first_untrusted(forwarded::x_forwarded_for(connection.x_forwarded_for))?;
        let by_elements = self.first_untrusted(forwarded::forwarded(connection.forwarded))?;
        match (by_list, by_elements) {
            (None, None) => Err(ClientIpError::MissingHeader),
            (Some(one), Some(other)) if one != other => Err(ClientIpError::Conflict),
            (Some(address), _) | (None, Some(address)) => Ok(address),
        }
    }

    /// The first address that does not belong to a trusted proxy; `None` if there are no addresses.
    fn first_untrusted(
        &self,
        addresses: impl Iterator<Item = Result<IpAddr, ClientIpError>>,
    ) -> Result<Option<IpAddr>, ClientIpError> {
        let mut has_proxies = false;
        for address in addresses {
            let address = address?.to_canonical();
            if !self.trusts(address) {
                return Ok(Some(address));
            }
            has_proxies = true;
        }
        if has_proxies { Err(ClientIpError::OnlyTrustedProxies) } else { Ok(None) }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

/// Parses a network, or an address as a network of one.
fn network(text: &str) -> Option<IpNet> {
    match text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
        Ok(IpNet::V6(v6)) => Some(match (v6.addr().to_ipv4_mapped(), v6.prefix_len().checked_sub(96)) {
            // IPv4-mapped addresses are compared as IPv4.
            (Some(v4), Some(prefix)) => IpNet::V4(Ipv4Net::new(v4, prefix).ok()?),
            _ => IpNet::V6(v6),
        }),
        Ok(v4) => Some(v4),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests;
