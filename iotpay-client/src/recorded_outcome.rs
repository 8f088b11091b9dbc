//! The outcome that the journal records for an error.

use crate::error::{Error, OutcomeUnknown, OutcomeUnknownCause, TransportErrorKind};
use crate::journal::{JournalOutcome, UnknownCause};

/// The outcome of a request that failed with this error.
impl From<&Error> for JournalOutcome {
    fn from(error: &Error) -> Self {
        match error {
            Error::Invalid(_) | Error::Unreachable(_) | Error::NotJournaled(_) => Self::NotSent,
            Error::Rejected(rejected) => {
                Self::Rejected { reason: rejected.reason, may_have_taken_effect: rejected.may_have_taken_effect() }
            }
            Error::SignatureMismatch(_) => Self::Unknown(UnknownCause::Signature),
            Error::OutcomeUnknown(unknown) => Self::Unknown(cause(unknown)),
        }
    }
}

fn cause(unknown: &OutcomeUnknown) -> UnknownCause {
    match &unknown.cause {
        OutcomeUnknownCause::Transport(error) if error.kind() == TransportErrorKind::Timeout => UnknownCause::Timeout,
        OutcomeUnknownCause::Transport(_) => UnknownCause::Interrupted,
        OutcomeUnknownCause::Status(status) => UnknownCause::Status(*status),
        OutcomeUnknownCause::Decode(_) => UnknownCause::Decode,
        OutcomeUnknownCause::ReportedByGateway(_) => UnknownCause::ReportedByGateway,
    }
}
