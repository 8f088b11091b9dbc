//! Measures `check`, which is run after every edit and must feel instant. This test is a program of its
//! own, so that nothing else uses the processor meanwhile.

#![cfg(feature = "cli")]

use std::fs;
use std::process::Command;
use std::time::Instant;

/// The limit in milliseconds below which a command feels instant; a build without optimization may need
/// more.
const AT_ONCE: f64 = if cfg!(debug_assertions) { 250.0 } else { 100.0 };

#[test]
fn checking_the_embedded_spec_feels_instant() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    let mut best = f64::INFINITY;
    // Other work on the machine slows down some attempts.
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
    panic!("`check` took at least {best:.0} ms; at most {AT_ONCE} are allowed");
}

/// Returns the processor time of this test's child programs in milliseconds, in steps of 10 ms; Linux only.
fn of_children() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in parentheses, which can contain spaces.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(13);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) * 10.0)
}
