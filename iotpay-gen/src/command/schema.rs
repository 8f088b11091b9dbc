//! `iotpay-gen schema`: the format of the spec's files as a JSON Schema.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::schema::schema;

use super::output::{print, write_file};

/// The long help text.
pub const LONG: &str = "\
Write a JSON Schema (draft 2020-12) of the spec's YAML files: each key with its meaning, its type, its \
allowed values, and whether it is required. Editors use it to complete and check spec files while you \
type. The first line of a file names the schema; `iotpay-gen import` writes this line:

  # yaml-language-server: $schema=../schema/spec-file.json

The schema is derived from the keys that the loader looks up, so both always agree. Errors that are not \
visible in a single file, such as undefined names, are reported only by `iotpay-gen check`.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen schema                                      print the schema
  iotpay-gen schema --out spec/schema/spec-file.json     regenerate the file that editors read";

/// The options of `schema`.
#[derive(Args)]
pub struct Options {
    /// Output file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the schema.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    match &options.out {
        Some(file) => write_file(&schema(), file),
        None => print(&schema()),
    }
}
