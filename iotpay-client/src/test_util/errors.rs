//! Each error of a request.

use std::fmt;

use crate::credentials::Credentials;
use crate::error::{
    Error, MerchantReference, NotJournaled, OutcomeUnknown, OutcomeUnknownCause, RawBody, Rejected, RejectionReason,
    SignatureMismatch, TransportError, TransportErrorKind, Unreachable,
};
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, RawText, ReceivedMessage};
use crate::journal::JournalError;
use crate::masking::Secrets;
use crate::request::Request;
use crate::signing::{FieldValue, StringToSign, Verification};
use crate::spec::Family;
use crate::validation::{ValidationError, Violation};
use crate::value::ValueError;

/// Makes each error that the client can return for a request, as the client makes it.
///
/// ```
/// use iotpay_client::error::RejectionReason;
/// use iotpay_client::test_util::TestErrors;
/// use iotpay_client::{Credentials, Error, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// /// Returns what the shop shows to the customer.
/// fn message(error: &Error) -> &'static str {
///     if error.may_have_taken_effect() { "we are checking your payment" } else { "please try again" }
/// }
///
/// let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key").build()?;
/// let refund = general::RefundOrder::new(general::RefundOrderRequired {
///     mch_refund_no: "r1",
///     refund_amount: 2865,
///     client_ip: std::net::IpAddr::from([203, 0, 113, 7]),
///     pay_order_id: &iotpay_client::OrderId::new("P1")?,
/// })?;
/// let errors = TestErrors::new(&refund, &credentials);
/// assert_eq!(message(&errors.unreachable()), "please try again");
/// assert_eq!(message(&errors.timeout()), "we are checking your payment");
/// assert_eq!(message(&errors.rejected(RejectionReason::ReferenceUsed, "E1", "duplicate")), "we are checking your payment");
/// assert_eq!(message(&errors.rejected(RejectionReason::InvalidField, "E2", "amount")), "please try again");
/// # Ok(())
/// # }
/// ```
pub struct TestErrors<'a, R> {
    request: &'a R,
    credentials: &'a Credentials,
}

impl<'a, R: Request> TestErrors<'a, R> {
    /// Makes errors of a request.
    pub fn new(request: &'a R, credentials: &'a Credentials) -> Self {
        Self { request, credentials }
    }

    /// Returns [`Error::Invalid`] for a field.
    pub fn invalid(&self, field: &'static str, error: ValueError) -> Error {
        Error::Invalid(ValidationError::new(vec![Violation::new(field, error, Some(R::endpoint().page))]))
    }

    /// Returns [`Error::NotJournaled`]: the journal could not be written, and nothing was sent.
    pub fn not_journaled(&self) -> Error {
        let cause = JournalError::storage("made up for a test");
        Error::NotJournaled(Box::new(NotJournaled { endpoint: *R::endpoint(), cause }))
    }

    /// Returns [`Error::Unreachable`]: no connection was established.
    pub fn unreachable(&self) -> Error {
        let cause = TransportError::new(TransportErrorKind::Connect, "made up for a test");
        Error::Unreachable(Box::new(Unreachable { endpoint: *R::endpoint(), cause }))
    }

    /// Returns [`Error::OutcomeUnknown`]: the response did not arrive in time.
    pub fn timeout(&self) -> Error {
        self.transport(TransportErrorKind::Timeout)
    }

    /// Returns [`Error::OutcomeUnknown`]: the connection failed after the request was sent.
    pub fn interrupted(&self) -> Error {
        self.transport(TransportErrorKind::Interrupted)
    }

    /// Returns [`Error::OutcomeUnknown`]: the gateway responded with an HTTP error status.
    pub fn status(&self, status: u16) -> Error {
        self.unknown(OutcomeUnknownCause::Status(status), Some(b""))
    }

    /// Returns [`Error::OutcomeUnknown`]: the response cannot be decoded. `body` is what arrived.
    pub fn undecodable(&self, body: &str) -> Error {
        let cause = OutcomeUnknownCause::Decode(DecodeError::whole(DecodeErrorKind::NotJson));
        self.unknown(cause, Some(body.as_bytes()))
    }

    /// Returns [`Error::OutcomeUnknown`]: the gateway reported an internal error.
    pub fn gateway_error(&self, code: &str) -> Error {
        self.unknown(OutcomeUnknownCause::ReportedByGateway(code.to_owned()), Some(b""))
    }

    /// Returns [`Error::Rejected`] with a reason. The reason is independent of the texts.
    pub fn rejected(&self, reason: RejectionReason, code: &str, message: &str) -> Error {
        let secrets = Secrets::for_request(self.request, &self.credentials.account());
        Error::Rejected(Box::new(Rejected {
            endpoint: *R::endpoint(),
            reason,
            reference: self.reference(),
            mch_id: self.credentials.account().mch_id.to_owned(),
            is_business_error: true,
            code: Some(code.to_owned()),
            message: Some(message.to_owned()),
            received: empty_message(Verification::Unsigned),
            sent: None,
            http_status: 200,
            shown_code: Some(secrets.masked(code)),
            shown_message: Some(secrets.masked(message)),
        }))
    }

    /// Returns [`Error::SignatureMismatch`]: the response has another signature.
    pub fn signature_mismatch(&self) -> Error {
        let rule = <R::Family as Family>::SPEC.signing;
        let received = empty_message(Verification::Mismatch);
        Error::SignatureMismatch(Box::new(SignatureMismatch {
            endpoint: *R::endpoint(),
            reference: self.reference(),
            mch_id: self.credentials.account().mch_id.to_owned(),
            string_to_sign: StringToSign::for_received(&received.fields, rule),
            received,
            rule,
            sent: None,
            mistake: None,
        }))
    }

    fn transport(&self, kind: TransportErrorKind) -> Error {
        self.unknown(OutcomeUnknownCause::Transport(TransportError::new(kind, "made up for a test")), None)
    }

    fn unknown(&self, cause: OutcomeUnknownCause, body: Option<&[u8]>) -> Error {
        Error::OutcomeUnknown(Box::new(OutcomeUnknown {
            endpoint: *R::endpoint(),
            reference: self.reference(),
            mch_id: self.credentials.account().mch_id.to_owned(),
            cause,
            raw: body.map(|body| RawBody(body.to_vec())),
            sent: None,
        }))
    }

    fn reference(&self) -> Option<MerchantReference> {
        let field = R::endpoint().reference?;
        let mut found = None;
        self.request.visit(&self.credentials.account(), &mut |name, value| {
            if name == field
                && let FieldValue::Text(text) = value
            {
                found = Some(MerchantReference { field, value: text.to_owned() });
            }
        });
        found
    }
}

fn empty_message(verification: Verification) -> ReceivedMessage {
    let fields = Fields::default();
    ReceivedMessage { raw: RawText::new("{}", &fields), fields, verification, key: None }
}

impl<R> Clone for TestErrors<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for TestErrors<'_, R> {}

/// Hides the request, which may contain secrets.
impl<R> fmt::Debug for TestErrors<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestErrors").finish_non_exhaustive()
    }
}
