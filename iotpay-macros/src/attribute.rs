//! Parsing shared by the attributes of all derives.

use proc_macro2::{Ident, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, LitStr, Token};

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

/// A constant: text in quotes, or a whole number.
#[derive(Clone)]
pub(crate) enum Constant {
    Text(LitStr),
    Integer(i64),
}

impl Constant {
    /// The wire form.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.value(),
            Self::Integer(number) => number.to_string(),
        }
    }
}

impl Parse for Constant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        let invalid = |place| syn::Error::new(place, "expected text in quotes or a 64-bit integer");
        let place = input.span();
        let sign = if input.parse::<Option<Token![-]>>()?.is_some() { "-" } else { "" };
        let number: LitInt = input.parse().map_err(|_| invalid(place))?;
        if !number.suffix().is_empty() {
            return Err(invalid(number.span()));
        }
        // Parsed with its sign: the absolute value of the smallest integer is out of range.
        format!("{sign}{}", number.base10_digits()).parse().map(Self::Integer).map_err(|_| invalid(number.span()))
    }
}
