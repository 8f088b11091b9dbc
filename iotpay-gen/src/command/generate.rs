//! `iotpay-gen generate`: the Rust code that the build generates from a spec.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::{ClientPath, build_script, generate};

use super::output::{Format, failed, say};
use super::spec::{Loaded, Spec};

/// The long help text.
pub const LONG: &str = "\
Write the Rust code that the build generates from a spec, to read it or to keep it under version \
control. Builds do not need it: `iotpay_gen::build_script` writes the same code to `OUT_DIR`. Unchanged \
files are not rewritten, files of removed pages are deleted, and no other file is touched.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen generate --out generated                        generate from the embedded spec
  iotpay-gen generate spec --out generated                   generate from a folder
  iotpay-gen generate --no-line-numbers --out tests/golden     omit line numbers, for version control
  iotpay-gen generate tables --private --out generated       generate private endpoints of another crate";

/// The options of `generate`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// Omit spec line numbers from the generated documentation
    #[arg(long)]
    no_line_numbers: bool,
    /// Path of `iotpay-client` in the other crate [default: `iotpay_client`]
    #[arg(long, value_name = "PATH", requires = "private")]
    client: Option<ClientPath>,
    /// Output folder
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
}

/// Writes the generated code.
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
