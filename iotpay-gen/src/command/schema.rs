//! `iotpay-gen schema`: the format of the spec's files as a JSON Schema.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::schema::schema;

use super::output::{print, write_file};

/// What the long help says.
pub const LONG: &str = "\
Writes the format of the spec's YAML files as a JSON Schema (draft 2020-12): each key with what it says, \
its shape, its allowed values, and whether it must be there. Editors complete and check by it while \
somebody types; a file names it in its first line, which `iotpay-gen import` writes:

  # yaml-language-server: $schema=../schema/spec-file.json

The schema is what the loader asks for, so that both know the same keys. What a file alone does not tell, \
such as whether a name leads somewhere, only `iotpay-gen check` tells.

Exit code 0: written; 2: it could not be written.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen schema                                      show it
  iotpay-gen schema --out spec/schema/spec-file.json     renew the file that editors read";

/// Where the schema goes.
#[derive(Args)]
pub struct Options {
    /// Where the schema goes; standard output when left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    match &options.out {
        Some(file) => write_file(&schema(), file),
        None => print(&schema()),
    }
}
