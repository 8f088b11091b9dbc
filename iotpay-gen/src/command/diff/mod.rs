//! `iotpay-gen diff`: the changes between two specs.

mod error;
mod revision;
mod side;

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use iotpay_gen::diff::{Bump, Verdict, Version, diff, to_github, to_json, to_markdown, to_text};

use error::LoadError;

use super::output::{COULD_NOT_RUN, print, print_stderr, style, style_of_output};

/// The exit code for breaking changes.
const BREAKING: u8 = 1;

/// The long help text.
pub const LONG: &str = "\
Compare two specs: show the changes, what they mean for callers of the client, and the version of the \
next release.

OLD and NEW are folders with YAML files, git revisions whose `spec/` is read (`HEAD~1`, `v0.1.0`; \
`main:tables` for another folder), or two YAML files, which replace the file of the same name \
in the embedded spec. The name of the folder is not compared.

Exit codes: 0 success, 1 diagnostics found, 2 could not run. Exit code 1 means that there are breaking \
changes.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen diff v0.1.0 spec                      list the changes of the next release
  iotpay-gen diff HEAD~1 HEAD --format markdown    print a changelog entry
  iotpay-gen diff main spec --format github        print annotations for a pull request
  iotpay-gen diff old/09-app-integrate.yaml spec/general/09-app-integrate.yaml

  `create_order` of App integrate IOTPay (general)

    breaking[request-field-added-required]: the required field `osType` was added to the request: \
a value of `os-type` (`IOS` and `ANDROID`)
      channels: ALIPAY_MOBILE
           new: spec/general/09-app-integrate.yaml:41:19
         to do: set the field; the compiler reports each request without it

  changes: 1 breaking
  the next version must be 0.2.0 (breaking)";

/// The options of `diff`.
#[derive(Args)]
pub struct Options {
    /// Older spec: a folder, a git revision, or a YAML file
    #[arg(value_name = "OLD", allow_hyphen_values = true)]
    old: String,
    /// Newer spec: a folder, a git revision, or a YAML file
    #[arg(value_name = "NEW", allow_hyphen_values = true)]
    new: String,
    /// Compare private endpoints of another crate, which share this project's families, signing rule and
    /// enumerations
    #[arg(long)]
    private: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Version that was released last [default: the version of this program]
    #[arg(long, value_name = "VERSION")]
    baseline_version: Option<Version>,
}

/// The output formats of `diff`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text grouped by endpoint and page, colored on a terminal
    Text,
    /// One JSON object with all changes
    Json,
    /// GitHub annotations: breaking changes are warnings
    Github,
    /// A changelog entry
    Markdown,
}

/// Compares both specs and prints the changes.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let (old, new) = side::load_both(&options.old, &options.new, options.private).map_err(|error| {
        if let LoadError::Invalid { spec, .. } = &error {
            print_stderr(&spec.render(style()));
        }
        print_stderr(&format!("error: {error}\n"));
        ExitCode::from(COULD_NOT_RUN)
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
