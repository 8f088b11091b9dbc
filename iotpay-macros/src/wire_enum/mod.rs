//! `#[derive(Code)]`.

mod expand;

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Token, Variant};

use crate::attribute::{separated, unknown};
use crate::client_path::{ClientPath, client_path};
use crate::errors::Errors;

/// An enum of codes.
struct Codes<'a> {
    variants: Vec<(&'a Ident, LitStr)>,
    /// The variant for codes that nobody knows.
    other: Option<&'a Ident>,
    /// Whether the codes are sent as integers.
    integer: bool,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let client = client_path(&input.attrs, &["wire"]);
    let code = read(input, &mut errors).map_or_else(TokenStream::new, |codes| expand::expand(input, &codes, &client));
    errors.finish(code, expand::stub(input, &client))
}

fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Codes<'a>> {
    let Data::Enum(data) = &input.data else {
        errors.at(&input.ident, "codes are the variants of an enum: `WireEnum` can be derived for enums only");
        return None;
    };
    if let Some(parameter) = input.generics.params.first() {
        errors.at(parameter, "an enum of codes has no parameters");
    }
    let mut codes = Codes { variants: Vec::new(), other: None, integer: false };
    let mut is_client_given = false;
    for part in parts(&input.attrs, errors) {
        match part {
            Part::Client(client) if is_client_given => client.repeated(errors),
            Part::Client(_) => is_client_given = true,
            Part::Integer(_) => codes.integer = true,
            Part::Code(code) => errors.at(code, "a code belongs on a variant"),
            Part::Other(word) => errors.at(word, "`other` belongs on a variant"),
        }
    }
    for variant in &data.variants {
        read_variant(variant, &mut codes, errors);
    }
    if let Some(other) = codes.other.filter(|_| codes.integer) {
        errors.at(other, "`wire(integer)` says how a code is sent, and an open enum is received");
    }
    let mut seen = HashSet::new();
    for (_, code) in &codes.variants {
        if !seen.insert(code.value()) {
            errors.at(code, format!("two variants have the code `{}`", code.value()));
        }
        if codes.integer && code.value().parse::<i64>().is_err() {
            errors.at(code, "`wire(integer)` needs codes that are integers");
        }
    }
    Some(codes)
}

fn read_variant<'a>(variant: &'a Variant, codes: &mut Codes<'a>, errors: &mut Errors) {
    let mut parts = parts(&variant.attrs, errors).into_iter();
    let Some(part) = parts.next() else {
        // An attribute that cannot be read has had its error already.
        if variant.attrs.iter().any(|attribute| attribute.path().is_ident("wire")) {
            return;
        }
        errors.at(&variant.ident, "which code is this? add `#[wire(\"…\")]`");
        return;
    };
    if parts.next().is_some() {
        errors.at(&variant.ident, "a variant has one code");
    }
    match (part, &variant.fields) {
        (Part::Client(client), _) => client.misplaced(errors, "enum"),
        (Part::Code(code), Fields::Unit) => codes.variants.push((&variant.ident, code)),
        (Part::Code(code), _) => errors.at(code, "a variant with a code holds nothing"),
        (Part::Other(_), Fields::Unnamed(fields)) if fields.unnamed.len() == 1 => {
            if codes.other.replace(&variant.ident).is_some() {
                errors.at(&variant.ident, "one variant is enough for unknown codes");
            }
        }
        (Part::Other(word), _) => errors.at(word, "the variant for unknown codes holds an `Unrecognized`"),
        (Part::Integer(word), _) => errors.at(word, "`integer` belongs on the enum"),
    }
}

fn parts(attributes: &[Attribute], errors: &mut Errors) -> Vec<Part> {
    let mut found = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("wire")) {
        let Some((parts, unread)) = errors.keep(attribute.parse_args_with(separated::<Part>)) else { continue };
        for error in unread {
            errors.push(error);
        }
        found.extend(parts);
    }
    found
}

enum Part {
    Code(LitStr),
    Other(Ident),
    Integer(Ident),
    /// `crate = "pay"`, on the enum.
    Client(ClientPath),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Code);
        }
        if input.peek(Token![crate]) {
            return input.parse().map(Self::Client);
        }
        let keyword: Ident = input.parse()?;
        match keyword.to_string().as_str() {
            "other" => Ok(Self::Other(keyword)),
            "integer" => Ok(Self::Integer(keyword)),
            _ => Err(unknown(
                &keyword,
                "wire",
                "a code in quotes, `other`, `integer` or `crate`",
                &["other", "integer", "crate"],
            )),
        }
    }
}
