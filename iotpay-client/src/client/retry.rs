//! When a call that changes nothing is repeated.

use std::time::Duration;

/// How often such a call is sent at most.
pub(super) const ATTEMPTS: u32 = 3;

/// The pause after the first attempt, at most; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_millis(400);

/// A pause of random length, so that many clients do not come back at once.
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
