//! The time that this process had processors: others may keep the machine busy meanwhile.

use std::fs;
use std::sync::LazyLock;
use std::time::Instant;

/// Linux counts in these for all programs, whatever its kernel does.
const TICK: f64 = 10.0;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Milliseconds, of which only differences mean something: of all threads' processor time, in ticks of
/// ten. Where the system is not Linux, the clock on the wall must do.
pub fn now() -> f64 {
    of_processors().unwrap_or_else(|| START.elapsed().as_secs_f64() * 1e3)
}

fn of_processors() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets, and may hold blanks.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * TICK)
}
