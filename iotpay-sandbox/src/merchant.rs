//! The merchants of the sandbox.

use std::fmt;
use std::str::FromStr;

use iotpay_client::{MerchantKey, ValidationError};

/// A merchant of the sandbox, with its credentials.
#[derive(Debug, Clone)]
pub struct Merchant {
    pub(crate) mch_id: String,
    pub(crate) login_name: String,
    pub(crate) key: MerchantKey,
}

impl Merchant {
    /// Creates a merchant. Use a fictitious key.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if a part is empty, too long or contains invalid characters.
    pub fn new(mch_id: &str, login_name: &str, merchant_key: &str) -> Result<Self, ValidationError> {
        let credentials = iotpay_client::Credentials::builder()
            .mch_id(mch_id)
            .login_name(login_name)
            .merchant_key(merchant_key)
            .build()?;
        Ok(Self { mch_id: mch_id.to_owned(), login_name: login_name.to_owned(), key: credentials.key().clone() })
    }

    /// Returns the merchant id.
    pub fn mch_id(&self) -> &str {
        &self.mch_id
    }

    /// Returns the login name.
    pub fn login_name(&self) -> &str {
        &self.login_name
    }
}

/// Parses `MERCHANT_ID:LOGIN_NAME:KEY`, as the option `--merchant` of the program. The key may contain colons.
///
/// ```
/// let merchant: iotpay_sandbox::Merchant = "10000701:jack123:made-up-key".parse()?;
/// assert_eq!(merchant.mch_id(), "10000701");
/// # Ok::<(), iotpay_sandbox::ParseMerchantError>(())
/// ```
impl FromStr for Merchant {
    type Err = ParseMerchantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':');
        let (Some(mch_id), Some(login_name), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(ParseMerchantError(None));
        };
        Self::new(mch_id, login_name, key).map_err(|error| ParseMerchantError(Some(error)))
    }
}

/// The error of parsing a merchant. It does not contain the text, which may contain a key.
#[derive(Debug, Clone)]
pub struct ParseMerchantError(Option<ValidationError>);

impl fmt::Display for ParseMerchantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("expected `MERCHANT_ID:LOGIN_NAME:KEY`"),
            Some(_) => f.write_str("invalid credentials"),
        }
    }
}

impl std::error::Error for ParseMerchantError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.as_ref().map(|error| error as _)
    }
}

/// The merchants by their merchant id; at least one.
#[derive(Debug)]
pub(crate) struct Merchants {
    first: Merchant,
    others: Vec<Merchant>,
}

impl Merchants {
    /// A later merchant with the same id replaces an earlier one.
    pub(crate) fn new(first: Merchant, others: impl IntoIterator<Item = Merchant>) -> Self {
        let mut merchants = Self { first, others: Vec::new() };
        for merchant in others {
            if merchant.mch_id == merchants.first.mch_id {
                merchants.first = merchant;
            } else {
                merchants.others.retain(|known| known.mch_id != merchant.mch_id);
                merchants.others.push(merchant);
            }
        }
        merchants
    }

    pub(crate) fn first(&self) -> &Merchant {
        &self.first
    }

    pub(crate) fn get(&self, mch_id: &str) -> Option<&Merchant> {
        self.iter().find(|merchant| merchant.mch_id == mch_id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Merchant> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_credentials() {
        let merchant: Merchant = "1:login:a:b".parse().unwrap();
        assert_eq!((merchant.mch_id(), merchant.login_name()), ("1", "login"));
        assert_eq!(merchant.key, MerchantKey::new("a:b").unwrap());
        for text in ["", "1", "1:login", "1::key", ":login:key", "1:login:"] {
            assert!(text.parse::<Merchant>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_later_merchant_replaces_one_with_the_same_id() {
        let merchant = |text: &str| text.parse::<Merchant>().unwrap();
        let merchants = Merchants::new(merchant("1:a:k"), ["2:b:k", "1:c:k", "2:d:k"].map(merchant));
        let logins: Vec<_> = merchants.iter().map(Merchant::login_name).collect();
        assert_eq!(logins, ["c", "d"]);
        assert_eq!(merchants.get("2").map(Merchant::login_name), Some("d"));
        assert!(merchants.get("3").is_none());
    }
}
