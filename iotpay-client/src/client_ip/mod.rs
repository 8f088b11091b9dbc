//! The address of the customer who stands behind proxies. IOTPay wants it as `clientIp`.

mod error;
mod forwarded;

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

pub use error::{ClientIpError, ParseProxyError};

use crate::value::Ip;

/// The longest address that the wallets' `clientIp` takes, in characters.
const WALLET_MAX: u32 = 32;

/// A request of a customer, as the web server got it.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionInfo<'a> {
    /// The other end of the connection.
    pub peer: IpAddr,
    /// The values of all `X-Forwarded-For` headers in their order. Leave it empty if the proxies do
    /// not set this header: they may pass on what the customer wrote.
    pub x_forwarded_for: &'a [&'a str],
    /// The values of all `Forwarded` headers in their order. Leave it empty if the proxies do not set
    /// this header.
    pub forwarded: &'a [&'a str],
}

/// The proxies whose word is taken for who asked them.
///
/// ```
/// use iotpay_client::{ConnectionInfo, TrustedProxies};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let proxies = TrustedProxies::new(["10.0.0.0/8", "2001:db8::1"])?;
/// let hops = ConnectionInfo {
///     peer: "10.0.0.5".parse()?,
///     // The customer wrote the first address, a proxy of one's own the second one.
///     x_forwarded_for: &["198.51.100.1, 203.0.113.7"],
///     forwarded: &[],
/// };
/// let client_ip = proxies.client_ip(&hops)?;
/// assert_eq!(client_ip.as_str(), "203.0.113.7");
/// // Requests take it as `client_ip: client_ip.address()`.
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
}

impl TrustedProxies {
    /// No proxy: the peer is the customer, whatever the headers say.
    pub fn none() -> Self {
        Self::default()
    }

    /// Proxies by their addresses (`10.0.0.5`) or networks (`10.0.0.0/8`).
    ///
    /// # Errors
    ///
    /// [`ParseProxyError`] with the first text that is neither.
    pub fn new<'a>(proxies: impl IntoIterator<Item = &'a str>) -> Result<Self, ParseProxyError> {
        let networks = proxies.into_iter().map(|text| network(text).ok_or_else(|| ParseProxyError::new(text)));
        Ok(Self { networks: networks.collect::<Result<_, _>>()? })
    }

    /// The customer's address for the wallets' `clientIp` of 32 characters: of the addresses on the
    /// way, from the nearest on, the first one that is no trusted proxy's. What stands before it in
    /// the headers is the customer's own writing and is not looked at. An IPv4 address in the clothes
    /// of IPv6 is taken for the IPv4 address that it is.
    ///
    /// # Errors
    ///
    /// [`ClientIpError`], which says what to do.
    pub fn client_ip(&self, hops: &ConnectionInfo<'_>) -> Result<Ip<WALLET_MAX>, ClientIpError> {
        self.client_ip_within(hops)
    }

    /// The customer's address for a field of `MAX` characters: cards take 50.
    ///
    /// # Errors
    ///
    /// [`ClientIpError`], which says what to do.
    pub fn client_ip_within<const MAX: u32>(&self, hops: &ConnectionInfo<'_>) -> Result<Ip<MAX>, ClientIpError> {
        Ip::new(self.customer(hops)?).map_err(ClientIpError::TooLong)
    }

    fn customer(&self, hops: &ConnectionInfo<'_>) -> Result<IpAddr, ClientIpError> {
        let peer = hops.peer.to_canonical();
        if !self.trusts(peer) {
            return Ok(peer);
        }
        let by_list = self.first_stranger(forwarded::x_forwarded_for(hops.x_forwarded_for))?;
        let by_elements = self.first_stranger(forwarded::forwarded(hops.forwarded))?;
        match (by_list, by_elements) {
            (None, None) => Err(ClientIpError::MissingHeader),
            (Some(one), Some(other)) if one != other => Err(ClientIpError::Conflict),
            (Some(address), _) | (None, Some(address)) => Ok(address),
        }
    }

    /// The first address that is no proxy's; nothing when there is no address at all.
    fn first_stranger(
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

/// A network, or an address as the network of itself.
fn network(text: &str) -> Option<IpNet> {
    match text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
        Ok(IpNet::V6(v6)) => Some(match (v6.addr().to_ipv4_mapped(), v6.prefix_len().checked_sub(96)) {
            // Addresses are compared as IPv4 where they are that.
            (Some(v4), Some(prefix)) => IpNet::V4(Ipv4Net::new(v4, prefix).ok()?),
            _ => IpNet::V6(v6),
        }),
        Ok(v4) => Some(v4),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests;
