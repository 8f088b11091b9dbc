//! The error for a notification that is not accepted.

use std::fmt;

use crate::explain::UnverifiedNotification;
use crate::incoming::{DecodeError, ReceivedMessage};

/// The error for a notification that is not accepted. If the signature matches the merchant key, most variants contain
/// the received message, which identifies the order to query.
///
/// ```
/// use iotpay_client::notification::NotificationError;
///
/// /// Returns the order to query, if the notification is signed with the merchant key but is not usable.
/// fn order_to_query(error: &NotificationError) -> Option<String> {
///     let received = match error {
///         NotificationError::Ambiguous(received)
///         | NotificationError::WrongKind(received)
///         | NotificationError::InvalidContent { received, .. } => received,
///         _ => return None,
///     };
///     Some(received.fields().get("mchOrderNo")?.text().to_owned())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotificationError {
    /// The notification cannot be decoded.
    Decode(DecodeError),
    /// The notification has no signature.
    Unsigned,
    /// The signature does not match the merchant key.
    SignatureMismatch(Box<UnverifiedNotification>),
    /// The signature matches, but a text value looks like another field and is indistinguishable from it in the string
    /// to sign. The notification may be genuine: query the order.
    Ambiguous(Box<ReceivedMessage>),
    /// The notification is for another merchant.
    WrongMerchant,
    /// The notification is verified, but is of another kind or from another family. Use a separate URL for each kind.
    WrongKind(Box<ReceivedMessage>),
    /// The notification is verified, but is neither a POST request nor a browser return.
    NotPost(Box<ReceivedMessage>),
    /// The notification is verified, but a required field is missing or has the wrong type. Query the order.
    InvalidContent {
        /// The invalid field and its error.
        problem: DecodeError,
        /// The message.
        received: Box<ReceivedMessage>,
    },
}

impl From<DecodeError> for NotificationError {
    fn from(unreadable: DecodeError) -> Self {
        Self::Decode(unreadable)
    }
}

impl fmt::Display for NotificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::InvalidContent { problem, .. } = self {
            return write!(f, "notification verified but not usable: {problem}; query the order");
        }
        f.write_str("notification not accepted: ")?;
        match self {
            Self::Decode(problem) | Self::InvalidContent { problem, .. } => problem.fmt(f),
            Self::Unsigned => f.write_str("missing signature"),
            Self::SignatureMismatch(_) => f.write_str("signature does not match the merchant key"),
            Self::Ambiguous(_) => f.write_str("a text value looks like another field; query the order"),
            Self::WrongMerchant => f.write_str("it is for another merchant"),
            Self::WrongKind(_) => f.write_str("it is of another kind; use a separate URL for each kind"),
            Self::NotPost(_) => f.write_str("expected a POST request"),
        }
    }
}

// `Display` includes the decode error, so there is no source that would repeat it.
impl std::error::Error for NotificationError {}
