//! The errors of a journal.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::entry::JournalEntry;

/// An error of a [`Journal`](super::Journal).
///
/// ```
/// use iotpay_client::journal::JournalError;
///
/// /// Returns what an operator should know.
/// fn line(error: &JournalError) -> String {
///     match error {
///         JournalError::ReferenceUsed(earlier) => format!("used before, at {:?}", earlier.intent.created_at),
///         JournalError::Storage(cause) => format!("check the database: {cause}"),
///         other => other.to_string(),
///     }
/// }
/// assert_eq!(line(&JournalError::storage("the disk is full")), "check the database: the disk is full");
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum JournalError {
    /// The merchant reference was used before, and the earlier request may have had an effect. Contains the earlier
    /// entry.
    ReferenceUsed(Box<JournalEntry>),
    /// The outcome belongs to no entry: the entry does not exist, or the reference was used again for another request.
    NoSuchIntent,
    /// The journal could not be read or written.
    Storage(Arc<dyn StdError + Send + Sync>),
}

impl JournalError {
    /// Creates the error of a storage that could not be read or written, from its cause.
    pub fn storage(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Storage(Arc::from(cause.into()))
    }

    /// Returns the cause, if the journal could not be read or written.
    pub(crate) fn storage_cause(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Storage(cause) => Some(&**cause),
            Self::ReferenceUsed(_) | Self::NoSuchIntent => None,
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReferenceUsed(entry) => {
                let intent = &entry.intent;
                write!(f, "{} {} was used before, for {}", intent.key.field, intent.key.reference, intent.operation)?;
                match &entry.outcome {
                    Some(outcome) => write!(f, " (outcome: {outcome})"),
                    None => f.write_str(", whose outcome is not recorded yet"),
                }
            }
            Self::NoSuchIntent => f.write_str("the journal has no such intent, or the reference was used again"),
            Self::Storage(_) => f.write_str("the journal could not be read or written"),
        }
    }
}

impl StdError for JournalError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.storage_cause()
    }
}
