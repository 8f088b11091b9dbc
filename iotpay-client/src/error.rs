//! The errors of requests, and what they say about whether money moved.
//!
//! [`Error`] is the error type of all requests. Its variants state whether the request may have taken effect:
//!
//! | Variant | The request |
//! |---|---|
//! | [`Invalid`](Error::Invalid), [`Unreachable`](Error::Unreachable) | was not sent |
//! | [`NotJournaled`](Error::NotJournaled) | was not sent, but an earlier one with the same merchant reference may have been |
//! | [`Rejected`](Error::Rejected) | was rejected by the gateway; the [`RejectionReason`] states why |
//! | [`SignatureMismatch`](Error::SignatureMismatch), [`OutcomeUnknown`](Error::OutcomeUnknown) | may have taken effect: query the order |
//!
//! The errors of other operations are in other modules, for example
//! [`NotificationError`](crate::notification::NotificationError) and [`ValueError`].

use std::fmt;

use crate::incoming::ReceivedMessage;
use crate::remedy::{write_remedy, write_resolution};
use crate::sent_request::SentRequest;
use crate::signing::{Mistake, SigningRule, StringToSign, Verification};
use crate::spec::Endpoint;
use crate::validation::ValidationError;
use crate::value::ValueError;

pub use crate::not_journaled::NotJournaled;
pub use crate::outcome_unknown::{OutcomeUnknown, OutcomeUnknownCause, RawBody};
pub use crate::rejection::RejectionReason;
pub use crate::remedy::MerchantReference;
pub use crate::transport_error::{TransportError, TransportErrorKind};

/// An error from sending a request. Each variant states whether money may have moved.
///
/// ```
/// use iotpay_client::Error;
///
/// /// Returns what the shop shows to the customer.
/// fn message(error: &Error) -> &'static str {
///     match error {
///         error if error.may_have_taken_effect() => "we are checking your payment; please do not pay again",
///         Error::Invalid(_) => "please check what you have entered",
///         Error::Unreachable(_) | Error::NotJournaled(_) => "nothing was charged; please try again later",
///         _ => "the payment was not accepted",
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Error {
    /// The request is invalid. Nothing was sent.
    Invalid(ValidationError),
    /// The gateway could not be reached. Nothing was sent, so it is safe to try again.
    Unreachable(Box<Unreachable>),
    /// The journal did not accept the request, so it was not sent. If its merchant reference was used before, the
    /// earlier request may have taken effect.
    NotJournaled(Box<NotJournaled>),
    /// The gateway rejected the request. A rejection alone does not prove that nothing was charged: check the
    /// [`reason`](Rejected::reason).
    Rejected(Box<Rejected>),
    /// The signature of the response is missing or invalid. The request may have taken effect.
    SignatureMismatch(Box<SignatureMismatch>),
    /// The request may have been sent, but no trustworthy response arrived. The request may have taken effect: do not
    /// retry, but query the order.
    OutcomeUnknown(Box<OutcomeUnknown>),
}

impl Error {
    /// Returns `true` if this request, or an earlier one with the same merchant reference, may have taken effect. If
    /// so, do not retry, not even with another reference. Instead, query by the original reference.
    ///
    /// | Error | What happened to the money | What to do |
    /// |---|---|---|
    /// | `Invalid`, `Unreachable` | nothing was sent | correct the request, or try again |
    /// | `NotJournaled`, the reference was used before | an earlier request may have been accepted | query by the reference |
    /// | `NotJournaled`, the journal cannot be written | nothing was sent | try again |
    /// | `Rejected`, reason `BadSignature`, `InvalidField`, `NoSuchOrder` or `Other` | this request had no effect | correct the request |
    /// | `Rejected`, reason `ReferenceUsed` | an earlier request may have been accepted | query by the reference |
    /// | `Rejected`, reason `GatewayError` | a query failed and changed nothing | query again later |
    /// | `Rejected`, reason `Undocumented` | undocumented: the request may have taken effect | query by the reference |
    /// | `SignatureMismatch`, `OutcomeUnknown` | the request may have taken effect | query by the reference |
    ///
    /// A rejected query changed nothing, regardless of the reason for the rejection, so the method returns `false`.
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::SignatureMismatch(_) | Self::OutcomeUnknown(_) => true,
            Self::NotJournaled(not_journaled) => not_journaled.is_reference_used(),
            Self::Rejected(rejected) => rejected.may_have_taken_effect(),
            Self::Invalid(_) | Self::Unreachable(_) => false,
        }
    }
}

