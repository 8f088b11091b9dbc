//! The rules of single channels in the attribute of a field: `required_on("WX_NATIVE")` and so on.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, LitStr, Token, bracketed};

use super::syntax::{items, list, value};

/// The rules of one kind for a field.
#[derive(Clone)]
pub(super) enum OnChannels {
    /// `required_on("WX_NATIVE")`.
    Required(Vec<LitStr>),
    /// `not_on("UPI_QR")`.
    NotAccepted(Vec<LitStr>),
    /// `max_on("WX_NATIVE" = 32)`.
    Max(Vec<(LitStr, u32)>),
    /// `values_on("ALIPAY_QR" = ["CAD", "USD"])`.
    Values(Vec<(LitStr, Vec<LitStr>)>),
    /// `members_on("WX_NATIVE" = ["productId", "note"?])`; `true` for an optional member.
    Members(Vec<(LitStr, Vec<(LitStr, bool)>)>),
}

impl OnChannels {
    /// Parses the arguments after one of the keywords; `None` after any other.
    pub(super) fn parse_rest(keyword: &Ident, input: ParseStream<'_>) -> syn::Result<Option<Self>> {
        Ok(Some(match keyword.to_string().as_str() {
            "required_on" => Self::Required(list(input, Parse::parse)?),
            "not_on" => Self::NotAccepted(list(input, Parse::parse)?),
            "max_on" => Self::Max(list(input, |input| Ok((input.parse()?, value::<LitInt>(input)?.base10_parse()?)))?),
            "values_on" => Self::Values(list(input, |input| {
                let channel = input.parse()?;
                Ok((channel, bracketed_items(input, Parse::parse)?))
            })?),
            "members_on" => Self::Members(list(input, |input| {
                let channel = input.parse()?;
                let member =
                    |input: ParseStream<'_>| Ok((input.parse()?, input.parse::<Option<Token![?]>>()?.is_some()));
                Ok((channel, bracketed_items(input, member)?))
            })?),
            _ => return Ok(None),
        }))
    }
}

/// `= [item, item, …]`.
fn bracketed_items<T>(input: ParseStream<'_>, item: impl Fn(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    input.parse::<Token![=]>()?;
    let content;
    bracketed!(content in input);
    items(&content, item)
}
