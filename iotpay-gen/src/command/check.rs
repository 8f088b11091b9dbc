//! `iotpay-gen check`: checks a spec.

use std::process::ExitCode;

use clap::Args;

use super::output::{DIAGNOSTICS_FOUND, Format, say};
use super::spec::Spec;

/// The long help text.
pub const LONG: &str = "\
Check a spec: read each file, look up names, and apply the rules of a valid spec. All diagnostics of all \
files are reported in one run, each with its location, a code (`IOT…`) and help. Run it after every edit \
of a YAML file; a build runs the same checks.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen check                           check the embedded spec
  iotpay-gen check spec                      check the files of a folder
  iotpay-gen check spec --format github      print annotations for a pull request
  iotpay-gen check spec --format json        print diagnostics as JSON
  iotpay-gen check tables --private          check the private endpoints of another crate";

/// The options of `check`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// Output format of diagnostics
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Checks the spec and prints the diagnostics.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let loaded = options.spec.load(options.format)?;
    if loaded.has_warnings {
        return Err(ExitCode::from(DIAGNOSTICS_FOUND));
    }
    if options.format != Format::Text {
        return Ok(());
    }
    let pages: Vec<_> = loaded.model.pages.iter().filter(|page| loaded.settings.includes(&page.file)).collect();
    let endpoints: usize = pages.iter().map(|page| page.endpoints.len()).sum();
    let requests: usize = pages.iter().flat_map(|page| &page.endpoints).map(|it| it.operations.len()).sum();
    let notifications: usize = pages.iter().map(|page| page.notifications.len()).sum();
    say(&format!(
        "the spec is valid: {} pages, {endpoints} endpoints, {requests} request types, {notifications} notifications",
        pages.len()
    ));
    Ok(())
}
