//! Parsing shared by the attributes of all derives.

use proc_macro2::{Ident, TokenTree};
use syn::Token;
use syn::parse::{Parse, ParseStream};

use crate::suggest::did_you_mean;

/// The parts between commas, and the errors of those that cannot be parsed.
pub(crate) fn separated<T: Parse>(input: ParseStream<'_>) -> syn::Result<(Vec<T>, Vec<syn::Error>)> {
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        match input.parse() {
            Ok(part) => read.push(part),
            Err(error) => {
                errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok((read, errors))
}

/// The error for an unknown keyword.
pub(crate) fn unknown(keyword: &Ident, attribute: &str, known: &str, keywords: &[&str]) -> syn::Error {
    let names = keywords.iter().map(|&keyword| keyword.to_owned());
    let hint = match did_you_mean(&keyword.to_string(), names) {
        Some(meant) => format!("; did you mean `{meant}`?"),
        None => String::new(),
    };
    syn::Error::new(keyword.span(), format!("unknown attribute `{keyword}` in `{attribute}`; expected {known}{hint}"))
}
