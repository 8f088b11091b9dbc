//! What must not compile, and what the compiler says then: the texts in `tests/ui/fail/*/*.stderr`
//! are part of the interface. And what must compile and run: each request, filled by `request!`.
//!
//! To renew the texts: `TRYBUILD=overwrite cargo test -p iotpay-tests --test it ui::`, with the toolchain
//! that they are written for; then `docs/compile-errors.md`, which shows them: see
//! `compile_errors.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use iotpay_gen::model::{Model, Operation, Page};

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
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}

#[test]
fn requests_compile_and_run() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

/// The requests of a page are in one file, `requests/<family>_<page>.rs`: each by literals alone, with
/// all that the caller can give, and by what only a running program has.
#[test]
fn every_request_is_filled_in_the_file_of_its_page() {
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "ui", "pass"].iter().collect();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Where the lines end is the formatter's business.
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = read(folder.join("requests.rs"));
    let mut expected = BTreeSet::new();
    for page in &model.pages {
        let operations: Vec<_> = operations(page).collect();
        if operations.is_empty() {
            continue;
        }
        let name = format!("{}_{}", model.families[page.family].name, page.module);
        assert!(all.contains(&format!(" {name},")), "`requests.rs` does not run `{name}`");
        let text = read(folder.join("requests").join(format!("{name}.rs")));
        for operation in operations {
            assert_is_filled(&model, page, operation, &text);
        }
        expected.insert(format!("{name}.rs"));
    }
    let files = fs::read_dir(folder.join("requests")).unwrap();
    let files: BTreeSet<_> = files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, expected, "files of `ui/pass/requests`");
}

fn operations(page: &Page) -> impl Iterator<Item = &Operation> {
    page.endpoints.iter().filter(|endpoint| !endpoint.is_overview).flat_map(|endpoint| &endpoint.operations)
}

fn assert_is_filled(model: &Model, page: &Page, operation: &Operation, text: &str) {
    let name = format!("{}::{}", model.families[page.family].name, operation.type_name);
    // Each up to the next call.
    let calls = |start: &str| -> Vec<String> {
        let calls = text.split(start).skip(1);
        calls.map(|call| call.split("request!(").next().unwrap_or_default().to_owned()).collect()
    };
    let literals = calls(&format!("let order: {name} = request!({name} {{")).concat();
    for field in operation.caller_fields() {
        let given = format!(" {}: ", field.rust_name);
        assert!(literals.contains(&given), "{name} is not filled by a literal for `{}`", field.rust_name);
    }
    let checked = calls(&format!("let order = request!({name} {{"));
    assert!(checked.iter().any(|call| call.contains("})?;")), "{name} is not filled by values of a running program");
}
