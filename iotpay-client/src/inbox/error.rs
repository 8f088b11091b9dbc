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
    /// The inbox could not be read or written.
    Storage(Arc<dyn StdError + Send + Sync>),
}

impl InboxError {
    /// Creates the error of a storage that could not be read or written, from its cause.
    pub fn storage(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Storage(Arc::from(cause.into()))
    }
}

impl fmt::Display for InboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeaseLost => "the claim of the event has ended, or the event is handled; roll back the transaction",
            Self::Storage(_) => "the inbox could not be read or written",
        })
    }
}

impl StdError for InboxError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::LeaseLost => None,
            Self::Storage(cause) => Some(&**cause),
        }
    }
}
