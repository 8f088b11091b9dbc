//! `iotpay-gen explain`: explains a rule and the remedy for its diagnostics.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::explain::{
    Explanation, explain, list_to_json, list_to_text, parse_code, to_json, to_markdown, to_text,
};

use super::output::{COULD_NOT_RUN, print, print_stderr, style_of_output};

/// The long help text.
pub const LONG: &str = "\
Explain the rule of each code: why it exists, an example that breaks it, a valid example, and the \
remedy. Without a code, list every code with its severity and its rule.

Write a code as diagnostics show it, or only its number.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen explain                             list every code with its severity and its rule
  iotpay-gen explain IOT012                      explain why a rule must name a field of its own table
  iotpay-gen explain iot012 21                   explain two codes
  iotpay-gen explain --list --format json        print the list as JSON
  iotpay-gen explain --all --format markdown     print docs/diagnostics.md";

/// The options of `explain`.
#[derive(Args)]
pub struct Options {
    /// Diagnostic codes: `IOT012`, `iot012` or `12`
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    /// List every code with its severity and its rule [default without a code]
    #[arg(long, conflicts_with_all = ["codes", "all"])]
    list: bool,
    /// Explain every code
    #[arg(long, conflicts_with = "codes")]
    all: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The output formats of `explain`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text, colored on a terminal
    Text,
    /// One JSON object
    Json,
    /// A Markdown document; requires codes or `--all`
    Markdown,
}

/// Explains codes, or lists them.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let style = style_of_output();
    if options.list || (options.codes.is_empty() && !options.all) {
        let list = match options.format {
            Format::Text => list_to_text(style),
            Format::Json => list_to_json(),
            Format::Markdown => {
                return Err(usage_error(
                    "the list is not available as Markdown",
                    "add `--all` to write every explanation",
                ));
            }
        };
        return print(&list);
    }
    let explanations: Vec<Explanation> = requested(options)?.into_iter().map(explain).collect();
    print(&match options.format {
        Format::Text => to_text(&explanations, style),
        Format::Json => to_json(&explanations),
        Format::Markdown => to_markdown(&explanations),
    })
}

/// Returns the requested codes, without duplicates.
fn requested(options: &Options) -> Result<Vec<Code>, ExitCode> {
    if options.all {
        return Ok(Code::ALL.to_vec());
    }
    let mut requested = Vec::new();
    let mut unknown = None;
    for written in &options.codes {
        match parse_code(written) {
            Ok(code) if requested.contains(&code) => {}
            Ok(code) => requested.push(code),
            Err(error) => unknown = Some(usage_error(&format!("unknown code `{written}`"), &error.to_string())),
        }
    }
    unknown.map_or(Ok(requested), Err)
}

fn usage_error(message: &str, help: &str) -> ExitCode {
    print_stderr(&format!("error: {message}\nhelp: {help}\n"));
    ExitCode::from(COULD_NOT_RUN)
}
