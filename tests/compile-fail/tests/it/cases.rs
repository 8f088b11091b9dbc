//! Code that must not compile. The expected errors in `cases/*/*.stderr` are part of the interface.
//!
//! To update them, run `TRYBUILD=overwrite cargo test -p iotpay-compile-fail --test it cases::` with the toolchain
//! below. Then update `docs/compile-errors.md`: see `page.rs`.

use std::process::Command;

/// The compiler version of the expected errors. The wording of other versions differs.
const TOOLCHAIN: &str = "rustc 1.95.";

/// A separate `TestCases` without `pass` cases: `trybuild` then runs `cargo check` instead of a build. This proves
/// that each error already appears in `cargo check`, and therefore in editors.
#[test]
fn mistakes_do_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if !version.starts_with(TOOLCHAIN) {
        // CI must not skip the cases.
        assert!(
            std::env::var_os("CI").is_none(),
            "the expected errors are from {TOOLCHAIN}x; update them for {version}"
        );
        println!("skipped: the expected errors are from {TOOLCHAIN}x, and this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("cases/*/*.rs");
}
