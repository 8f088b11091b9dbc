//! Times short work by the medians of many rounds.

use std::hint::black_box;
use std::time::Instant;

/// Returns the nanoseconds that the work takes once, measured over one round.
pub fn nanoseconds<T>(repetitions: u32, mut work: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..repetitions {
        black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(repetitions)
}

/// Returns the median of the times of all rounds.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
