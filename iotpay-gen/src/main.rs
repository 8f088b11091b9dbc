//! The command line: parses the arguments and runs the command.

mod command;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use command::output::ColorChoice;
use command::{check, completions, coverage, diff, drift, explain, generate, import, openapi, schema};

/// The text of `--help` below the commands.
const DAY: &str = "\
A typical workflow:
  iotpay-gen import page.html > spec/general/17-new-page.yaml    draft a page that is not in the spec
  iotpay-gen drift page.html                                     compare a page that is in the spec
  iotpay-gen check spec                                          check the spec after each edit
  iotpay-gen explain IOT012                                      explain a diagnostic
  iotpay-gen diff v0.1.0 spec                                    show what changes mean for callers, and the next version
  iotpay-gen coverage spec --out docs/coverage.md                before a release: regenerate the coverage page
  iotpay-gen openapi spec --out docs/openapi.json                and the OpenAPI document

Run `iotpay-gen COMMAND --help` for details and examples. Exit codes of all commands: 0 success, 1 diagnostics
found, 2 could not run.";

/// Check the IOTPay API spec, generate Rust code from it, and compare it with saved vendor pages
#[derive(Parser)]
#[command(name = "iotpay-gen", version, about, after_help = DAY)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to color diagnostics and changes
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

#[derive(Subcommand)]
enum Command {
    /// Draft a spec file from a saved vendor page: HTML, Markdown or copied text
    #[command(long_about = import::LONG, after_long_help = import::EXAMPLES)]
    Import(import::Options),
    /// Compare saved vendor pages with the spec
    #[command(long_about = drift::LONG, after_long_help = drift::EXAMPLES)]
    Drift(drift::Options),
    /// Check a spec and report errors and warnings
    #[command(long_about = check::LONG, after_long_help = check::EXAMPLES)]
    Check(check::Options),
    /// Explain the rule of a diagnostic, with examples
    #[command(long_about = explain::LONG, after_long_help = explain::EXAMPLES)]
    Explain(explain::Options),
    /// Write the Rust code that the build generates from a spec
    #[command(long_about = generate::LONG, after_long_help = generate::EXAMPLES)]
    Generate(generate::Options),
    /// Compare two specs and show breaking changes and the next version
    #[command(long_about = diff::LONG, after_long_help = diff::EXAMPLES)]
    Diff(diff::Options),
    /// Write the coverage of the vendor pages, with their generated types, as Markdown
    #[command(long_about = coverage::LONG, after_long_help = coverage::EXAMPLES)]
    Coverage(coverage::Options),
    /// Write an OpenAPI 3.1 document of the API
    #[command(long_about = openapi::LONG, after_long_help = openapi::EXAMPLES)]
    Openapi(openapi::Options),
    /// Write the JSON Schema of spec files, for editors
    #[command(long_about = schema::LONG, after_long_help = schema::EXAMPLES)]
    Schema(schema::Options),
    /// Write shell completions
    #[command(long_about = completions::LONG, after_long_help = completions::EXAMPLES)]
    Completions(completions::Options),
}

fn main() -> ExitCode {
    let Arguments { command, color } = Arguments::parse();
    color.choose();
    let outcome = match command {
        Command::Import(options) => import::run(&options),
        Command::Drift(options) => drift::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Generate(options) => generate::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Coverage(options) => coverage::run(&options),
        Command::Openapi(options) => openapi::run(&options),
        Command::Schema(options) => schema::run(&options),
        Command::Completions(options) => completions::run(&options),
    };
    outcome.err().unwrap_or(ExitCode::SUCCESS)
}
