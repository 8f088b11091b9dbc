//! `iotpay-gen coverage`: the parts of the vendor pages that a spec covers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::coverage_of;

use super::output::{DIAGNOSTICS_FOUND, Format, at, failed, print, print_stderr, say, write_file};
use super::spec::Spec;

/// The long help text.
pub const LONG: &str = "\
Write a Markdown document of the vendor pages that a spec covers: the source of their rows, what is \
missing, and the types generated for each endpoint. `docs/coverage.md` is such a document; `--check` \
reports whether it is up to date.

Exit codes: 0 success, 1 diagnostics found, 2 could not run. With `--check`, exit code 1 also means that \
the file is out of date.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen coverage                              write the coverage of the embedded spec to standard output
  iotpay-gen coverage spec --out docs/coverage.md
  iotpay-gen coverage --check docs/coverage.md     check that the file is up to date
  iotpay-gen coverage tables --private             the private endpoints of another crate";

/// The options of `coverage`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// Output file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Check that a file is up to date instead of writing
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    check: Option<PathBuf>,
}

/// Writes the document, or compares it.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let loaded = options.spec.load(Format::Text)?;
    let document = coverage_of(&loaded.model, &loaded.settings);
    match (&options.out, &options.check) {
        (_, Some(file)) => compare(&document, file, &options.spec),
        (Some(file), None) => write_file(&document, file),
        (None, None) => print(&document),
    }
}

fn compare(document: &str, file: &Path, spec: &Spec) -> Result<(), ExitCode> {
    let found = fs::read(file).map_err(|error| failed(&at(file, &error)))?;
    let file = file.display();
    if found == document.as_bytes() {
        say(&format!("{file} is up to date"));
        return Ok(());
    }
    let folder = spec.folder.as_ref().map_or_else(String::new, |folder| format!(" {}", folder.display()));
    let private = if spec.private { " --private" } else { "" };
    print_stderr(&format!(
        "error: {file} is out of date; run `cargo run -p iotpay-gen -- coverage{folder}{private} --out {file}`\n"
    ));
    Err(ExitCode::from(DIAGNOSTICS_FOUND))
}
