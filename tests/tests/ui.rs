//! What must not compile, and what the compiler says then: the texts in `tests/ui/*.stderr` are
//! part of the interface.
//!
//! To renew them: `TRYBUILD=overwrite cargo test -p iotpay-tests --test ui`, with the toolchain
//! that they are written for.

use std::process::Command;

/// The compiler that the texts are from. Others word the same refusals otherwise.
const TOOLCHAIN: &str = "rustc 1.95.";

#[test]
fn mistakes_do_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if !version.starts_with(TOOLCHAIN) {
        // The gate must not pass by looking away.
        assert!(std::env::var_os("CI").is_none(), "the texts are those of {TOOLCHAIN}x: renew them for {version}");
        println!("skipped: the texts are those of {TOOLCHAIN}x, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
