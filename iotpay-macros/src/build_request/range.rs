//! The attribute `range(min = "1", max = "100")` of a field.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token, parenthesized};

/// `(min = "1", max = "100")`.
#[derive(Clone)]
pub(super) struct Range {
    min: Option<LitStr>,
    max: Option<LitStr>,
    pub(super) span: Span,
}

impl Parse for Range {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        let span = parenthesized!(content in input).span.join();
        let (mut min, mut max) = (None, None);
        while !content.is_empty() {
            let keyword: Ident = content.parse()?;
            content.parse::<Token![=]>()?;
            let bound = match keyword.to_string().as_str() {
                "min" => &mut min,
                "max" => &mut max,
                _ => return Err(syn::Error::new(keyword.span(), "expected `min` or `max`")),
            };
            if bound.replace(content.parse()?).is_some() {
                return Err(syn::Error::new(keyword.span(), "the bound is specified more than once"));
            }
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        if min.is_none() && max.is_none() {
            return Err(syn::Error::new(span, "`range` requires `min`, `max` or both"));
        }
        Ok(Self { min, max, span })
    }
}

impl Range {
    /// Returns the smallest and the largest value; empty if there is no such bound.
    pub(super) fn bounds(&self) -> [String; 2] {
        [&self.min, &self.max].map(|bound| bound.as_ref().map(LitStr::value).unwrap_or_default())
    }
}
