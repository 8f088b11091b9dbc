//! IP addresses.

use std::net::IpAddr;

use super::problem::Problem;
use super::text::text;

/// An address whose text, as sent, has at most `max` characters.
pub(crate) fn ip(value: &str, max: u32) -> Result<IpAddr, Problem> {
    let address: IpAddr = value.parse().map_err(|_| "is not an IP address".to_owned())?;
    let address = address.to_canonical();
    text(&address.to_string(), max)?;
    Ok(address)
}
