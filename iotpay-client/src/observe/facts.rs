//! The words for errors and verifications in spans and metrics. Their number is small, so that they can be labels.

use std::borrow::Cow;

use crate::error::{Error, OutcomeUnknownCause, RejectionReason, TransportErrorKind};
use crate::incoming::ReceivedMessage;
use crate::signing::Verification;

/// The value of `error.type`. For an HTTP error status, it is the status, as in the conventions of OpenTelemetry.
pub(super) fn error_type(error: &Error) -> Cow<'static, str> {
    let word = match error {
        Error::Invalid(_) => "invalid_request",
        Error::NotJournaled(_) => "not_journaled",
        Error::Unreachable(unreachable) => transport(unreachable.cause.kind()),
        Error::Rejected(rejected) => match rejected.reason {
            RejectionReason::NoSuchOrder => "no_such_order",
            RejectionReason::ReferenceUsed => "reference_used",
            RejectionReason::BadSignature => "bad_signature",
            RejectionReason::InvalidField => "invalid_field",
            RejectionReason::GatewayError => "gateway_error",
            RejectionReason::Other => "rejected",
            RejectionReason::Undocumented => "undocumented_rejection",
        },
        Error::SignatureMismatch(_) => "signature_mismatch",
        Error::OutcomeUnknown(unknown) => match &unknown.cause {
            OutcomeUnknownCause::Transport(error) => transport(error.kind()),
            OutcomeUnknownCause::Status(status) => return status.to_string().into(),
            OutcomeUnknownCause::Decode(_) => "decode",
            OutcomeUnknownCause::ReportedByGateway(_) => "gateway_error",
        },
    };
    word.into()
}

fn transport(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::NotAllowed => "not_allowed",
        TransportErrorKind::Connect => "connect",
        TransportErrorKind::TooLate => "too_late",
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Interrupted => "interrupted",
    }
}

/// The response that an error is about, if it could be read.
pub(super) fn received(error: &Error) -> Option<&ReceivedMessage> {
    match error {
        Error::Rejected(rejected) => Some(&rejected.received),
        Error::SignatureMismatch(mismatch) => Some(&mismatch.received),
        Error::Invalid(_) | Error::NotJournaled(_) | Error::Unreachable(_) | Error::OutcomeUnknown(_) => None,
    }
}

/// The value of `iotpay.verification`.
pub(super) fn verification(verification: &Verification) -> &'static str {
    match verification {
        Verification::Verified { uncovered } if uncovered.is_empty() => "verified",
        Verification::Verified { .. } => "partly_verified",
        Verification::Unsigned => "unsigned",
        Verification::Unverifiable => "unverifiable",
        Verification::Ambiguous => "ambiguous",
        Verification::Mismatch => "mismatch",
    }
}