impl From<ValidationError> for Error {
    fn from(invalid: ValidationError) -> Self {
        Self::Invalid(invalid)
    }
}

/// The resulting violation does not name a field. To include the name, pass the `Result` of the constructor to
/// [`request!`](crate::request!) without `?`.
impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        Self::Invalid(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Unreachable(unreachable) => unreachable.fmt(f),
            Self::NotJournaled(not_journaled) => not_journaled.fmt(f),
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::SignatureMismatch(mismatch) => mismatch.fmt(f),
            Self::OutcomeUnknown(unknown) => unknown.fmt(f),
        }
    }
}

/// The source is the [cause](TransportError::cause) of the transport's error, or that of the journal's storage, if any.
/// `Display` does not show this cause.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreachable(unreachable) => Some(unreachable.cause.cause()),
            Self::NotJournaled(not_journaled) => not_journaled.cause.storage_cause(),
            Self::OutcomeUnknown(unknown) => match &unknown.cause {
                OutcomeUnknownCause::Transport(error) => Some(error.cause()),
                OutcomeUnknownCause::Status(_)
                | OutcomeUnknownCause::Decode(_)
                | OutcomeUnknownCause::ReportedByGateway(_) => None,
            },
            _ => None,
        }
    }
}

/// The gateway could not be reached, or the settings of the HTTP client do not allow the request (for example,
/// `https_only` with an `http://` base URL).
///
/// ```
/// use iotpay_client::error::Unreachable;
///
/// /// Returns a line for the log: which request was not sent, and the cause, such as `connection refused`.
/// fn line(unreachable: &Unreachable) -> String {
///     format!("{unreachable} ({})", unreachable.cause.cause())
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unreachable {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The transport's error. It contains the host, but no part of the request body.
    pub cause: TransportError,
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was not sent: {}", self.endpoint.name, self.cause)
    }
}

/// The gateway rejected the request.
///
/// `Display` and `Debug` show the first 200 characters of the gateway's code and message. They mask the secrets of
/// the request and everything that may be a card number or a token. This includes numbers of 12 or more digits, such as
/// a date and time without a separator. However, they show the last four digits of a standalone number of 12 to 19
/// digits. The fields contain the raw values.
///
/// ```
/// use iotpay_client::error::{Rejected, RejectionReason};
///
/// /// Returns what the operator should do.
/// fn advice(rejected: &Rejected) -> &'static str {
///     match rejected.reason {
///         RejectionReason::BadSignature => "check the merchant key",
///         RejectionReason::InvalidField => "correct the request",
///         _ if rejected.may_have_taken_effect() => "query by the merchant reference",
///         _ => "the request had no effect",
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rejected {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The reason, which determines whether the request may have taken effect.
    pub reason: RejectionReason,
    /// The merchant reference of the request, for a query.
    pub reference: Option<MerchantReference>,
    /// The merchant id of the credentials that the request was sent with.
    pub mch_id: String,
    /// Whether the gateway processed the request and then rejected it. If `false`, the signature or a parameter was
    /// invalid.
    pub is_business_error: bool,
    /// The gateway's error code, if any, as received.
    pub code: Option<String>,
    /// The gateway's message, if any, as received. The message may repeat the request, including secrets, so do not
    /// log it.
    pub message: Option<String>,
    /// The response, as received.
    pub received: ReceivedMessage,
    /// The request, if the client sent it.
    pub(crate) sent: Option<SentRequest>,
    /// The HTTP status.
    pub(crate) http_status: u16,
    /// The code, masked for display.
    pub(crate) shown_code: Option<String>,
    /// The message, masked for display.
    pub(crate) shown_message: Option<String>,
}

