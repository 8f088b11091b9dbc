//! `iotpay-gen explain`: why there is a rule, and what to do about its findings.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::explain::{
    Explanation, explain, list_to_json, list_to_text, parse_code, to_json, to_markdown, to_text,
};

use super::output::{FAILED, complain, print, style_of_output};

/// What the long help says.
pub const LONG: &str = "\
Tells of each code the rule, why there is one, an example that breaks it, one that does not, and what to \
do. Without a code, lists every code with its severity and its rule.

A code is written as the findings show it, or as its number alone.

Exit code 0: told; 2: there is no such code.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen explain                             every code, its severity and its rule
  iotpay-gen explain IOT012                      why a rule must name a field of its own table
  iotpay-gen explain iot012 21                   two of them
  iotpay-gen explain --list --format json        for programs
  iotpay-gen explain --all --format markdown     docs/diagnostics.md";

/// What is explained, and how.
#[derive(Args)]
pub struct Options {
    /// Codes of findings: `IOT012`, `iot012` or `12`.
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    /// Lists every code with its severity and its rule, as without a code.
    #[arg(long, conflicts_with_all = ["codes", "all"])]
    list: bool,
    /// Explains every code.
    #[arg(long, conflicts_with = "codes")]
    all: bool,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How explanations are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people; with colours on a terminal.
    Text,
    /// One JSON object.
    Json,
    /// A document in Markdown; the codes whose pages it shows must be named, or `--all`.
    Markdown,
}

/// Explains, or lists.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let style = style_of_output();
    if options.list || (options.codes.is_empty() && !options.all) {
        let list = match options.format {
            Format::Text => list_to_text(style),
            Format::Json => list_to_json(),
            Format::Markdown => return Err(refuse("there is no list in Markdown", "add `--all` for every page")),
        };
        return print(&list);
    }
    let explanations: Vec<Explanation> = wanted(options)?.into_iter().map(explain).collect();
    print(&match options.format {
        Format::Text => to_text(&explanations, style),
        Format::Json => to_json(&explanations),
        Format::Markdown => to_markdown(&explanations),
    })
}

/// The codes that are asked for, each once.
fn wanted(options: &Options) -> Result<Vec<Code>, ExitCode> {
    if options.all {
        return Ok(Code::ALL.to_vec());
    }
    let mut wanted = Vec::new();
    let mut unknown = None;
    for written in &options.codes {
        match parse_code(written) {
            Ok(code) if wanted.contains(&code) => {}
            Ok(code) => wanted.push(code),
            Err(help) => unknown = Some(refuse(&format!("there is no code `{written}`"), &help)),
        }
    }
    unknown.map_or(Ok(wanted), Err)
}

fn refuse(message: &str, help: &str) -> ExitCode {
    complain(&format!("error: {message}\nhelp: {help}\n"));
    ExitCode::from(FAILED)
}
