//! The merchant's credentials: the merchant id, the login name and the merchant key.

mod verification_keys;

use std::fmt;

use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::outgoing::ZeroizingString;
use crate::signing::Account;
use crate::validation::{ValidationError, Violation};
use crate::value::{Text, ValueError, check_credential, secret_traits};

use verification_keys::VerificationKeys;
pub use verification_keys::{MatchedKey, VerificationKey};

/// The merchant key, which the client uses to sign requests and verify signatures. The key is never sent or displayed,
/// and it is wiped from memory when dropped.
///
/// ```
/// use iotpay_client::MerchantKey;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let key = MerchantKey::new("made-up-key")?;
/// assert_eq!(format!("{key:?}"), "[merchant key]");
/// // Text that was read from a file:
/// let error = MerchantKey::new("made-up-key\n").unwrap_err();
/// assert!(error.to_string().starts_with("ends with a line ending (U+000A)"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MerchantKey(Zeroizing<Box<str>>);

impl MerchantKey {
    /// Creates a key. The key must not contain whitespace, line endings, byte order marks or other invisible
    /// characters. With such a key, the gateway would reject every request, and no notification could be verified.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the key is invalid. The error shows the invalid character, but no other part of
    /// the key.
    pub fn new(key: &str) -> Result<Self, ValueError> {
        check_credential(key, u32::MAX)?;
        Ok(Self(Zeroizing::new(key.into())))
    }

    /// Creates a key with any characters, such as those of a wrong key.
    pub(crate) fn unchecked(key: &str) -> Self {
        Self(Zeroizing::new(key.into()))
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

secret_traits!(MerchantKey);

/// The three credentials that IOTPay issues to a merchant: merchant id, login name and merchant key.
///
/// The login name can be omitted for API families whose requests do not contain it. A request that needs it is then
/// invalid, and is not sent.
///
/// ```
/// use iotpay_client::Credentials;
///
/// # fn main() -> Result<(), iotpay_client::ValidationError> {
/// # let read_secret = |_: &str| String::from("made-up-key");
/// let key: String = read_secret("iotpay-merchant-key");
/// let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(key).build()?;
/// # assert_eq!(credentials.account().mch_id, "10000701");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    mch_id: Text<30>,
    login_name: Option<Text<50>>,
    key: MerchantKey,
    others: VerificationKeys,
}

impl Credentials {
    /// Returns a builder for credentials. Set the merchant id and the merchant key, and the login name if you have one.
    pub fn builder() -> CredentialsBuilder {
        CredentialsBuilder::default()
    }

    /// Returns the merchant id and the login name, which are sent with requests. Without a login name, it is empty.
    pub fn account(&self) -> Account<'_> {
        Account { mch_id: self.mch_id.as_str(), login_name: self.login_name.as_ref().map_or("", Text::as_str) }
    }

    /// Returns the merchant key.
    pub fn key(&self) -> &MerchantKey {
        &self.key
    }

    /// Returns the keys that verify signatures in addition to the merchant key, whether or not they are valid now.
    pub fn verification_keys(&self) -> &[VerificationKey] {
        &self.others.keys
    }
}

/// Builds [`Credentials`] from their three parts, each set by name. `Debug` hides the merchant key.
///
/// ```
/// use iotpay_client::Credentials;
///
/// let error = Credentials::builder().mch_id("1000 0701").login_name("jack123").build().unwrap_err();
/// for violation in error.violations() {
///     eprintln!("{}: {}", violation.field, violation.error);
/// }
/// assert_eq!(error.violations().len(), 2, "a space in the merchant id, and no merchant key");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "call `build`"]
pub struct CredentialsBuilder {
    mch_id: String,
    login_name: Option<String>,
    key: ZeroizingString,
    others: VerificationKeys,
}

impl CredentialsBuilder {
    /// Sets the merchant id, of at most 30 characters.
    pub fn mch_id(mut self, mch_id: impl Into<String>) -> Self {
        self.mch_id = mch_id.into();
        self
    }

    /// Sets the login name, of at most 50 characters. Some requests accept fewer characters; for example, refunds in
    /// the family `general` accept at most 32. A login name that is missing or too long is reported when you send such a
    /// request.
    pub fn login_name(mut self, login_name: impl Into<String>) -> Self {
        self.login_name = Some(login_name.into());
        self
    }

