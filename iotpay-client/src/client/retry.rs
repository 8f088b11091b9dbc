//! The retry policy.

use std::time::{Duration, Instant};

use crate::error::{Error, OutcomeUnknownCause};
use crate::rejection::RejectionReason;
use crate::spec::Endpoint;
use crate::transport_error::TransportErrorKind;

/// The maximum number of attempts.
const ATTEMPTS: u32 = 3;

/// The maximum pause after the first attempt; it doubles after each further attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(400);

/// Returns the pause before the next attempt, or `None` if the request must not be sent again: the endpoint is not
/// idempotent, the error is permanent, all attempts are used (`attempt` counts from 0), or the pause would end after
/// the deadline.
pub(super) fn next(endpoint: &Endpoint, error: &Error, attempt: u32, deadline: Instant) -> Option<Duration> {
    if !endpoint.idempotent || attempt + 1 >= ATTEMPTS || !is_transient(error) {
        return None;
    }
    Some(pause(attempt)).filter(|pause| Instant::now() + *pause < deadline)
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
