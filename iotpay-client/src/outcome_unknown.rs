//! The error of a request whose outcome is unknown.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::incoming::DecodeError;
use crate::remedy::{MerchantReference, write_remedy};
use crate::sent_request::SentRequest;
use crate::spec::Endpoint;
use crate::transport_error::TransportError;

/// The request may have been sent, but no trustworthy response arrived. Do not retry: pass this error to
/// [`Client::resolve`](crate::Client::resolve), which finds out what happened.
///
/// ```
/// # #[cfg(feature = "transport")]
/// # mod example {
/// use iotpay_client::{Error, general};
///
/// async fn refund(client: general::Client, request: general::RefundOrder) {
///     match client.send(&request).await {
///         Ok(_) => println!("accepted"),
///         Err(Error::OutcomeUnknown(unknown)) => {
///             eprintln!("{unknown}");
///             let resolution = client.resolve(&unknown).await;
///             println!("known: {}", resolution.is_known());
///         }
///         Err(error) => println!("{error}"),
///     }
/// }
/// # }
/// ```
///
/// The compiler warns about an error that is not used:
///
/// ```compile_fail
/// # #![deny(unused_must_use)]
/// # use iotpay_client::error::OutcomeUnknown;
/// # fn unknown() -> OutcomeUnknown { unimplemented!() }
/// # fn example() {
/// unknown();
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use = "the request may have taken effect; pass it to `Client::resolve`"]
pub struct OutcomeUnknown {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The merchant reference of the request, for a query.
    pub reference: Option<MerchantReference>,
    /// The merchant id of the credentials that the request was sent with.
    pub mch_id: String,
    /// The cause.
    pub cause: OutcomeUnknownCause,
    /// The received bytes, if any. They may contain secrets.
    pub raw: Option<RawBody>,
    /// The request, if the client sent it.
    pub(crate) sent: Option<SentRequest>,
}

/// The cause of an unknown outcome.
///
/// ```
/// use iotpay_client::error::OutcomeUnknownCause;
///
/// /// Returns the label of a metric.
/// fn label(cause: &OutcomeUnknownCause) -> String {
///     match cause {
///         OutcomeUnknownCause::Transport(error) if error.is_timeout() => "timeout".to_owned(),
///         OutcomeUnknownCause::Transport(_) => "interrupted".to_owned(),
///         OutcomeUnknownCause::Status(status) => format!("status_{status}"),
///         _ => "not_understood".to_owned(),
///     }
/// }
/// assert_eq!(label(&OutcomeUnknownCause::Status(502)), "status_502");
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum OutcomeUnknownCause {
    /// The connection failed or timed out, and the request may have been sent.
    Transport(TransportError),
    /// The gateway responded with an HTTP error status.
    Status(u16),
    /// The response cannot be decoded.
    Decode(DecodeError),
    /// The gateway reported an internal error with this code or message. Secrets of the request are masked.
    ReportedByGateway(String),
}

impl OutcomeUnknown {
    /// Returns when the request was sent, if the client sent it.
    pub fn sent_at(&self) -> Option<SystemTime> {
        self.sent.as_ref().map(|sent| sent.sent_at)
    }

    /// Returns the timeout of the request, if the client sent it.
    pub fn timeout(&self) -> Option<Duration> {
        self.sent.as_ref().map(|sent| sent.timeout)
    }
}

impl fmt::Display for OutcomeUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the outcome of {} is unknown: ", self.endpoint.name)?;
        match &self.cause {
            OutcomeUnknownCause::Transport(error) => write!(f, "{error}")?,
            OutcomeUnknownCause::Status(status) => write!(f, "HTTP status {status}")?,
            OutcomeUnknownCause::Decode(unreadable) => write!(f, "{unreadable}")?,
            OutcomeUnknownCause::ReportedByGateway(said) => {
                write!(f, "the gateway responded with {}", said.escape_debug())?;
            }
        }
        write_remedy(f, &self.endpoint, self.reference.as_ref())
    }
}

/// The bytes of a response that could not be accepted.
///
/// ```
/// use iotpay_client::error::OutcomeUnknown;
///
/// /// Writes the response to a file that only operators can read, because it may contain secrets.
/// fn keep(unknown: &OutcomeUnknown, file: &mut impl std::io::Write) -> std::io::Result<()> {
///     match &unknown.raw {
///         Some(raw) => file.write_all(raw.as_bytes()),
///         None => writeln!(file, "no response: {}", unknown.endpoint.name),
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawBody(pub(crate) Vec<u8>);

impl RawBody {
    /// Returns the received bytes, up to the size limit of the client.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Shows only the length: the bytes may contain secrets.
impl fmt::Debug for RawBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawBody({} bytes)", self.0.len())
    }
}
