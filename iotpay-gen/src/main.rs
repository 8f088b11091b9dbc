//! The command line: its words, and which command they mean.

mod command;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use command::output::ColorChoice;
use command::{check, completions, coverage, diff, drift, explain, generate, import, openapi, schema};

/// What `--help` says below the commands.
const DAY: &str = "\
A maintainer's day, in this order:
  iotpay-gen import page.html > spec/general/17-new-page.yaml    a page that the spec has not: a draft of it
  iotpay-gen drift page.html                                     a page that it has: what is other there
  iotpay-gen check spec                                          after each edit: is the spec sound?
  iotpay-gen explain IOT012                                      why a finding is one, and what to do
  iotpay-gen diff v0.1.0 spec                                    what that means for callers, and the version
  iotpay-gen coverage spec --out docs/coverage.md                before the release: what is covered,
  iotpay-gen openapi spec --out docs/openapi.json                and the API for other languages

`iotpay-gen COMMAND --help` says more, with examples. Exit codes of all commands: 0 fine, 1 findings,
2 the command could not do its work.";

/// Checks IOTPay endpoint tables, generates Rust from them, and reads and compares saved pages.
#[derive(Parser)]
#[command(name = "iotpay-gen", version, about, after_help = DAY)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When findings and changes are coloured.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the YAML of a saved page of the vendor: HTML, Markdown or copied text.
    #[command(long_about = import::LONG, after_long_help = import::EXAMPLES)]
    Import(import::Options),
    /// Tells what a saved page of the vendor has otherwise than the spec.
    #[command(long_about = drift::LONG, after_long_help = drift::EXAMPLES)]
    Drift(drift::Options),
    /// Tells whether a spec is sound; exit code 1 and carets if there are errors or warnings.
    #[command(long_about = check::LONG, after_long_help = check::EXAMPLES)]
    Check(check::Options),
    /// Tells why there is a rule, with an example that breaks it and one that does not.
    #[command(long_about = explain::LONG, after_long_help = explain::EXAMPLES)]
    Explain(explain::Options),
    /// Writes the Rust that the build makes of a spec.
    #[command(long_about = generate::LONG, after_long_help = generate::EXAMPLES)]
    Generate(generate::Options),
    /// Tells what changed between two specs, and which version the release must carry; exit code 1 if
    /// something breaks.
    #[command(long_about = diff::LONG, after_long_help = diff::EXAMPLES)]
    Diff(diff::Options),
    /// Tells in Markdown what of the vendor's pages a spec holds, and which types are made of it.
    #[command(long_about = coverage::LONG, after_long_help = coverage::EXAMPLES)]
    Coverage(coverage::Options),
    /// Writes an OpenAPI 3.1 document of the API, for tools of other languages.
    #[command(long_about = openapi::LONG, after_long_help = openapi::EXAMPLES)]
    Openapi(openapi::Options),
    /// Writes the JSON Schema of the spec's files, by which editors complete and check.
    #[command(long_about = schema::LONG, after_long_help = schema::EXAMPLES)]
    Schema(schema::Options),
    /// Writes what a shell needs to complete commands, options and their values.
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
