//! `iotpay-gen diff`: what changed between two specs.

mod revision;
mod side;

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use iotpay_gen::diff::{Bump, Verdict, Version, diff, to_github, to_json, to_markdown, to_text};

use super::output::{FAILED, complain, print, style_of_output};

/// There are breaking changes.
const BREAKING: u8 = 1;

/// What the long help says.
pub const LONG: &str = "\
Tells what changed between two specs, what that means for whoever calls the client, and which version \
the release must carry.

OLD and NEW are folders with the YAML files, git revisions whose `spec/` is read (`HEAD~1`, `v0.1.0`; \
`main:tables` for another folder), or two YAML files, each of which stands in the project's own spec in \
place of the file of that name. What the folder is called does not matter.

Exit code 0: nothing that breaks; 1: breaking changes; 2: the specs could not be compared, also when \
one of them is not sound: its findings are shown.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen diff v0.1.0 spec                      what the next release changes
  iotpay-gen diff HEAD~1 HEAD --format markdown    an entry for the changelog
  iotpay-gen diff main spec --format github        annotations of a pull request
  iotpay-gen diff old/09-app-integrate.yaml spec/general/09-app-integrate.yaml

  `create_order` of App integrate IOTPay (general)

    breaking[request-field-added-required]: the request's field `osType` is new and required: \
a value of `os-type` (`IOS` and `ANDROID`)
      channels: ALIPAY_MOBILE
           new: spec/general/09-app-integrate.yaml:41:19
         to do: give the field: the compiler names each request that lacks it

  changes: 1 breaking
  this release must be 0.2.0 (breaking)";

/// What is compared, and how it is told.
#[derive(Args)]
pub struct Options {
    /// The older spec: a folder, a git revision, or a YAML file.
    #[arg(value_name = "OLD", allow_hyphen_values = true)]
    old: String,
    /// The newer spec: a folder, a git revision, or a YAML file.
    #[arg(value_name = "NEW", allow_hyphen_values = true)]
    new: String,
    /// Both are tables of another crate, whose pages share the project's families, signing rule and
    /// enumerations.
    #[arg(long)]
    private: bool,
    /// How changes are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The version that was released last; the version of this program when left out.
    #[arg(long, value_name = "VERSION")]
    baseline_version: Option<Version>,
}

/// How changes are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, by call and page; with colours on a terminal.
    Text,
    /// One JSON object with all changes.
    Json,
    /// Annotations of a pull request on GitHub: warnings where something breaks.
    Github,
    /// An entry of a changelog.
    Markdown,
}

/// Compares and tells.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let (old, new) = side::load_both(&options.old, &options.new, options.private).map_err(|message| {
        complain(&message);
        ExitCode::from(FAILED)
    })?;
    let changes = diff(&old, &new);
    let verdict = Verdict::new(&changes, options.baseline_version.unwrap_or_else(Version::of_this_package));
    let text = match options.format {
        Format::Text => to_text(&changes, &verdict, style_of_output()),
        Format::Json => to_json(&changes, &verdict),
        Format::Github => to_github(&changes, &verdict),
        Format::Markdown => to_markdown(&changes, &verdict),
    };
    print(&text)?;
    if verdict.bump == Bump::Major { Err(ExitCode::from(BREAKING)) } else { Ok(()) }
}
