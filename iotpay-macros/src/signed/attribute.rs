//! The contents of `#[signed(…)]`.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, LitStr, Token, parenthesized};

use crate::attribute::{separated, unknown};
use crate::client_path::ClientPath;

/// One part of an attribute.
pub(super) enum Part {
    /// `"qr_code"`: a field's wire name.
    Name(LitStr),
    /// `one_of(Variant = "wire", …)`.
    OneOf(Vec<(Ident, LitStr)>),
    /// `account(mch_id = "mchId", …)`.
    Account(Vec<(Ident, LitStr)>),
    /// `fixed("channelId" = "WX_NATIVE", "amount" = 100, …)`.
    Fixed(Vec<(LitStr, Constant)>),
    /// `crate = "pay"`.
    Client(ClientPath),
}

/// A constant: text in quotes, or a whole number.
pub(super) enum Constant {
    Text(LitStr),
    Integer(i64),
}

impl Constant {
    /// The wire form.
    pub(super) fn shown(&self) -> String {
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

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        if input.peek(Token![crate]) {
            return input.parse().map(Self::Client);
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
            _ => Err(unknown(
                &keyword,
                "signed",
                "a wire name in quotes, `one_of`, `account`, `fixed` or `crate`",
                &KEYWORDS,
            )),
        }
    }
}

const KEYWORDS: [&str; 4] = ["one_of", "account", "fixed", "crate"];

/// The parts of an attribute, separated by commas, and the errors of those that cannot be parsed.
pub(super) struct Parts {
    pub(super) read: Vec<Part>,
    pub(super) errors: Vec<syn::Error>,
}

impl Parse for Parts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (read, errors) = separated(input)?;
        Ok(Self { read, errors })
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
