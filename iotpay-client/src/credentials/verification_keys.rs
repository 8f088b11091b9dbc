//! Additional keys for verification, while the merchant key is being replaced.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Credentials, MerchantKey};
use crate::clock::Clock;
use crate::incoming::Fields;
use crate::signing::Verification;
use crate::value::{Text, ValueError};

/// A key that verifies signatures in addition to the merchant key, for a limited time: the earlier merchant key after
/// a replacement, or the next one before it. The client never signs with it.
///
/// When IOTPay replaces the key, notifications that it has signed with the earlier key may still be on their way, or
/// may be sent again. Without the earlier key, they would look forged.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use iotpay_client::credentials::VerificationKey;
/// use iotpay_client::{Credentials, MerchantKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (read_secret, replaced_at) = (|_: &str| "made-up-key", SystemTime::now());
/// let earlier = VerificationKey::new("2025", MerchantKey::new(read_secret("iotpay-key-2025"))?)?
///     .valid_until(replaced_at + Duration::from_secs(7 * 24 * 60 * 60));
/// let credentials = Credentials::builder()
///     .mch_id("10000701")
///     .login_name("jack123")
///     .merchant_key(read_secret("iotpay-key-2026"))
///     .verification_key(earlier)
///     .build()?;
/// # assert_eq!(credentials.verification_keys()[0].name(), "2025");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationKey {
    name: Arc<str>,
    key: MerchantKey,
    from: Option<SystemTime>,
    until: Option<SystemTime>,
}

impl VerificationKey {
    /// Creates a key that is always valid. The name identifies the key in logs and metrics, so it must not contain any
    /// part of the key.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the name is empty or blank, contains a control character, has more than 64 characters, or is
    /// `current`, the name of the merchant key in logs and metrics.
    pub fn new(name: impl Into<String>, key: MerchantKey) -> Result<Self, ValueError> {
        let name = name.into();
        check_name(&name)?;
        Ok(Self { name: Arc::from(name), key, from: None, until: None })
    }

    /// Sets the time before which the key does not verify.
    #[must_use]
    pub fn valid_from(mut self, time: SystemTime) -> Self {
        self.from = Some(time);
        self
    }

    /// Sets the time from which on the key no longer verifies.
    #[must_use]
    pub fn valid_until(mut self, time: SystemTime) -> Self {
        self.until = Some(time);
        self
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn key(&self) -> &MerchantKey {
        &self.key
    }

    /// Returns `true` if the key verifies at the time.
    pub fn is_valid_at(&self, time: SystemTime) -> bool {
        self.from.is_none_or(|from| from <= time) && self.until.is_none_or(|until| time < until)
    }
}

/// The maximum length of a name. It is the value of a label.
const LONGEST_NAME: u32 = 64;

fn check_name(name: &str) -> Result<(), ValueError> {
    Text::<LONGEST_NAME>::new(name)?;
    if name == MatchedKey::Current.name() { Err(ValueError::Duplicate) } else { Ok(()) }
}

/// The key that matches the signature of a received message. Count it in your metrics: when no more messages match an
/// earlier key, you can remove it.
///
/// ```
/// use iotpay_client::credentials::MatchedKey;
/// use iotpay_client::{Verified, general};
///
/// /// Counts the notifications of each key.
/// fn count(notification: &Verified<general::OrderNotification>) -> String {
///     match notification.matched_key() {
///         MatchedKey::Current => "notifications_with_current_key".to_owned(),
///         earlier => format!("notifications_with_key_{}", earlier.name()),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MatchedKey {
    /// The merchant key.
    Current,
    /// The [`VerificationKey`] with this name.
    Other(Arc<str>),
}

impl MatchedKey {
    /// Returns the name: `current` for the merchant key.
    pub fn name(&self) -> &str {
        match self {
            Self::Current => "current",
            Self::Other(name) => name,
        }
    }
}

/// Displays the name.
impl fmt::Display for MatchedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The additional keys of a merchant, and the clock that decides which ones are valid.
#[derive(Debug, Clone, Default)]
pub(super) struct VerificationKeys {
    pub(super) keys: Vec<VerificationKey>,
    pub(super) clock: Clock,
}

impl VerificationKeys {
    /// Returns the keys if each has a name of its own.
    pub(super) fn with_distinct_names(self) -> Result<Self, ValueError> {
        let mut names = Vec::new();
        for key in &self.keys {
            if names.contains(&key.name()) {
                return Err(ValueError::Duplicate);
            }
            names.push(key.name());
        }
        Ok(self)
    }
}

/// Compares the keys. A clock has no value.
impl PartialEq for VerificationKeys {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl Eq for VerificationKeys {}

impl Credentials {
    /// Verifies a message with the merchant key and, if it does not match, with the other keys that are valid now.
    /// Also returns the key that matches.
    ///
    /// A message that matches no key is verified at least `passes` times, so that the time does not tell how many keys
    /// there are.
    pub(crate) fn verify(
        &self,
        fields: &mut Fields,
        passes: usize,
        verify: impl Fn(&mut Fields, &MerchantKey) -> Verification,
    ) -> (Verification, Option<MatchedKey>) {
        let with_current = verify(fields, &self.key);
        if matches(&with_current) {
            return (with_current, Some(MatchedKey::Current));
        }
        let mut done = 1;
        let is_signed = with_current != Verification::Unsigned;
        if is_signed && !self.others.keys.is_empty() {
            let now = self.others.clock.now();
            for other in self.others.keys.iter().filter(|other| other.is_valid_at(now)) {
                done += 1;
                let verification = verify(fields, &other.key);
                if matches(&verification) {
                    return (verification, Some(MatchedKey::Other(Arc::clone(&other.name))));
                }
            }
        }
        if is_signed {
            for _ in done..passes {
                std::hint::black_box(verify(fields, &self.key));
            }
        }
        (with_current, None)
    }
}

/// Returns `true` if the signature was made with the key.
fn matches(verification: &Verification) -> bool {
    match verification {
        Verification::Verified { .. } | Verification::Ambiguous => true,
        Verification::Unsigned | Verification::Unverifiable | Verification::Mismatch => false,
    }
}
