//! Hooks for auditing: what was sent and received, with redacted bodies.
//!
//! Implement [`Audit`] and pass it to a client with [`ClientBuilder::audit`](crate::client::ClientBuilder::audit), or
//! to a receiver with [`NotificationReceiver::audit`](crate::NotificationReceiver::audit). One value can serve all of
//! them.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use iotpay_client::audit::{Audit, CheckedNotification, CompletedOperation};
//! use iotpay_client::{Credentials, NotificationReceiver, NotificationRequest, general};
//!
//! #[derive(Default)]
//! struct Log(Mutex<Vec<String>>);
//!
//! impl Audit for Log {
//!     fn operation(&self, operation: &CompletedOperation<'_>) {
//!         self.0.lock().unwrap().push(format!("{}: {}", operation.endpoint.name, operation.outcome()));
//!     }
//!
//!     fn notification(&self, notification: &CheckedNotification<'_>) {
//!         self.0.lock().unwrap().push(format!("notification: {}", notification.verdict));
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let log = Arc::new(Log::default());
//! let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
//! let receiver = general::NotificationReceiver::new(credentials).audit(log.clone());
//! let forged = NotificationRequest { method: "POST", query: "payOrderId=P1&sign=00", content_type: None, body: b"" };
//! assert!(receiver.receive::<general::OrderNotification>(forged).is_err());
//! assert_eq!(*log.0.lock().unwrap(), ["notification: signature_mismatch"]);
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::time::Duration;

use crate::error::{Error, MerchantReference};
use crate::notification_error::NotificationError;
use crate::spec::Endpoint;

/// Is called for each request, response and notification, and once for each completed operation.
///
/// The bodies are redacted: see [`SentRequest::body`], [`ReceivedResponse::body`] and [`CheckedNotification::body`]. All
/// methods do nothing by default.
///
/// The methods run in the task or thread of the operation, so they must not block: a slow method delays the payment.
/// Send a copy to a channel, and write it to a file or a database in another task.
///
/// A method that panics does not affect the operation: the client catches the panic and continues. It cannot catch it
/// in a program that is compiled with `panic = "abort"`.
///
/// ```
/// use std::sync::mpsc::SyncSender;
///
/// use iotpay_client::audit::{Audit, SentRequest};
///
/// /// Passes lines to a thread that writes them to a file.
/// struct Trail(SyncSender<String>);
///
/// impl Audit for Trail {
///     fn request(&self, request: &SentRequest<'_>) {
///         let line = format!("{}, attempt {}: {}", request.endpoint.name, request.attempt, request.body);
///         // If the channel is full, it is better to lose a line than to delay the payment.
///         let _ = self.0.try_send(line);
///     }
/// }
/// ```
pub trait Audit: Send + Sync + 'static {
    /// Is called before a request is sent, and again before each retry of a query.
    fn request(&self, request: &SentRequest<'_>) {
        let _ = request;
    }

    /// Is called after each attempt to send a request, with or without a response.
    fn response(&self, response: &ReceivedResponse<'_>) {
        let _ = response;
    }

    /// Is called once for each operation: after the last attempt, for an invalid request that was not sent, and for an
    /// operation whose future was dropped.
    fn operation(&self, operation: &CompletedOperation<'_>) {
        let _ = operation;
    }

    /// Is called for each notification, accepted or not.
    fn notification(&self, notification: &CheckedNotification<'_>) {
        let _ = notification;
    }
}

/// A request that is about to be sent.
///
/// ```
/// use iotpay_client::audit::SentRequest;
///
/// /// Returns a line for the log, without secrets.
/// fn line(request: &SentRequest<'_>) -> String {
///     let reference = request.reference.map(ToString::to_string).unwrap_or_default();
///     format!("{} {reference}, attempt {}: {}", request.endpoint.name, request.attempt, request.body)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SentRequest<'a> {
    /// The name of the family.
    pub family: &'static str,
    /// The endpoint.
    pub endpoint: &'a Endpoint,
    /// The URL, which has no query.
    pub url: &'a str,
    /// The merchant reference.
    pub reference: Option<&'a MerchantReference>,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    /// The fields of the request as a JSON object, redacted.
    ///
    /// The values of secret fields and the signature are replaced by `[secret]`. In other values, except ids and
    /// references, everything is masked that repeats a secret of the request or may be a card number or a token, and only
    /// the first 200 characters are shown. Of an untyped request, only names, the merchant id, the
    /// [`reference`](crate::protocol::RawRequest::reference) and the lengths of other values are shown.
    pub body: &'a str,
}

