//! `iotpay-gen check`: whether a spec is sound.

use std::process::ExitCode;

use clap::Args;

use super::output::{Format, UNSOUND, say};
use super::spec::Spec;

/// What the long help says.
pub const LONG: &str = "\
Tells whether a spec is sound: each file is read, names are looked up, and the rules that a sound spec \
keeps are checked. All findings of all files come in one run, with their places, a code (`IOT…`) and what \
to do. Run it after every edit of a YAML file; a build checks the same.

Exit code 0: sound; 1: errors or warnings; 2: the folder could not be read.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen check                           the project's own spec, as it was built in
  iotpay-gen check spec                      the files of a folder, as they are now
  iotpay-gen check spec --format github      annotations of a pull request
  iotpay-gen check spec --format json        for programs
  iotpay-gen check tables --private          the tables of another crate";

/// What is checked, and how it is told.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Checks and tells.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let loaded = options.spec.load(options.format)?;
    if !loaded.is_sound {
        return Err(ExitCode::from(UNSOUND));
    }
    if options.format != Format::Text {
        return Ok(());
    }
    let pages: Vec<_> = loaded.model.pages.iter().filter(|page| loaded.settings.includes(&page.file)).collect();
    let endpoints: usize = pages.iter().map(|page| page.endpoints.len()).sum();
    let requests: usize = pages.iter().flat_map(|page| &page.endpoints).map(|it| it.operations.len()).sum();
    let notifications: usize = pages.iter().map(|page| page.notifications.len()).sum();
    say(&format!(
        "the spec is sound: {} pages, {endpoints} endpoints, {requests} request types, {notifications} notifications",
        pages.len()
    ));
    Ok(())
}
