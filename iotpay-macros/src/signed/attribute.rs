//! The contents of `#[signed(…)]`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, parenthesized};

/// One part of an attribute.
pub(super) enum Part {
    /// `"qr_code"`: a field's wire name.
    Name(LitStr),
    /// `one_of(Variant = "wire", …)`.
    OneOf(Vec<(Ident, LitStr)>),
    /// `account(mch_id = "mchId", …)`.
    Account(Vec<(Ident, LitStr)>),
    /// `fixed("channelId" = "WX_NATIVE", …)`.
    Fixed(Vec<(LitStr, LitStr)>),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        let keyword: Ident = input.parse()?;
        let content;
        match keyword.to_string().as_str() {
            "one_of" => {
                parenthesized!(content in input);
                pairs(&content).map(Self::OneOf)
            }
            "account" => {
                parenthesized!(content in input);
                pairs(&content).map(Self::Account)
            }
            "fixed" => {
                parenthesized!(content in input);
                pairs(&content).map(Self::Fixed)
            }
            other => Err(syn::Error::new(
                keyword.span(),
                format!("`signed` knows no `{other}`: a wire name in quotes, `one_of`, `account` or `fixed`"),
            )),
        }
    }
}

/// The parts of an attribute, separated by commas.
pub(super) struct Parts(pub(super) Vec<Part>);

impl Parse for Parts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let parts = Punctuated::<Part, Token![,]>::parse_terminated(input)?;
        Ok(Self(parts.into_iter().collect()))
    }
}

fn pairs<L: Parse, R: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<(L, R)>> {
    let mut pairs = Vec::new();
    while !input.is_empty() {
        let left = input.parse()?;
        input.parse::<Token![=]>()?;
        pairs.push((left, input.parse()?));
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(pairs)
}