    /// Sets the merchant key. If you pass a `String`, it is wiped from memory. If you pass another type, only
    /// the client's copy is wiped.
    pub fn merchant_key(mut self, merchant_key: impl Into<String>) -> Self {
        self.key = merchant_key.into().into();
        self
    }

    /// Adds a key that verifies signatures while the merchant key is being replaced. The merchant key is tried first,
    /// and then these keys in the order in which they are added.
    ///
    /// ```
    /// # use iotpay_client::{Credentials, MerchantKey};
    /// use iotpay_client::credentials::VerificationKey;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let read_secret = |_: &str| "made-up-key";
    /// // IOTPay has announced the next key. It may begin to use it before you do.
    /// let next = VerificationKey::new("2027", MerchantKey::new(read_secret("iotpay-key-2027"))?)?;
    /// let key = read_secret("iotpay-key-2026");
    /// let credentials = Credentials::builder().mch_id("10000701").merchant_key(key).verification_key(next).build()?;
    /// # assert_eq!(credentials.verification_keys().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn verification_key(mut self, key: VerificationKey) -> Self {
        self.others.keys.push(key);
        self
    }

    /// Sets the clock that decides which verification keys are valid. The default is the clock of the system.
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # use iotpay_client::{Credentials, MerchantKey, credentials::VerificationKey};
    /// use iotpay_client::clock::Clock;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (now, week) = (SystemTime::now(), Duration::from_secs(7 * 24 * 60 * 60));
    /// # let earlier = VerificationKey::new("2025", MerchantKey::new("earlier-key")?)?.valid_until(now + week);
    /// # let builder = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").verification_key(earlier);
    /// // In a test: two weeks from now, the earlier key no longer verifies.
    /// let credentials = builder.clock(Clock::fixed(now + 2 * week)).build()?;
    /// # assert!(!credentials.verification_keys()[0].is_valid_at(now + 2 * week));
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, clock: Clock) -> Self {
        self.others.clock = clock;
        self
    }

    /// Builds the credentials.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if the merchant id or the merchant key is missing, or if a part is empty or too long,
    /// or contains whitespace or an invisible character, such as a line ending or a byte order mark from a file. It also
    /// does so if two verification keys have the same name. The error reports all invalid parts, but it never displays a
    /// key.
    pub fn build(self) -> Result<Credentials, ValidationError> {
        let mut violations = Vec::new();
        let mch_id = keep(&mut violations, "merchant id", part(&self.mch_id));
        let login_name = self.login_name.as_deref().map(part).transpose();
        let login_name = keep(&mut violations, "login name", login_name);
        let key = keep(&mut violations, "merchant key", MerchantKey::new(&self.key));
        let others = keep(&mut violations, "verification key", self.others.with_distinct_names());
        match (mch_id, login_name, key, others) {
            (Some(mch_id), Some(login_name), Some(key), Some(others)) => {
                Ok(Credentials { mch_id, login_name, key, others })
            }
            _ => Err(ValidationError::for_credentials(violations)),
        }
    }
}

fn part<const MAX: u32>(value: &str) -> Result<Text<MAX>, ValueError> {
    check_credential(value, MAX)?;
    Text::new(value)
}

