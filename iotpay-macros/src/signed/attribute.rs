//! The contents of `#[signed(…)]`.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token, bracketed, parenthesized};

use crate::attribute::{Constant, Start, Words, unknown};
use crate::client_path::ClientPath;

/// One part of an attribute.
pub(super) enum Part {
    /// `"qr_code"`: a field's wire name.
    Name(LitStr),
    /// `one_of(Variant = "wire", Other = "wire" as integer, Third = "wire" as words("Y", "N"), …)`.
    OneOf(Vec<Variant>),
    /// `account(mch_id = "mchId", …)`; `signature = "signature"` names a signature that is not called `sign`.
    Account(Vec<(Ident, LitStr)>),
    /// `fixed("channelId" = "WX_NATIVE", "amount" = 100, …)`.
    Fixed(Vec<(LitStr, Constant)>),
    /// `fixed_on(channel, "remarks" = ["PIX_QR" = "pix"])`: constants that depend on the channel, which is in a field.
    FixedOn(Ident, Vec<(LitStr, Vec<(LitStr, Constant)>)>),
    /// `integer`: the text of an enum value is sent as an integer.
    Integer(Ident),
    /// `words("Y", "N")`: a boolean is sent as one of two texts.
    Words(Ident, Words),
    /// `nested`: an object or an array.
    Nested(Ident),
    /// `json_text`: an object or an array that is sent as text.
    JsonText(Ident),
    /// `crate = "pay"`.
    Client(ClientPath),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword = match input.parse()? {
            Start::Text(text) => return Ok(Self::Name(text)),
            Start::Client(client) => return Ok(Self::Client(client)),
            Start::Keyword(keyword) => keyword,
        };
        let content;
        match keyword.to_string().as_str() {
            "one_of" => {
                parenthesized!(content in input);
                list(&content, Variant::parse).map(Self::OneOf)
            }
            "account" => {
                parenthesized!(content in input);
                pairs(&content).map(Self::Account)
            }
            "fixed" => {
                parenthesized!(content in input);
                pairs(&content).map(Self::Fixed)
            }
            "fixed_on" => {
                parenthesized!(content in input);
                let channel = content.parse()?;
                content.parse::<Option<Token![,]>>()?;
                list(&content, constants).map(|constants| Self::FixedOn(channel, constants))
            }
            "integer" => Ok(Self::Integer(keyword)),
            "words" => Ok(Self::Words(keyword, input.parse()?)),
            "nested" => Ok(Self::Nested(keyword)),
            "json_text" => Ok(Self::JsonText(keyword)),
            _ => Err(unknown(
                &keyword,
                "signed",
                "a wire name in quotes, `one_of`, `integer`, `words`, `nested`, `json_text`, `account`, `fixed`, `fixed_on` or \
                 `crate`",
                &KEYWORDS,
            )),
        }
    }
}

const KEYWORDS: [&str; 9] =
    ["one_of", "integer", "words", "nested", "json_text", "account", "fixed", "fixed_on", "crate"];

/// A variant of a choice.
pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) wire: LitStr,
    pub(super) form: Form,
}

/// The form in which a value is sent.
pub(crate) enum Form {
    /// That of its type.
    Itself,
    /// The text of an enum value as an integer.
    Integer,
    /// A boolean as one of two texts.
    Words(Words),
}

impl Parse for Variant {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (name, wire) = pair(input)?;
        let mut form = Form::Itself;
        if input.parse::<Option<Token![as]>>()?.is_some() {
            let keyword: Ident = input.parse()?;
            form = match keyword.to_string().as_str() {
                "integer" => Form::Integer,
                "words" => Form::Words(input.parse()?),
                _ => return Err(syn::Error::new(keyword.span(), "expected `integer` or `words(…)`")),
            };
        }
        Ok(Self { name, wire, form })
    }
}

fn pairs<L: Parse, R: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<(L, R)>> {
    list(input, pair)
}

/// `"remarks" = ["PIX_QR" = "pix", …]`.
fn constants(input: ParseStream<'_>) -> syn::Result<(LitStr, Vec<(LitStr, Constant)>)> {
    let wire = input.parse()?;
    input.parse::<Token![=]>()?;
    let content;
    bracketed!(content in input);
    Ok((wire, pairs(&content)?))
}

/// `left = right`.
fn pair<L: Parse, R: Parse>(input: ParseStream<'_>) -> syn::Result<(L, R)> {
    let left = input.parse()?;
    input.parse::<Token![=]>()?;
    Ok((left, input.parse()?))
}

fn list<T>(input: ParseStream<'_>, item: impl Fn(ParseStream<'_>) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    let mut found = Vec::new();
    while !input.is_empty() {
        found.push(item(input)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(found)
}
