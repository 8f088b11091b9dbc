//! Several merchants in one process.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::Merchant;
use super::error::{ConfigError, ConfigProblem};
use crate::audit::Audit;
use crate::credentials::Credentials;
use crate::notification::{
    Notification, NotificationError, NotificationReceiver, NotificationRequest, ReceivedNotification,
};
use crate::observe::Observer;
use crate::spec::Family as _;

/// Several merchants, by their merchant id. Clones are cheap for the connections, and copy the table.
///
/// ```
/// use iotpay_client::client::Connections;
/// use iotpay_client::general;
/// use iotpay_client::merchant::{Merchant, Merchants};
/// use iotpay_client::notification::{NotificationRequest, ReceivedNotification};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connections = Connections::new()?;
/// let merchant = |mch_id: &str, key: &str| {
///     Merchant::builder().mch_id(mch_id).merchant_key(key).connections(connections.clone()).build()
/// };
/// let merchants = Merchants::new([merchant("10000701", "k")?, merchant("10000702", "made-up-key")?])?;
/// let wallets: general::Client = merchants.get("10000702").ok_or("unknown merchant")?.client()?;
///
/// // The HTTP request that the web server received:
/// let incoming = NotificationRequest {
///     method: "POST",
///     query: "payOrderId=P1&mchId=10000701&mchOrderNo=m1&currency=CAD&amount=100&status=2\
///             &backType=2&param2=&sign=F9E9FDC4C5F35AFA5616841C42B38F36",
///     content_type: None,
///     body: b"",
/// };
/// let (merchant, notification) = merchants.receive::<general::OrderNotification>(incoming)?;
/// assert_eq!(merchant.mch_id(), "10000701");
/// assert!(matches!(notification, ReceivedNotification::Server(it) if it.status.outcome().is_paid()));
/// # let _ = wallets;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Merchants {
    by_id: HashMap<String, Merchant>,
    /// A merchant that does not exist, for notifications of unknown merchants.
    nobody: Option<Arc<Credentials>>,
    /// How often a signature that does not match is verified, for every merchant.
    passes: usize,
    ignored: Arc<Vec<String>>,
    observer: Observer,
}

impl Merchants {
    /// Creates a registry.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if two merchants have the same merchant id.
    pub fn new(merchants: impl IntoIterator<Item = Merchant>) -> Result<Self, ConfigError> {
        let (mut by_id, mut problems) = (HashMap::new(), Vec::new());
        for merchant in merchants {
            let mch_id = merchant.mch_id().to_owned();
            if by_id.insert(mch_id.clone(), merchant).is_some() {
                problems.push(ConfigProblem::DuplicateMerchant { mch_id });
            }
        }
        let keys = by_id.values().map(|merchant: &Merchant| merchant.credentials().verification_keys().len());
        let passes = 1 + keys.max().unwrap_or_default();
        if !problems.is_empty() {
            return Err(ConfigError::new(problems));
        }
        let nobody = nobody().map(Arc::new);
        Ok(Self { by_id, nobody, passes, ignored: Arc::default(), observer: Observer::default() })
    }

