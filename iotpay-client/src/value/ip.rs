//! IP addresses.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::ValueError;
use super::length::check_length;
use super::text_traits::text_traits;
use crate::signing::{FieldValue, SignedValue};

/// An IP address whose text has at most `MAX` characters. IPv6 addresses have up to 39 characters, which some
/// fields do not accept.
///
/// ```
/// use iotpay_client::value::Ip;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let address: Ip<32> = "::ffff:203.0.113.7".parse()?;
/// assert_eq!(address.as_str(), "203.0.113.7");
/// assert!("2001:db8:1111:2222:3333:4444:5555:6666".parse::<Ip<32>>().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ip<const MAX: u32 = { u32::MAX }> {
    address: IpAddr,
    text: Box<str>,
}

impl<const MAX: u32> Ip<MAX> {
    /// Creates an address. An IPv4-mapped IPv6 address (`::ffff:203.0.113.7`) is sent as IPv4.
    pub fn new(address: IpAddr) -> Result<Self, ValueError> {
        let address = address.to_canonical();
        let text = address.to_string();
        check_length(&text, MAX)?;
        Ok(Self { address, text: text.into() })
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self { address, text: address.to_string().into() }
    }

    /// Returns the address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the address.
    pub fn address(&self) -> IpAddr {
        self.address
    }
}

impl<const MAX: u32> TryFrom<IpAddr> for Ip<MAX> {
    type Error = ValueError;

    fn try_from(address: IpAddr) -> Result<Self, ValueError> {
        Self::new(address)
    }
}

impl<const MAX: u32> FromStr for Ip<MAX> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::new(text.parse().map_err(|_| ValueError::NotAnIp)?)
    }
}

impl<const MAX: u32> TryFrom<&str> for Ip<MAX> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl<const MAX: u32> TryFrom<String> for Ip<MAX> {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl<const MAX: u32> From<Ip<MAX>> for IpAddr {
    fn from(ip: Ip<MAX>) -> Self {
        ip.address
    }
}

text_traits!(Ip<MAX>, text);

impl<const MAX: u32> fmt::Debug for Ip<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const MAX: u32> SignedValue for Ip<MAX> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_ipv6_address_does_not_fit() {
        assert_eq!("203.0.113.7".parse::<Ip<32>>().unwrap().as_str(), "203.0.113.7");
        assert_eq!("::ffff:203.0.113.7".parse::<Ip<32>>().unwrap().as_str(), "203.0.113.7");
        assert_eq!("2001:db8::1".parse::<Ip<32>>().unwrap().as_str(), "2001:db8::1");
        let long = "2001:0db8:85a3:1111:2222:8a2e:3370:7334";
        assert!(matches!(long.parse::<Ip<32>>(), Err(ValueError::TooLong { max: 32, .. })));
        assert_eq!("localhost".parse::<Ip<32>>(), Err(ValueError::NotAnIp));
    }
}
