//! Builds the credentials of a merchant, and reports all problems.

use super::builder::MerchantBuilder;
use super::key_source::KeySource;
use super::variables;
use crate::credentials::{Credentials, MerchantKey, VerificationKey};
use crate::outgoing::ZeroizingString;

/// The name of the key from `IOTPAY_PREVIOUS_KEY`.
const PREVIOUS: &str = "previous";

impl MerchantBuilder {
    pub(super) fn credentials(&mut self) -> Option<Credentials> {
        let source = self.key.take();
        let key = self.read_key(source.as_ref(), variables::KEYS);
        if source.is_none() {
            self.missing(variables::KEYS.join(" or "));
        }
        let mut builder = Credentials::builder().mch_id(self.mch_id.clone()).clock(self.clock.clone());
        if let Some(login_name) = &self.login_name {
            builder = builder.login_name(login_name.clone());
        }
        if let Some(key) = &key {
            builder = builder.merchant_key(key.to_string());
        }
        let previous = self.previous_key();
        for other in std::mem::take(&mut self.verification_keys).into_iter().chain(previous) {
            builder = builder.verification_key(other);
        }
        let invalid = match builder.build() {
            Ok(credentials) => return Some(credentials).filter(|_| key.is_some()),
            Err(invalid) => invalid,
        };
        for violation in invalid.violations() {
            let reason = violation.error.to_string();
            match violation.field {
                "merchant id" if self.mch_id.is_empty() => self.missing(variables::MCH_ID),
                "merchant id" => self.invalid(variables::MCH_ID, reason),
                "login name" => self.invalid(variables::LOGIN_NAME, reason),
                // A missing or unreadable key is already reported.
                "merchant key" if key.is_none() => {}
                "merchant key" => {
                    let setting = source.as_ref().map_or(variables::KEY, |source| source.setting(variables::KEYS));
                    self.invalid(setting, reason);
                }
                other => self.invalid(&format!("the {other}"), reason),
            }
        }
        None
    }

    /// Returns the key that was valid before, or reports why it is invalid.
    fn previous_key(&mut self) -> Option<VerificationKey> {
        let Some(source) = self.previous_key.take() else {
            if self.previous_key_until.is_some() {
                self.missing(variables::PREVIOUS_KEYS.join(" or "));
            }
            return None;
        };
        let text = self.read_key(Some(&source), variables::PREVIOUS_KEYS)?;
        match MerchantKey::new(&text).and_then(|key| VerificationKey::new(PREVIOUS, key)) {
            Ok(key) => Some(self.previous_key_until.into_iter().fold(key, VerificationKey::valid_until)),
            Err(error) => {
                self.invalid(source.setting(variables::PREVIOUS_KEYS), error.to_string());
                None
            }
        }
    }

    /// Returns a key, or reports why its file cannot be read.
    fn read_key(&mut self, source: Option<&KeySource>, settings: [&str; 2]) -> Option<ZeroizingString> {
        let source = source?;
        source.read().map_err(|error| self.unreadable(source.setting(settings), error.kind())).ok()
    }
}
