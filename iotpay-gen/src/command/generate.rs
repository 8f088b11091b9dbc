//! `iotpay-gen generate`: the Rust that the build makes of a spec.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::{ClientPath, build_script, generate};

use super::output::{Format, failed, say};
use super::spec::{Loaded, Spec};

/// What the long help says.
pub const LONG: &str = "\
Writes the Rust that the build makes of a spec, to read it or to keep it under version control. Builds do \
without it: `iotpay_gen::build_script` writes the same into `OUT_DIR`. Files that read so already are left \
alone, those of pages that are gone are removed, and no other file is touched.

Exit code 0: written; 1: the spec has errors, and nothing is written; 2: something could not be read or \
written.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen generate --out generated                        of the project's own spec
  iotpay-gen generate spec --out generated                   of a folder
  iotpay-gen generate --no-line-numbers --out tests/golden     a copy that a row more changes in one place
  iotpay-gen generate tables --private --out generated       the tables of another crate";

/// What is written, and where.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// Leaves out on which line of the spec each thing stands, which the build says.
    #[arg(long)]
    no_line_numbers: bool,
    /// Path of `iotpay-client` in the other crate, if it is not `iotpay_client`.
    #[arg(long, value_name = "PATH", requires = "private")]
    client: Option<ClientPath>,
    /// The folder that the Rust goes to.
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
}

/// Writes.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let Loaded { model, settings, .. } = options.spec.load(Format::Text)?;
    let settings = if options.no_line_numbers { settings.no_line_numbers() } else { settings };
    let settings = match &options.client {
        Some(client) => settings.with_client(client.clone()),
        None => settings,
    };
    let files = generate(&model, &settings);
    build_script::write(&files, &options.out).map_err(|error| failed(&error))?;
    say(&format!("{} files in {}", files.len(), options.out.display()));
    Ok(())
}
