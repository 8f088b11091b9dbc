//! `iotpay-gen openapi`: the API as an OpenAPI document.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use iotpay_gen::openapi::{self, Contents, FormParams};

use super::output::{COULD_NOT_RUN, Format, print, print_stderr, write_file};
use super::spec::Spec;

/// The long help text.
pub const LONG: &str = "\
Write an OpenAPI 3.1 document of the API in JSON, which is also valid YAML: every endpoint with a schema \
for each channel, responses, notifications as webhooks, and enumerations with their meanings.

Schemas of requests are strict; schemas of received messages allow unknown values and fields. The \
description and `x-iotpay-…` contain what OpenAPI cannot express: how to sign, what may be retried, and \
the source of each fact.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen openapi --out docs/openapi.json         the whole API
  iotpay-gen openapi --family card --out card.json   one family
  iotpay-gen openapi spec --private                  private endpoints of another crate
  iotpay-gen openapi --form-params text              for generators that ignore `encoding`
  openapi-typescript card.json --output card.ts      types for TypeScript";

/// The options of `openapi`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// Name of one family to write [default: all]
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// Type of the parameter of form requests
    #[arg(long, value_name = "TYPE", default_value = "object")]
    form_params: Params,
    /// Output file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The types of the form parameter.
#[derive(Clone, Copy, ValueEnum)]
enum Params {
    /// The request, encoded as JSON
    Object,
    /// A string that contains the request as JSON, for generators that ignore `encoding`
    Text,
}

/// Writes the document.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let loaded = options.spec.load(Format::Text)?;
    let form_params = match options.form_params {
        Params::Object => FormParams::Object,
        Params::Text => FormParams::Text,
    };
    let contents = Contents { family: options.family.as_deref(), form_params };
    let document = openapi::openapi(&loaded.model, &loaded.settings, contents).map_err(|error| {
        print_stderr(&format!("error: {error}\n"));
        ExitCode::from(COULD_NOT_RUN)
    })?;
    match &options.out {
        Some(file) => write_file(&document, file),
        None => print(&document),
    }
}