impl Rejected {
    /// Returns `true` if this request, or an earlier one with the same merchant reference, may have taken
    /// effect. This is the case for the reasons [`ReferenceUsed`](RejectionReason::ReferenceUsed),
    /// [`GatewayError`](RejectionReason::GatewayError) and [`Undocumented`](RejectionReason::Undocumented),
    /// except for queries.
    pub fn may_have_taken_effect(&self) -> bool {
        let is_uncertain = match self.reason {
            RejectionReason::ReferenceUsed | RejectionReason::GatewayError | RejectionReason::Undocumented => true,
            RejectionReason::NoSuchOrder
            | RejectionReason::BadSignature
            | RejectionReason::InvalidField
            | RejectionReason::Other => false,
        };
        is_uncertain && !self.endpoint.idempotent
    }
}

/// Masks the code and the message.
impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected")
            .field("endpoint", &self.endpoint)
            .field("reason", &self.reason)
            .field("reference", &self.reference)
            .field("mch_id", &self.mch_id)
            .field("is_business_error", &self.is_business_error)
            .field("code", &self.shown_code)
            .field("message", &self.shown_message)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IOTPay rejected {}: ", self.endpoint.name)?;
        write_escaped(f, self.shown_message.as_deref().unwrap_or("no message"))?;
        if let Some(code) = &self.shown_code {
            f.write_str(" (code ")?;
            write_escaped(f, code)?;
            f.write_str(")")?;
        }
        write!(f, "; {}", self.reason)?;
        if !self.may_have_taken_effect() {
            f.write_str(if self.endpoint.idempotent {
                "; nothing was changed"
            } else {
                "; this request had no effect"
            })?;
            return if self.is_business_error { Ok(()) } else { write!(f, "; see {}", self.endpoint.page) };
        }
        f.write_str(match self.reason {
            RejectionReason::ReferenceUsed => ": an earlier request with this reference may have been accepted",
            _ => ": the request may have taken effect",
        })?;
        f.write_str("; do not retry, not even with another reference; ")?;
        write_resolution(f, &self.endpoint, self.reference.as_ref())
    }
}

/// Writes a received text and escapes characters that could forge log lines: control characters, line separators
/// and bidirectional marks.
fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        let is_forging = character.is_control()
            || matches!(character, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_forging { write!(f, "{}", character.escape_default())? } else { write!(f, "{character}")? }
    }
    Ok(())
}

/// The signature of the response is missing, does not match, or does not cover the whole response.
///
/// ```
/// use iotpay_client::error::SignatureMismatch;
///
/// /// Returns the names of the fields that the signature must cover. Their values may be secret.
/// fn names(mismatch: &SignatureMismatch) -> Vec<&str> {
///     mismatch.string_to_sign.fields().iter().map(|(name, _)| name.as_str()).collect()
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SignatureMismatch {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The merchant reference of the request, for a query.
    pub reference: Option<MerchantReference>,
    /// The merchant id of the credentials that the request was sent with.
    pub mch_id: String,
    /// The expected string to sign, field by field, without the key.
    pub string_to_sign: StringToSign,
    /// The response, as received.
    pub received: ReceivedMessage,
    /// The rule that the signature must follow.
    pub(crate) rule: &'static SigningRule<'static>,
    /// The request, if the client sent it.
    pub(crate) sent: Option<SentRequest>,
    /// The single usual mistake that would produce the received signature.
    pub(crate) mistake: Option<Mistake>,
}

impl fmt::Display for SignatureMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.received.verification {
            Verification::Unsigned => "has no signature",
            Verification::Unverifiable => "has a signature that cannot be verified",
            Verification::Verified { .. } => "has a signature that does not cover all fields",
            Verification::Ambiguous => "contains a text value that looks like another field",
            Verification::Mismatch => "has an invalid signature",
        };
        write!(f, "the response to {} {why}", self.endpoint.name)?;
        match &self.mistake {
            Some(mistake) => write!(f, "; the signature would match if {mistake}")?,
            None if self.received.verification == Verification::Mismatch => f.write_str("; check the merchant key")?,
            None => {}
        }
        write_remedy(f, &self.endpoint, self.reference.as_ref())
    }
}
