//! `iotpay-gen openapi`: the API as an OpenAPI document.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use iotpay_gen::openapi::{self, Contents, FormParams};

use super::output::{FAILED, Format, complain, print, write_file};
use super::spec::Spec;

/// What the long help says.
pub const LONG: &str = "\
Writes an OpenAPI 3.1 document of the API, in JSON, which is YAML as well: every call with a schema for \
each channel, responses, notifications as webhooks, lists of values with their meanings.

What is sent is described narrowly, what is received widely: unknown values and fields are no error. What \
OpenAPI has no word for (how to sign, what may be repeated, where a fact is from) stands in the text and in \
`x-iotpay-…`.

Exit code 0: it is written; 1: the spec is not sound, and its findings are shown; 2: it could not be \
written.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen openapi --out docs/openapi.json         the whole API
  iotpay-gen openapi --family card --out card.json   one family
  iotpay-gen openapi spec --private                  pages of another crate
  iotpay-gen openapi --form-params text              for generators that ignore `encoding`
  openapi-typescript card.json --output card.ts      types for TypeScript";

/// What is written, and where it goes.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    spec: Spec,
    /// The one family to write, by its name in the spec; all when left out.
    #[arg(long, value_name = "NAME")]
    family: Option<String>,
    /// How to type the parameter of requests that are sent as a form
    #[arg(long, value_name = "TYPE", default_value = "object")]
    form_params: Params,
    /// Where the document goes; standard output when left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The types of the form parameter.
#[derive(Clone, Copy, ValueEnum)]
enum Params {
    /// The request, encoded as JSON
    Object,
    /// A string that holds the request as JSON: for generators that ignore `encoding`
    Text,
}

/// Writes it.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let loaded = options.spec.load(Format::Text)?;
    let form_params = match options.form_params {
        Params::Object => FormParams::Object,
        Params::Text => FormParams::Text,
    };
    let contents = Contents { family: options.family.as_deref(), form_params };
    let document = openapi::openapi(&loaded.model, &loaded.settings, contents).map_err(|refusal| {
        complain(&format!("error: {refusal}\n"));
        ExitCode::from(FAILED)
    })?;
    match &options.out {
        Some(file) => write_file(&document, file),
        None => print(&document),
    }
}
