//! What can become of a call that does not succeed.

use std::fmt;

use crate::incoming::{DecodeError, ReceivedMessage};
use crate::rejection::RejectionReason;
use crate::signing::{StringToSign, Verification};
use crate::spec::Endpoint;
use crate::validation::ValidationError;

/// What became of a call that did not succeed. Each case says something else about the money.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request breaks a rule. Nothing was sent.
    Invalid(ValidationError),
    /// The gateway could not be reached. Nothing was sent, so trying again is safe.
    Unreachable(Box<Unreachable>),
    /// The gateway rejected the request. Its [`reason`](Rejected::reason) says what that means for the
    /// money: a rejection alone does not prove that nothing was charged.
    Rejected(Box<Rejected>),
    /// A response came whose signature is not IOTPay's. The call may have taken effect.
    SignatureMismatch(Box<SignatureMismatch>),
    /// The request was sent and no response came that can be trusted. The call may have taken
    /// effect: find out by a query, and do not repeat it.
    OutcomeUnknown(Box<OutcomeUnknown>),
}

impl Error {
    /// Returns `true` if this request, or an earlier one with the same merchant reference, may have taken
    /// effect. Then do not retry, with this or another reference: query by the same one.
    ///
    /// | Error | What happened to the money | What to do |
    /// |---|---|---|
    /// | `Invalid`, `Unreachable` | nothing was sent | correct it, or try again |
    /// | `Rejected`, reason `BadSignature`, `InvalidField`, `NoSuchOrder` or `Other` | this request had no effect | correct it |
    /// | `Rejected`, reason `ReferenceUsed` | an earlier request may have been accepted | query by the reference |
    /// | `Rejected`, reason `Undocumented` | the vendor does not say | query by the reference |
    /// | `SignatureMismatch`, `OutcomeUnknown` | the request may have taken effect | query by the reference |
    ///
    /// A rejected query changed nothing, whatever its reason.
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::SignatureMismatch(_) | Self::OutcomeUnknown(_) => true,
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Unreachable(unreachable) => unreachable.fmt(f),
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::SignatureMismatch(mismatch) => mismatch.fmt(f),
            Self::OutcomeUnknown(unknown) => unknown.fmt(f),
        }
    }
}

/// The source is what `Display` does not say already: the error of the HTTP client, if there is one.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            #[cfg(feature = "transport")]
            Self::Unreachable(unreachable) => Some(&unreachable.cause),
            #[cfg(feature = "transport")]
            Self::OutcomeUnknown(unknown) => match &unknown.cause {
                OutcomeUnknownCause::Transport(cause) => Some(cause),
                OutcomeUnknownCause::Status(_)
                | OutcomeUnknownCause::Decode(_)
                | OutcomeUnknownCause::ReportedByGateway(_) => None,
            },
            _ => None,
        }
    }
}

/// The gateway could not be reached, or the settings of the HTTP client do not allow the request, such as
/// `https_only` with a base URL of `http://`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unreachable {
    /// The call.
    pub endpoint: Endpoint,
    /// Why, from the HTTP client. It names the host and no part of the request's body.
    #[cfg(feature = "transport")]
    pub cause: reqwest::Error,
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "transport")]
        if self.cause.is_builder() {
            return write!(f, "{} was not sent: the settings of the HTTP client do not allow it", self.endpoint.name);
        }
        write!(f, "{} was not sent: the gateway could not be reached", self.endpoint.name)
    }
}

/// The gateway rejected the request. `Display` and `Debug` show the first 200 characters of its code and
/// of its message, without the secrets of the request and without what may be a card number or a token:
/// numbers of 12 or more digits, times of day beside their dates included. A number of up to 19
/// digits that stands alone keeps its last four. The fields have them as they came.
#[derive(Clone)]
#[non_exhaustive]
pub struct Rejected {
    /// The call.
    pub endpoint: Endpoint,
    /// Why, as far as the spec knows the response: what happened to the money.
    pub reason: RejectionReason,
    /// The merchant reference of the request, to query by.
    pub reference: Option<MerchantReference>,
    /// Whether the request was understood: then the business refused it, else the gateway found
    /// fault with signature or parameters.
    pub is_business_error: bool,
    /// The gateway's code, if it gave one, as it came.
    pub code: Option<String>,
    /// The gateway's message, if it gave one, as it came. It may repeat the request, secrets
    /// included, so mind where it is shown.
    pub message: Option<String>,
    /// The response as it was received.
    pub received: ReceivedMessage,
    /// The code as it may be shown.
    pub(crate) shown_code: Option<String>,
    /// The message as it may be shown.
    pub(crate) shown_message: Option<String>,
}

impl Rejected {
    /// Returns `true` if this request, or an earlier one with the same merchant reference, may have taken
    /// effect: unless it is a query, for the reasons [`ReferenceUsed`](RejectionReason::ReferenceUsed),
    /// [`GatewayError`](RejectionReason::GatewayError) and [`Undocumented`](RejectionReason::Undocumented).
    pub fn may_have_taken_effect(&self) -> bool {
        let is_open = match self.reason {
            RejectionReason::ReferenceUsed | RejectionReason::GatewayError | RejectionReason::Undocumented => true,
            RejectionReason::NoSuchOrder
            | RejectionReason::BadSignature
            | RejectionReason::InvalidField
            | RejectionReason::Other => false,
        };
        is_open && !self.endpoint.idempotent
    }
}

