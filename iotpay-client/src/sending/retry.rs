//! The retry policy.

use std::time::Duration;

use super::retry_budget::Budget;
use crate::error::{Error, OutcomeUnknownCause};
use crate::rejection::RejectionReason;
use crate::spec::Endpoint;
use crate::transport_error::TransportErrorKind;

/// The maximum number of attempts.
pub(crate) const ATTEMPTS: u32 = 3;

/// The maximum pause after the first attempt; it doubles after each further attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(400);

/// The last attempt has at least this part of the time of an attempt, as a divisor.
const LEAST_SHARE: u32 = 10;

/// A failed attempt.
pub(crate) struct Failure<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) error: &'a Error,
    /// The number of attempts before this one.
    pub(crate) earlier: u32,
    /// The pause that the server asks for.
    pub(crate) retry_after: Option<Duration>,
    /// The time that an attempt may take.
    pub(crate) attempt: Duration,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Send the request again after this pause.
    RetryAfter(Duration),
    /// Do not send the request again: it is not idempotent, the error is permanent, or all attempts are used.
    GiveUp,
    /// The pause would end after the deadline, or leave too little time for an attempt.
    NoTimeLeft,
    /// Too many queries failed recently.
    NoBudgetLeft,
}

/// Decides what to do after a failed attempt, with the time that is left of the operation. A retry is counted in the
/// budget.
pub(crate) fn next(failure: &Failure<'_>, left: Duration, budget: &Budget) -> Next {
    if !failure.endpoint.idempotent || failure.earlier + 1 >= ATTEMPTS || !is_transient(failure.error) {
        return Next::GiveUp;
    }
    // The server's pause is a minimum: many clients that wait for the same moment would overload it again.
    let pause = failure.retry_after.unwrap_or_default().saturating_add(pause(failure.earlier));
    // An attempt that is likely to time out only adds load, and would hide this error.
    if pause.saturating_add(failure.attempt / LEAST_SHARE) >= left {
        return Next::NoTimeLeft;
    }
    if budget.withdraw() { Next::RetryAfter(pause) } else { Next::NoBudgetLeft }
}

/// Returns the error of the last attempt or, if that one had no response, of the attempt before.
pub(crate) fn most_telling(before: Option<Error>, last: Error) -> Error {
    match before {
        Some(before) if !is_of_transport(&before) && is_of_transport(&last) => before,
        _ => last,
    }
}

fn is_of_transport(error: &Error) -> bool {
    match error {
        Error::Unreachable(_) => true,
        Error::OutcomeUnknown(unknown) => matches!(unknown.cause, OutcomeUnknownCause::Transport(_)),
        _ => false,
    }
}

/// Returns `true` if the error is transient.
fn is_transient(error: &Error) -> bool {
    match error {
        Error::Unreachable(unreachable) => unreachable.cause.kind() != TransportErrorKind::NotAllowed,
        Error::OutcomeUnknown(unknown) => match unknown.cause {
            // Timeout, too early, too many requests, or a server error; other statuses are permanent.
            OutcomeUnknownCause::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
            OutcomeUnknownCause::Transport(_)
            | OutcomeUnknownCause::Decode(_)
            | OutcomeUnknownCause::ReportedByGateway(_) => true,
        },
        Error::Rejected(rejected) => rejected.reason == RejectionReason::GatewayError,
        _ => false,
    }
}

/// Returns a pause of random length, so that many clients do not retry at the same time.
fn pause(attempt: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempt));
    longest.mul_f64(0.5 + fastrand::f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_vary_within_bounds() {
        for attempt in 0..4 {
            let longest = FIRST_PAUSE * 2_u32.pow(attempt);
            for _ in 0..50 {
                assert!((longest / 2..=longest).contains(&pause(attempt)));
            }
        }
    }
}
