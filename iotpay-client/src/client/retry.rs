//! The timing of retries.

use std::time::Duration;

/// The maximum number of attempts.
pub(super) const ATTEMPTS: u32 = 3;

/// The maximum pause after the first attempt; it doubles after each further attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(400);

/// Returns a pause of random length, so that many clients do not retry at the same time.
pub(super) fn pause(attempt: u32) -> Duration {
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
