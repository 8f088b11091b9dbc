//! `crate = "pay"`: the path of `iotpay-client` in derived code.

use proc_macro2::TokenTree;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Path, Token, parse_quote};

use crate::errors::Errors;

/// The part of an attribute with the path of the client.
pub(crate) struct ClientPath {
    keyword: Token![crate],
    path: Path,
}

impl ClientPath {
    /// Reports a path that is not on the type itself.
    pub(crate) fn misplaced(&self, errors: &mut Errors, place: &str) {
        errors.at(self.keyword, format_args!("`crate` is only allowed on the {place}"));
    }

    /// Reports a second path.
    pub(crate) fn repeated(&self, errors: &mut Errors) {
        errors.at(self.keyword, "`crate` is specified more than once");
    }
}

impl Parse for ClientPath {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword: Token![crate] = input.parse()?;
        let has_value = input.parse::<Option<Token![=]>>()?.is_some() && !input.is_empty();
        // A missing value is reported at the keyword.
        let place = if has_value { input.span() } else { keyword.span };
        let path = read_path(input).map_err(|_| {
            syn::Error::new(
                place,
                "expected the path of the crate `iotpay-client` in your code, such as `crate = \"iotpay_client\"`",
            )
        })?;
        Ok(Self { keyword, path })
    }
}

fn read_path(input: ParseStream<'_>) -> syn::Result<Path> {
    if input.peek(LitStr) {
        input.parse::<LitStr>()?.parse_with(Path::parse_mod_style)
    } else {
        Path::parse_mod_style(input)
    }
}

/// The path of the client from an attribute with one of these names; by default, `::iotpay_client`. Attributes
/// that cannot be parsed are reported where their parts are parsed.
pub(crate) fn client_path(attributes: &[Attribute], names: &[&str]) -> Path {
    let mut matching = attributes.iter().filter(|attribute| names.iter().any(|name| attribute.path().is_ident(name)));
    let path = matching.find_map(|attribute| attribute.parse_args_with(find).ok().flatten());
    path.unwrap_or_else(|| parse_quote!(::iotpay_client))
}

fn find(input: ParseStream<'_>) -> syn::Result<Option<Path>> {
    let mut found = None;
    while !input.is_empty() {
        if input.peek(Token![crate]) {
            found = input.parse::<ClientPath>().ok().map(|it| it.path).or(found);
        }
        while !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
            input.parse::<TokenTree>()?;
        }
    }
    Ok(found)
}
