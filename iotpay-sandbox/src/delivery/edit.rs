//! Changes that a test makes to a notification.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A change to the next notification: another value of a field, or a wrong signature.
///
/// ```
/// use iotpay_sandbox::{NotificationEdit, SignatureEdit};
///
/// // A correctly signed notification of another amount.
/// let other_amount = NotificationEdit::new().field("amount", "1");
/// let forged = NotificationEdit::new().field("amount", "1").signature(SignatureEdit::Wrong);
/// assert_ne!(other_amount, forged);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotificationEdit {
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) signature: SignatureEdit,
}

/// The signature of an edited notification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureEdit {
    /// The signature of the edited fields.
    #[default]
    Correct,
    /// The signature of another message.
    Wrong,
    /// No signature.
    Missing,
}

impl NotificationEdit {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of a field, by its wire name. An empty value stays in a query, and is not signed.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }

    /// Sets how the notification is signed.
    #[must_use]
    pub fn signature(mut self, signature: SignatureEdit) -> Self {
        self.signature = signature;
        self
    }
}
