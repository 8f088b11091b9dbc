//! The merchant of the sandbox.

use iotpay_client::{MerchantKey, ValidationError};

/// The merchant of the sandbox.
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
}
