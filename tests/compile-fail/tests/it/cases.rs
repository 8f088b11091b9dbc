//! Mistakes that must not compile, with the compiler's messages in `cases/*/*.stderr`: these texts are part of the
//! interface.
//!
//! To update the texts: `TRYBUILD=overwrite cargo test -p iotpay-compile-fail --test it cases::`, with the toolchain
//! that they are written for. Then update `docs/compile-errors.md`, which shows them: see `page.rs`.

use std::process::Command;

/// The compiler that the texts are from. Others word the same refusals otherwise.
const TOOLCHAIN: &str = "rustc 1.95.";

/// By themselves: `trybuild` checks the files of a `TestCases` that has no `pass` by `cargo check`,
/// and builds all of them where it has one. So this shows that merchants see each refusal as early as
/// in their editor, which checks and does not build.
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
    trybuild::TestCases::new().compile_fail("cases/*/*.rs");
}