/// The end of an attempt to send a request.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::Error;
/// use iotpay_client::audit::ReceivedResponse;
///
/// /// Returns `true` if an operator should look at the response.
/// fn is_suspicious(response: &ReceivedResponse<'_>) -> bool {
///     matches!(response.error, Some(Error::SignatureMismatch(_))) || response.duration > Duration::from_secs(20)
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReceivedResponse<'a> {
    /// The name of the family.
    pub family: &'static str,
    /// The endpoint.
    pub endpoint: &'a Endpoint,
    /// The merchant reference.
    pub reference: Option<&'a MerchantReference>,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The HTTP status; `None` if no complete response arrived.
    pub status: Option<u16>,
    /// The redacted body; `None` if no complete response arrived.
    ///
    /// In JSON, the values of secret fields and the signature are replaced by `[secret]`. In other values, everything is
    /// masked that repeats a secret of the request or may be a card number or a token, and only the first 200 characters
    /// are shown. Of a response that is not JSON, the first 200 characters are shown, masked in the same way. Of an
    /// undocumented response, only names, the envelope and the lengths of values are shown.
    pub body: Option<&'a str>,
    /// The name of the [key](crate::credentials::MatchedKey) that matches the signature; `None` if none does.
    pub key: Option<&'a str>,
    /// The error; `None` if the client accepts the response.
    pub error: Option<&'a Error>,
    /// The time since the attempt began.
    pub duration: Duration,
}

/// An operation that is complete, with all of its attempts.
///
/// ```
/// use iotpay_client::audit::CompletedOperation;
///
/// fn line(operation: &CompletedOperation<'_>) -> String {
///     let (name, outcome) = (operation.endpoint.name, operation.outcome());
///     format!("{name}: {outcome} after {} attempts and {:?}", operation.attempts, operation.duration)
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CompletedOperation<'a> {
    /// The name of the family.
    pub family: &'static str,
    /// The endpoint.
    pub endpoint: &'a Endpoint,
    /// The merchant reference.
    pub reference: Option<&'a MerchantReference>,
    /// The number of attempts; 0 if the request was invalid.
    pub attempts: u32,
    /// The name of the [key](crate::credentials::MatchedKey) that matches the signature of the last response; `None` if
    /// none does.
    pub key: Option<&'a str>,
    /// The result.
    pub result: OperationResult<'a>,
    /// The time since the operation began, including pauses.
    pub duration: Duration,
}

impl CompletedOperation<'_> {
    /// Returns the outcome as one word, as in spans and metrics: `accepted`, `rejected`, `invalid`, `not_journaled`,
    /// `unreachable`, `signature_mismatch`, `outcome_unknown` or `canceled`.
    pub fn outcome(&self) -> &'static str {
        self.result.as_str()
    }
}

/// The result of an operation.
///
/// ```
/// use iotpay_client::audit::OperationResult;
///
/// /// Returns `true` if money may have moved, and the caller does not know it.
/// fn is_uncertain(result: OperationResult<'_>) -> bool {
///     match result {
///         OperationResult::Accepted => false,
///         OperationResult::Failed(error) => error.may_have_taken_effect(),
///         _ => true,
///     }
/// }
/// assert!(is_uncertain(OperationResult::Canceled));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum OperationResult<'a> {
    /// The gateway accepted the request. It does not mean that the order is paid.
    Accepted,
    /// The operation failed. The error says whether the request may have taken effect.
    Failed(&'a Error),
    /// The future was dropped before the operation was complete. If an attempt had begun, the request may have taken
    /// effect.
    Canceled,
}

