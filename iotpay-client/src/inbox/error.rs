//! The errors of an inbox.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// An error of an [`Inbox`](super::Inbox).
///
/// ```
/// use std::error::Error as _;
///
/// use iotpay_client::inbox::InboxError;
///
/// let error = InboxError::storage("the disk is full");
/// assert_eq!(error.to_string(), "the inbox could not be read or written");
/// assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("the disk is full"));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum InboxError {
    /// The claim was released or replaced, or the event is handled. Roll back the transaction.
    LeaseLost,
    /// The transaction has ended or can only be rolled back, so it cannot complete an event: the handler has committed it
    /// or rolled it back, or has ignored the error of a statement.
    BrokenTransaction(Arc<dyn StdError + Send + Sync>),
    /// The inbox could not be read or written.
    Storage(Arc<dyn StdError + Send + Sync>),
}

impl InboxError {
    /// Creates the error of a storage that could not be read or written, from its cause.
    pub fn storage(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Storage(Arc::from(cause.into()))
    }

    /// Creates the error of a transaction that the handler has ended or broken, from its cause.
    ///
    /// ```
    /// use iotpay_client::inbox::InboxError;
    ///
    /// let error = InboxError::broken_transaction("there is no transaction in progress");
    /// assert_eq!(error.to_string(), "the handler has ended or broken the transaction, so it cannot complete the event");
    /// ```
    pub fn broken_transaction(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::BrokenTransaction(Arc::from(cause.into()))
    }
}

impl fmt::Display for InboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeaseLost => "the claim of the event has ended, or the event is handled; roll back the transaction",
            Self::BrokenTransaction(_) => {
                "the handler has ended or broken the transaction, so it cannot complete the event"
            }
            Self::Storage(_) => "the inbox could not be read or written",
        })
    }
}

impl StdError for InboxError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::LeaseLost => None,
            Self::BrokenTransaction(cause) | Self::Storage(cause) => Some(&**cause),
        }
    }
}
