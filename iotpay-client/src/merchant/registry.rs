//! Several merchants in one process.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use super::Merchant;
use super::error::{ConfigError, ConfigProblem};
use crate::credentials::{Credentials, MerchantKey, VerificationKey};
use crate::notification::{
    Notification, NotificationError, NotificationReceiver, NotificationRequest, ReceivedNotification,
};
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
    nobody: Option<Credentials>,
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
        let nobody = nobody(keys.max().unwrap_or_default());
        if problems.is_empty() { Ok(Self { by_id, nobody }) } else { Err(ConfigError::new(problems)) }
    }

    /// Returns the merchant with the merchant id.
    pub fn get(&self, mch_id: &str) -> Option<&Merchant> {
        self.by_id.get(mch_id)
    }

    /// Returns all merchants, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Merchant> {
        self.by_id.values()
    }

    /// Finds the merchant of a notification, and verifies and decodes it with the key of this merchant; see
    /// [`NotificationReceiver::receive`].
    ///
    /// A notification of an unknown merchant is verified with a key that nobody has, so that it takes as long as that
    /// of a known merchant and has the same error: the response does not tell which merchants exist.
    ///
    /// # Errors
    ///
    /// Returns [`NotificationError`] if the notification is invalid or cannot be verified. A notification without a
    /// merchant id cannot be verified: use a URL for each merchant, and [`Merchant::receiver`].
    pub fn receive<N: Notification>(
        &self,
        incoming: NotificationRequest<'_>,
    ) -> Result<(&Merchant, ReceivedNotification<N>), NotificationError> {
        let message = NotificationReceiver::<N::Family>::read(incoming)?;
        let merchant = message.mch_id(N::Family::SPEC).and_then(|mch_id| self.by_id.get(mch_id));
        let receiver: NotificationReceiver<N::Family> = match (merchant, &self.nobody) {
            (Some(merchant), _) => merchant.receiver(),
            (None, Some(nobody)) => NotificationReceiver::new(nobody.clone()),
            (None, None) => return Err(NotificationError::WrongMerchant),
        };
        let received = receiver.receive_found(incoming, message)?;
        // Nobody has the key of an unknown merchant, so that this is not reached without a merchant.
        merchant.map(|merchant| (merchant, received)).ok_or(NotificationError::WrongMerchant)
    }
}

impl fmt::Debug for Merchants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_id.keys()).finish()
    }
}

/// Returns the credentials of a merchant that does not exist, with random keys.
fn nobody(verification_keys: usize) -> Option<Credentials> {
    let random = || [(); 4].map(|()| format!("{:016x}", RandomState::new().hash_one(0))).concat();
    let mut builder = Credentials::builder().mch_id("nobody").merchant_key(random());
    for at in 0..verification_keys {
        builder = builder.verification_key(VerificationKey::new(format!("{at}"), MerchantKey::new(&random()).ok()?));
    }
    builder.build().ok()
}
