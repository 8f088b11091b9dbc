//! `iotpay-gen coverage`: what of the vendor's pages a spec holds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::coverage_of;

use super::output::{Format, UNSOUND, at, complain, failed, print, say, write_file};
use super::spec::Spec;

/// What the long help says.
pub const LONG: &str = "\
Tells in Markdown what of the vendor's pages a spec holds, from where its rows are known, what is missing, \
and which types are made of each call. `docs/coverage.md` is such a document; `--check` tells whether it \
is up to date.

Exit code 0: written, or up to date; 1: the spec has errors, or the file to check is out of date; 2: \
something could not be read or written.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen coverage                              of the project's own spec, to standard output
  iotpay-gen coverage spec --out docs/coverage.md
  iotpay-gen coverage --check docs/coverage.md     is the file what the spec gives?
  iotpay-gen coverage tables --private             the tables of another crate";

/// What is told, and where.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// Where the Markdown goes; standard output when left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Compares the Markdown with a file instead; exit code 1 if it differs.
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    check: Option<PathBuf>,
}

/// Writes or compares.
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
    complain(&format!(
        "error: {file} is not what the spec gives; `cargo run -p iotpay-gen -- coverage{folder}{private} --out {file}` renews it\n"
    ));
    Err(ExitCode::from(UNSOUND))
}