fn keep<T>(violations: &mut Vec<Violation>, field: &'static str, value: Result<T, ValueError>) -> Option<T> {
    value.map_err(|error| violations.push(Violation::new(field, error, None))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_the_key_in_debug() {
        let credentials = Credentials::builder()
            .mch_id("10000701")
            .login_name("jack123")
            .merchant_key("made-up-key")
            .build()
            .unwrap();
        assert!(!format!("{credentials:?}").contains("made-up-key"));
    }

    #[test]
    fn hides_the_key_of_a_builder() {
        let builder = Credentials::builder().mch_id("10000701").merchant_key("made-up-key");
        let shown = format!("{builder:?}");
        assert!(shown.contains("10000701") && !shown.contains("made-up-key"), "{shown}");
        assert!(!builder.login_name("").build().unwrap_err().to_string().contains("made-up-key"));
    }

    #[test]
    fn missing_parts_are_invalid() {
        let missing = Credentials::builder().build().unwrap_err();
        assert_eq!(missing.violations().len(), 2);
        let missing = Credentials::builder().login_name("jack123").merchant_key("k").build().unwrap_err();
        assert_eq!(
            missing.to_string(),
            "the credentials are invalid: `merchant id` is empty; at least 1 character is required"
        );
    }

    #[test]
    fn the_login_name_is_optional() {
        let credentials = Credentials::builder().mch_id("10000701").merchant_key("k").build().unwrap();
        assert_eq!(credentials.account().login_name, "");
        let empty = Credentials::builder().mch_id("10000701").login_name("").merchant_key("k").build();
        assert_eq!(empty.unwrap_err().violations()[0].field, "login name");
    }

    #[test]
    fn parts_are_anything_that_converts_to_a_string() {
        let by_name = |key: String| {
            let mch_id: Box<str> = "10000701".into();
            let name = std::borrow::Cow::Borrowed("jack123");
            Credentials::builder().mch_id(mch_id).login_name(name).merchant_key(key).build().unwrap()
        };
        assert_eq!(by_name("k".to_owned()), by_name("k".to_owned()));
        assert_ne!(by_name("k".to_owned()), by_name("l".to_owned()));
    }

    #[test]
    fn reports_all_invalid_parts() {
        let invalid =
            Credentials::builder().mch_id("").login_name("x".repeat(51)).merchant_key("").build().unwrap_err();
        let fields: Vec<_> = invalid.violations().iter().map(|violation| violation.field).collect();
        assert_eq!(fields, ["merchant id", "login name", "merchant key"]);
        assert!(invalid.to_string().starts_with("the credentials are invalid: `merchant id` "), "{invalid}");
    }

    /// Invisible characters that are common in keys read from files or copied.
    const UNSEEN: [&str; 24] = [
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\0",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{ad}",
        "\u{180e}",
        "\u{200b}",
        "\u{200d}",
        "\u{200e}",
        "\u{2028}",
        "\u{202c}",
        "\u{2060}",
        "\u{3000}",
        "\u{3164}",
        "\u{fe0f}",
        "\u{feff}",
        "\u{fff9}",
        "\u{e0001}",
    ];

    #[test]
    fn rejects_invisible_characters_in_each_part() {
        for unseen in UNSEEN {
            for around in [["", unseen, ""], [unseen, "", ""], ["", "", unseen], [unseen, "", unseen]] {
                let with = |text: &str| {
                    let (first, rest) = text.split_at(4);
                    [around[0], first, around[1], rest, around[2]].concat()
                };
                let invalid = Credentials::builder()
                    .mch_id(with("10000701"))
                    .login_name(with("jack123"))
                    .merchant_key(with("made-up-key"))
                    .build()
                    .unwrap_err();
                assert_eq!(invalid.violations().len(), 3, "{around:?}");
                let shown = format!("{invalid} {invalid:?} {:?}", MerchantKey::new(&with("made-up-key")));
                assert!(!["made", "10000", "jack"].iter().any(|secret| shown.contains(secret)), "{shown}");
            }
            let invalid =
                Credentials::builder().mch_id(unseen).login_name(unseen).merchant_key(unseen).build().unwrap_err();
            assert!(invalid.violations().iter().all(|it| it.error == ValueError::Blank), "{unseen:?} {invalid}");
        }
        assert!(
            Credentials::builder()
                .mch_id("10000701")
                .login_name("shop+1@example.com")
                .merchant_key("a&b=c/茶")
                .build()
                .is_ok()
        );
    }

    #[test]
    fn names_the_likely_cause() {
        let message = |key| MerchantKey::new(key).unwrap_err().to_string();
        let file = ", which is common in text read from a file; remove it";
        assert_eq!(message("made-up-key\r\n"), format!("ends with a line ending (U+000A){file}"));
        assert_eq!(message("made-up-key "), format!("ends with whitespace (U+0020){file}"));
        assert_eq!(message("\u{feff}made-up-key\n"), format!("begins with a byte order mark (U+FEFF){file}"));
        assert_eq!(
            message("made-up\u{200b}-key"),
            "contains an invisible character (U+200B), which is common in text copied from a page or document; remove it"
        );
        assert_eq!(message(" "), "is blank; at least 1 visible character is required");
    }
}
