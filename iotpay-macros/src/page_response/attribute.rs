//! The contents of `#[response(…)]`.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Path, Token};

use crate::attribute::{self, Start, unknown};
use crate::client_path::ClientPath;
use crate::errors::Errors;

/// The attributes of the enum.
#[derive(Default)]
pub(super) struct EnumAttributes {
    /// `request = CustomerScanQr`.
    pub(super) request: Option<Path>,
    /// `channel = general::Channel`: the enum of channels.
    pub(super) channel: Option<Path>,
    /// `serde`: implements its traits.
    pub(super) serde: bool,
}

pub(super) fn of_enum(attributes: &[Attribute], errors: &mut Errors) -> EnumAttributes {
    let mut found = EnumAttributes::default();
    let mut has_client = false;
    for part in attribute::parts("response", attributes, errors) {
        match part {
            Part::Client(client) if has_client => client.repeated(errors),
            Part::Client(_) => has_client = true,
            Part::Request(keyword, path) => set(&mut found.request, path, &keyword, errors),
            Part::Channel(keyword, path) => set(&mut found.channel, path, &keyword, errors),
            Part::Serde(_) => found.serde = true,
            Part::Wire(wire) => errors.at(wire, "a channel is only allowed on a variant"),
        }
    }
    found
}

fn set(part: &mut Option<Path>, path: Path, keyword: &Ident, errors: &mut Errors) {
    if part.replace(path).is_some() {
        errors.at(keyword, format_args!("`{keyword}` is specified more than once"));
    }
}

/// Returns the channel of a variant.
pub(super) fn of_variant(attributes: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut found: Option<LitStr> = None;
    for part in attribute::parts("response", attributes, errors) {
        match part {
            Part::Wire(wire) => {
                if found.replace(wire.clone()).is_some() {
                    errors.at(wire, "a variant can have only one channel");
                }
            }
            Part::Client(client) => client.misplaced(errors, "enum"),
            Part::Request(keyword, _) | Part::Channel(keyword, _) | Part::Serde(keyword) => {
                errors.at(&keyword, format_args!("`{keyword}` is only allowed on the enum"));
            }
        }
    }
    found
}

enum Part {
    /// `"WX_NATIVE"`, on a variant.
    Wire(LitStr),
    Request(Ident, Path),
    Channel(Ident, Path),
    Serde(Ident),
    /// `crate = "pay"`.
    Client(ClientPath),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword = match input.parse()? {
            Start::Text(text) => return Ok(Self::Wire(text)),
            Start::Client(client) => return Ok(Self::Client(client)),
            Start::Keyword(keyword) => keyword,
        };
        match keyword.to_string().as_str() {
            "serde" => Ok(Self::Serde(keyword)),
            "request" => path(input).map(|path| Self::Request(keyword, path)),
            "channel" => path(input).map(|path| Self::Channel(keyword, path)),
            _ => Err(unknown(
                &keyword,
                "response",
                "`request`, `channel`, `serde` or `crate` on the enum, or a channel in quotes on a variant",
                &["request", "channel", "serde", "crate"],
            )),
        }
    }
}

/// `= path`.
fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    input.parse::<Token![=]>()?;
    input.call(Path::parse_mod_style)
}
