//! Parsing shared by the attributes of all derives.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitBool, LitInt, LitStr, Path, Token, parenthesized};

use crate::client_path::ClientPath;
use crate::errors::Errors;
use crate::suggest::did_you_mean;

/// The parts of all attributes with this name. Reports those that cannot be parsed.
pub(crate) fn parts<T: Parse>(name: &str, attributes: &[Attribute], errors: &mut Errors) -> Vec<T> {
    let mut found = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let Some((parts, unread)) = errors.keep(attribute.parse_args_with(separated::<T>)) else { continue };
        for error in unread {
            errors.push(error);
        }
        found.extend(parts);
    }
    found
}

/// The start of a part in the attributes that accept a text, the path of the client, and keywords.
pub(crate) enum Start {
    Text(LitStr),
    Client(ClientPath),
    Keyword(Ident),
}

impl Parse for Start {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(Token![crate]) {
            return input.parse().map(Self::Client);
        }
        input.parse().map(Self::Keyword)
    }
}

/// The parts between commas, and the errors of those that cannot be parsed.
fn separated<T: Parse>(input: ParseStream<'_>) -> syn::Result<(Vec<T>, Vec<syn::Error>)> {
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
    syn::Error::new(
        keyword.span(),
        format!("unknown attribute `{keyword}` in `#[{attribute}(…)]`; expected {known}{hint}"),
    )
}

/// A constant: text in quotes, a whole number, or a boolean.
#[derive(Clone)]
pub(crate) enum Constant {
    Text(LitStr),
    Integer(i64),
    Boolean(bool),
}

impl Constant {
    /// The wire form.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.value(),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
        }
    }

    /// An expression of type `FieldValue`.
    pub(crate) fn field_value(&self, client: &Path) -> TokenStream {
        match self {
            Self::Text(text) => quote!(#client::signing::FieldValue::Text(#text)),
            Self::Integer(number) => quote!(#client::signing::FieldValue::Integer(#number)),
            Self::Boolean(value) => quote!(#client::signing::FieldValue::Boolean(#value)),
        }
    }
}

impl Parse for Constant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(LitBool) {
            return input.parse::<LitBool>().map(|literal| Self::Boolean(literal.value));
        }
        let invalid = |place| syn::Error::new(place, "expected text in quotes, a 64-bit integer, or a boolean");
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

/// The texts of a boolean: that of true, and that of false.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) yes: LitStr,
    pub(crate) no: LitStr,
}

impl Parse for Words {
    /// `("Y", "N")`.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        parenthesized!(content in input);
        let yes: LitStr = content.parse()?;
        content.parse::<Token![,]>()?;
        let no: LitStr = content.parse()?;
        content.parse::<Option<Token![,]>>()?;
        if !content.is_empty() {
            return Err(content.error("a boolean has exactly two words"));
        }
        if yes.value() == no.value() || yes.value().is_empty() || no.value().is_empty() {
            return Err(syn::Error::new(no.span(), "the two words of a boolean must be different and not empty"));
        }
        Ok(Self { yes, no })
    }
}
