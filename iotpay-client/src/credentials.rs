//! Who the merchant is.

use std::fmt;

use zeroize::Zeroizing;

use crate::check::{Invalid, Violation};
use crate::signing::Account;
use crate::value::{Text, ValueError};

/// The merchant key. It signs and is never sent; it is not shown and is wiped when dropped.
#[derive(Clone)]
pub struct MerchantKey(Zeroizing<Box<str>>);

impl MerchantKey {
    /// Checks a key.
    pub fn new(key: &str) -> Result<Self, ValueError> {
        if key.is_empty() { Err(ValueError::Empty) } else { Ok(Self(Zeroizing::new(key.into()))) }
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MerchantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[merchant key]")
    }
}

/// What IOTPay gave the merchant: merchant id, login name and merchant key.
#[derive(Debug, Clone)]
pub struct Credentials {
    mch_id: Text<30>,
    login_name: Text<50>,
    key: MerchantKey,
}

impl Credentials {
    /// Checks credentials.
    ///
    /// # Errors
    ///
    /// [`Invalid`] with each part that is empty or too long. The merchant key is never shown.
    pub fn new(mch_id: &str, login_name: &str, merchant_key: &str) -> Result<Self, Invalid> {
        let mut violations = Vec::new();
        let mch_id = keep(&mut violations, "merchant id", Text::new(mch_id));
        let login_name = keep(&mut violations, "login name", Text::new(login_name));
        let key = keep(&mut violations, "merchant key", MerchantKey::new(merchant_key));
        match (mch_id, login_name, key) {
            (Some(mch_id), Some(login_name), Some(key)) => Ok(Self { mch_id, login_name, key }),
            _ => Err(Invalid::new(violations)),
        }
    }

    /// The part that is sent along with requests.
    pub fn account(&self) -> Account<'_> {
        Account { mch_id: self.mch_id.as_str(), login_name: self.login_name.as_str() }
    }

    /// The key that signs.
    pub fn key(&self) -> &MerchantKey {
        &self.key
    }
}

fn keep<T>(violations: &mut Vec<Violation>, field: &'static str, value: Result<T, ValueError>) -> Option<T> {
    value.map_err(|error| violations.push(Violation { field, error, page: None })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_does_not_show() {
        let credentials = Credentials::new("10000701", "jack123", "made-up-key").unwrap();
        assert!(!format!("{credentials:?}").contains("made-up-key"));
    }

    #[test]
    fn all_parts_are_checked_together() {
        let invalid = Credentials::new("", &"x".repeat(51), "").unwrap_err();
        let fields: Vec<_> = invalid.violations().iter().map(|violation| violation.field).collect();
        assert_eq!(fields, ["merchant id", "login name", "merchant key"]);
    }
}