impl OperationResult<'_> {
    /// Returns the result as one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Failed(error) => match error {
                Error::Invalid(_) => "invalid",
                Error::NotJournaled(_) => "not_journaled",
                Error::Unreachable(_) => "unreachable",
                Error::Rejected(_) => "rejected",
                Error::SignatureMismatch(_) => "signature_mismatch",
                Error::OutcomeUnknown(_) => "outcome_unknown",
            },
            Self::Canceled => "canceled",
        }
    }
}

/// A notification that was checked.
///
/// ```
/// use iotpay_client::audit::CheckedNotification;
///
/// /// Returns a line that also says which key the gateway signs with.
/// fn line(notification: &CheckedNotification<'_>) -> String {
///     let key = notification.key.unwrap_or("none");
///     format!("{}: {} (key: {key}): {}", notification.kind, notification.verdict, notification.body)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CheckedNotification<'a> {
    /// The name of the family.
    pub family: &'static str,
    /// The name of the notification's type, such as `OrderNotification`.
    pub kind: &'static str,
    /// The verdict.
    pub verdict: NotificationVerdict,
    /// The name of the [key](crate::credentials::MatchedKey) that matches the signature; `None` if none does, or if the
    /// notification is rejected before it is known.
    pub key: Option<&'a str>,
    /// The error; `None` if the notification was accepted.
    pub error: Option<&'a NotificationError>,
    /// The fields as a JSON object, redacted as [`ReceivedResponse::body`].
    pub body: &'a str,
    /// The time that the check took.
    pub duration: Duration,
}

/// The verdict about a notification.
///
/// ```
/// use iotpay_client::audit::NotificationVerdict;
///
/// /// Returns `true` if the notification may be forged.
/// fn may_be_forged(verdict: NotificationVerdict) -> bool {
///     matches!(verdict, NotificationVerdict::Unsigned | NotificationVerdict::SignatureMismatch)
/// }
/// assert!(may_be_forged(NotificationVerdict::Unsigned));
/// assert_eq!(NotificationVerdict::NotPost.as_str(), "not_post");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotificationVerdict {
    /// A verified server-to-server notification.
    Server,
    /// Verified, but it is unknown whether money moved.
    Undetermined,
    /// A verified browser return.
    BrowserReturn,
    /// It cannot be decoded.
    Decode,
    /// It has no signature.
    Unsigned,
    /// The signature does not match.
    SignatureMismatch,
    /// A text value looks like another field.
    Ambiguous,
    /// It is for another merchant.
    WrongMerchant,
    /// Verified, but it is of another kind.
    WrongKind,
    /// Verified, but it is not a POST request.
    NotPost,
    /// Verified, but a field is missing or invalid.
    InvalidContent,
}

impl NotificationVerdict {
    /// Returns the verdict as one word, as in spans and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Undetermined => "undetermined",
            Self::BrowserReturn => "browser_return",
            Self::Decode => "decode",
            Self::Unsigned => "unsigned",
            Self::SignatureMismatch => "signature_mismatch",
            Self::Ambiguous => "ambiguous",
            Self::WrongMerchant => "wrong_merchant",
            Self::WrongKind => "wrong_kind",
            Self::NotPost => "not_post",
            Self::InvalidContent => "invalid_content",
        }
    }
}

impl From<&NotificationError> for NotificationVerdict {
    fn from(error: &NotificationError) -> Self {
        match error {
            NotificationError::Decode(_) => Self::Decode,
            NotificationError::Unsigned => Self::Unsigned,
            NotificationError::SignatureMismatch(_) => Self::SignatureMismatch,
            NotificationError::Ambiguous(_) => Self::Ambiguous,
            NotificationError::WrongMerchant => Self::WrongMerchant,
            NotificationError::WrongKind(_) => Self::WrongKind,
            NotificationError::NotPost(_) => Self::NotPost,
            NotificationError::InvalidContent { .. } => Self::InvalidContent,
        }
    }
}

/// Writes the verdict as one word.
impl fmt::Display for NotificationVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
