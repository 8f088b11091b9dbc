//! Measures the processor time of this process, since other processes may keep the machine busy.

use std::fs;
use std::sync::LazyLock;
use std::time::Instant;

/// Milliseconds per tick. Linux reports times to all programs in this unit, independent of the kernel's timer.
const TICK: f64 = 10.0;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Returns the processor time of all threads in milliseconds, with a resolution of 10. Only differences are
/// meaningful. On systems other than Linux, it returns wall-clock time.
pub fn now() -> f64 {
    of_processors().unwrap_or_else(|| START.elapsed().as_secs_f64() * 1e3)
}

fn of_processors() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets and may contain spaces.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * TICK)
}