/// Code and message as they may be shown.
impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected")
            .field("endpoint", &self.endpoint)
            .field("reason", &self.reason)
            .field("reference", &self.reference)
            .field("understood", &self.is_business_error)
            .field("code", &self.shown_code)
            .field("message", &self.shown_message)
            .field("received", &self.received)
            .finish()
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IOTPay rejected {}: ", self.endpoint.name)?;
        write_foreign(f, self.shown_message.as_deref().unwrap_or("no message"))?;
        if let Some(code) = &self.shown_code {
            f.write_str(" (code ")?;
            write_foreign(f, code)?;
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
            RejectionReason::ReferenceUsed => ": an earlier request with it may have been accepted",
            _ => ": the request may have taken effect",
        })?;
        f.write_str("; do not retry with another reference, ")?;
        let by = self.reference.as_ref().map_or_else(String::new, |reference| format!(" with {reference}"));
        match self.endpoint.resolved_by {
            Some(query) => write!(f, "call {query}{by}"),
            None => write!(f, "find out first how the request{by} ended"),
        }
    }
}

/// Writes a text that is not ours, without the characters that would forge lines of a log: control
/// characters, separators of lines, and marks that reverse the direction of what follows.
fn write_foreign(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        let is_forging = character.is_control()
            || matches!(character, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_forging { write!(f, "{}", character.escape_default())? } else { write!(f, "{character}")? }
    }
    Ok(())
}

/// A response came whose signature is not IOTPay's.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignatureMismatch {
    /// The call.
    pub endpoint: Endpoint,
    /// The merchant's number of what the call would create, to ask by.
    pub reference: Option<MerchantReference>,
    /// What should have been signed, field by field, without the key.
    pub string_to_sign: StringToSign,
    /// The response as it was received.
    pub received: ReceivedMessage,
}

impl fmt::Display for SignatureMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.received.verification {
            Verification::Unsigned => "has no signature",
            Verification::Unverifiable => "has a signature that cannot be verified",
            Verification::Verified { .. } => "has a signature that does not cover all of it",
            Verification::Ambiguous => "holds a text that reads like another field of it",
            Verification::Mismatch => "has a signature that is not IOTPay's",
        };
        let hint = match self.received.verification {
            Verification::Mismatch => "; is the merchant key right?",
            _ => "",
        };
        write!(f, "the response to {} {why}{hint}", self.endpoint.name)?;
        advise(f, &self.endpoint, self.reference.as_ref())
    }
}

/// The request was sent and no response came that can be trusted.
#[derive(Debug)]
#[non_exhaustive]
pub struct OutcomeUnknown {
    /// The call.
    pub endpoint: Endpoint,
    /// The merchant's number of what the call would create, to ask by.
    pub reference: Option<MerchantReference>,
    /// Why nobody knows.
    pub cause: OutcomeUnknownCause,
    /// What was received, if anything was. It may hold anything.
    pub raw: Option<RawBody>,
}

/// Why nobody knows how a call ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum OutcomeUnknownCause {
    /// The connection failed or took too long after the request was sent.
    #[cfg(feature = "transport")]
    Transport(reqwest::Error),
    /// The gateway answered with an HTTP status of failure.
    Status(u16),
    /// The response cannot be read.
    Decode(DecodeError),
    /// The gateway says by this code or message that it failed itself. Secrets of the request are masked.
    ReportedByGateway(String),
}

impl fmt::Display for OutcomeUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nobody knows how {} ended: ", self.endpoint.name)?;
        match &self.cause {
            #[cfg(feature = "transport")]
            OutcomeUnknownCause::Transport(error) if error.is_timeout() => f.write_str("no response came in time")?,
            #[cfg(feature = "transport")]
            OutcomeUnknownCause::Transport(_) => f.write_str("the connection failed")?,
            OutcomeUnknownCause::Status(status) => write!(f, "HTTP status {status}")?,
            OutcomeUnknownCause::Decode(unreadable) => write!(f, "{unreadable}")?,
            OutcomeUnknownCause::ReportedByGateway(said) => write!(f, "the gateway answered {}", said.escape_debug())?,
        }
        advise(f, &self.endpoint, self.reference.as_ref())
    }
}

fn advise(f: &mut fmt::Formatter<'_>, endpoint: &Endpoint, reference: Option<&MerchantReference>) -> fmt::Result {
    if endpoint.idempotent {
        return f.write_str("; ask again");
    }
    let by = reference.map_or_else(String::new, |reference| format!(" by {reference}"));
    match endpoint.resolved_by {
        Some(query) => write!(f, "; do not repeat it, ask {query}{by}"),
        None => write!(f, "; do not repeat it, find out{by} before anything else"),
    }
}

/// The merchant's own number of an order, a refund or a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantReference {
    /// The field's name on the wire.
    pub field: &'static str,
    /// The number.
    pub value: String,
}

impl fmt::Display for MerchantReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.value)
    }
}

/// The bytes of a response that is no message.
#[derive(Clone, PartialEq, Eq)]
pub struct RawBody(pub(crate) Vec<u8>);

impl RawBody {
    /// The bytes as they came, at most as many as the limit of the client.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Its length; the bytes may hold anything.
impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBody({} bytes)", self.0.len())
    }
}