    /// Sets the hook that is called for each notification, also for those of unknown merchants. See
    /// [`audit`](crate::audit). The hooks of the merchants are not called.
    #[must_use]
    pub fn audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.observer = Observer::default().with_audit(audit);
        self
    }

    /// Ignores a parameter that IOTPay does not send, such as one added by a web framework.
    #[must_use]
    pub fn ignore_parameter(mut self, parameter: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.ignored).push(parameter.into());
        self
    }

    /// Returns the merchant with the merchant id.
    pub fn get(&self, mch_id: &str) -> Option<&Merchant> {
        self.by_id.get(mch_id)
    }

    /// Returns the number of merchants.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Returns `true` if there are no merchants.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Returns all merchants, in any order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Merchant> {
        self.into_iter()
    }

    /// Finds the merchant of a notification, and verifies and decodes it with the key of this merchant; see
    /// [`NotificationReceiver::receive`].
    ///
    /// A notification for an unknown merchant is verified with a random key. An invalid signature is checked the same number
    /// of times for every merchant, known or not, and causes the same error. Therefore, neither the response nor its time
    /// reveals which merchants exist. For the same reason, only the hook of the registry is called.
    ///
    /// # Errors
    ///
    /// Returns [`NotificationError`] if the notification is invalid or cannot be verified. A notification without a
    /// merchant id cannot be verified: use a URL for each merchant, and [`Merchant::receiver`].
    pub fn receive<N: Notification>(
        &self,
        incoming: NotificationRequest<'_>,
    ) -> Result<(&Merchant, ReceivedNotification<N>), NotificationError> {
        let mut found = None;
        let received = self.observer.check(incoming, || {
            let message = NotificationReceiver::<N::Family>::read(incoming)?;
            found = message.mch_id(N::Family::SPEC).and_then(|mch_id| self.by_id.get(mch_id));
            let credentials = self.credentials_of(found).ok_or(NotificationError::WrongMerchant)?;
            let (credentials, ignored) = (Arc::clone(credentials), Arc::clone(&self.ignored));
            NotificationReceiver::<N::Family>::shared(credentials, ignored, self.passes)
                .receive_read(message, incoming.method)
        })?;
        // No signature matches the random key, so a received notification always has a merchant.
        found.map(|merchant| (merchant, received)).ok_or(NotificationError::WrongMerchant)
    }

    fn credentials_of<'a>(&'a self, found: Option<&'a Merchant>) -> Option<&'a Arc<Credentials>> {
        found.map(|merchant| &merchant.0.credentials).or(self.nobody.as_ref())
    }
}

impl<'a> IntoIterator for &'a Merchants {
    type Item = &'a Merchant;
    type IntoIter = std::collections::hash_map::Values<'a, String, Merchant>;

    fn into_iter(self) -> Self::IntoIter {
        self.by_id.values()
    }
}

impl fmt::Debug for Merchants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_id.keys()).finish()
    }
}

/// Returns the credentials of a merchant that does not exist, with a random key.
fn nobody() -> Option<Credentials> {
    let random = [(); 4].map(|()| format!("{:016x}", RandomState::new().hash_one(0))).concat();
    Credentials::builder().mch_id("nobody").merchant_key(random).build().ok()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::SystemTime;

    use super::*;
    use crate::credentials::{MerchantKey, VerificationKey};
    use crate::incoming::Fields;
    use crate::merchant::MerchantBuilder;
    use crate::signing::Verification;

    fn merchant(mch_id: &str, keys: usize) -> Merchant {
        let builder = Merchant::builder().mch_id(mch_id).merchant_key("made-up-key");
        let key = |at: usize| VerificationKey::new(at.to_string(), MerchantKey::new("made-up").unwrap()).unwrap();
        // Every other key is no longer valid.
        let keys = (0..keys).map(|at| if at % 2 == 0 { key(at) } else { key(at).valid_until(SystemTime::UNIX_EPOCH) });
        keys.fold(builder, MerchantBuilder::verification_key).build().unwrap()
    }

    #[test]
    fn a_forged_signature_is_verified_equally_often_for_every_merchant() {
        let merchants = Merchants::new([merchant("0", 0), merchant("1", 1), merchant("4", 4)]).unwrap();
        for mch_id in ["0", "1", "4", "unknown"] {
            let credentials = merchants.credentials_of(merchants.get(mch_id)).unwrap();
            let passes = Cell::new(0);
            let mut fields = Fields::from_form(b"sign=00").unwrap();
            let (_, key) = credentials.verify(&mut fields, merchants.passes, |_, _| {
                passes.set(passes.get() + 1);
                Verification::Mismatch
            });
            assert_eq!((passes.get(), key), (5, None), "{mch_id}");
        }
    }
}
