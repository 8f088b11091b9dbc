//! `check` is run after every edit, so that nobody may notice that it takes time. Alone in its file: nothing
//! else runs programs meanwhile.

#![cfg(feature = "cli")]

use std::fs;
use std::process::Command;
use std::time::Instant;

/// Milliseconds that are still felt as at once; a build without optimisation may take some more.
const AT_ONCE: f64 = if cfg!(debug_assertions) { 250.0 } else { 100.0 };

#[test]
fn check_of_the_real_spec_is_felt_as_instant() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    let mut best = f64::INFINITY;
    // A machine that does other things slows some attempts down.
    for _ in 0..10 {
        let (wall, before) = (Instant::now(), of_children());
        let output = Command::new(env!("CARGO_BIN_EXE_iotpay-gen")).args(["check", spec]).output().unwrap();
        let wall = wall.elapsed().as_secs_f64() * 1e3;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let took = before.zip(of_children()).map_or(wall, |(before, after)| after - before);
        best = best.min(took);
        if best <= AT_ONCE {
            return;
        }
    }
    panic!("`check` took {best:.0} ms at best, and at most {AT_ONCE} are allowed");
}

/// Milliseconds of processor time of the programs that this one ran, in ticks of ten; known on Linux.
fn of_children() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets, and may hold blanks.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(13);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * 10.0)
}
