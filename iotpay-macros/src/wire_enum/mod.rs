//! `#[derive(WireEnum)]`.

mod expand;

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Variant};

use crate::attribute::{self, Start, unknown};
use crate::client_path::{ClientPath, client_path};
use crate::errors::Errors;

/// An enum of wire values.
struct Codes<'a> {
    variants: Vec<(&'a Ident, LitStr)>,
    /// The variant for unknown values.
    other: Option<&'a Ident>,
    /// Whether the values are sent as integers.
    integer: bool,
    /// Whether serde's traits are implemented.
    serde: bool,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let client = client_path(&input.attrs, &["wire"]);
    let code = read(input, &mut errors).map_or_else(TokenStream::new, |codes| expand::expand(input, &codes, &client));
    errors.finish(code, expand::stub(input, &client))
}

fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Codes<'a>> {
    let Data::Enum(data) = &input.data else {
        errors.at(&input.ident, "`WireEnum` can only be derived for enums");
        return None;
    };
    if let Some(parameter) = input.generics.params.first() {
        errors.at(parameter, "generic parameters are not supported in a `WireEnum`");
    }
    let mut codes = Codes { variants: Vec::new(), other: None, integer: false, serde: false };
    let mut has_client = false;
    for part in attribute::parts("wire", &input.attrs, errors) {
        match part {
            Part::Client(client) if has_client => client.repeated(errors),
            Part::Client(_) => has_client = true,
            Part::Integer(_) => codes.integer = true,
            Part::Serde(_) => codes.serde = true,
            Part::Code(code) => errors.at(code, "a wire value is only allowed on a variant"),
            Part::Other(word) => errors.at(word, "`other` is only allowed on a variant"),
        }
    }
    for variant in &data.variants {
        read_variant(variant, &mut codes, errors);
    }
    if let Some(other) = codes.other.filter(|_| codes.integer) {
        errors.at(other, "`integer` and `other` are mutually exclusive; `integer` applies to enums that are sent");
    }
    let mut seen = HashSet::new();
    for (_, code) in &codes.variants {
        if !seen.insert(code.value()) {
            errors.at(code, format!("duplicate wire value `{}`", code.value()));
        }
        if codes.integer && code.value().parse::<i64>().is_err() {
            errors.at(code, "`wire(integer)` requires integer values");
        }
    }
    Some(codes)
}

fn read_variant<'a>(variant: &'a Variant, codes: &mut Codes<'a>, errors: &mut Errors) {
    let mut parts = attribute::parts("wire", &variant.attrs, errors).into_iter();
    let Some(part) = parts.next() else {
        // An attribute that cannot be parsed is already reported.
        if variant.attrs.iter().any(|attribute| attribute.path().is_ident("wire")) {
            return;
        }
        errors.at(&variant.ident, "missing wire value; add `#[wire(\"…\")]`");
        return;
    };
    if parts.next().is_some() {
        errors.at(&variant.ident, "this variant has more than one wire value; keep one");
    }
    match (part, &variant.fields) {
        (Part::Client(client), _) => client.misplaced(errors, "enum"),
        (Part::Code(code), Fields::Unit) => codes.variants.push((&variant.ident, code)),
        (Part::Code(code), _) => errors.at(code, "a variant with a wire value must be a unit variant"),
        (Part::Other(_), Fields::Unnamed(fields)) if fields.unnamed.len() == 1 => {
            if codes.other.replace(&variant.ident).is_some() {
                errors.at(&variant.ident, "more than one variant is marked as `other`; keep one");
            }
        }
        (Part::Other(word), _) => errors.at(word, "the `other` variant must contain an `Unrecognized`"),
        (Part::Integer(word), _) => errors.at(word, "`integer` is only allowed on the enum"),
        (Part::Serde(word), _) => errors.at(word, "`serde` is only allowed on the enum"),
    }
}

enum Part {
    Code(LitStr),
    Other(Ident),
    Integer(Ident),
    /// `serde`, on the enum.
    Serde(Ident),
    /// `crate = "pay"`, on the enum.
    Client(ClientPath),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword = match input.parse()? {
            Start::Text(text) => return Ok(Self::Code(text)),
            Start::Client(client) => return Ok(Self::Client(client)),
            Start::Keyword(keyword) => keyword,
        };
        match keyword.to_string().as_str() {
            "other" => Ok(Self::Other(keyword)),
            "integer" => Ok(Self::Integer(keyword)),
            "serde" => Ok(Self::Serde(keyword)),
            _ => Err(unknown(
                &keyword,
                "wire",
                "a wire value in quotes, `other`, `integer`, `serde` or `crate`",
                &["other", "integer", "serde", "crate"],
            )),
        }
    }
}
