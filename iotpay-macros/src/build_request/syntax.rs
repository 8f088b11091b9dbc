//! The syntax that the parts of `#[request(…)]` share.

use syn::parse::{Parse, ParseStream};
use syn::{Token, parenthesized};

/// `= value`.
pub(super) fn value<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// `left = right`.
pub(super) fn pair<L: Parse, R: Parse>(input: ParseStream<'_>) -> syn::Result<(L, R)> {
    Ok((input.parse()?, value(input)?))
}

/// `(item, item, …)`.
pub(super) fn list<T>(input: ParseStream<'_>, item: impl Fn(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    let content;
    parenthesized!(content in input);
    items(&content, item)
}

/// `item, item, …`.
pub(super) fn items<T>(
    content: ParseStream<'_>,
    item: impl Fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    let mut found = Vec::new();
    while !content.is_empty() {
        found.push(item(content)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(found)
}
