//! What the caller gives: `name: value`, or `name` alone where a variable has the field's name.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Token};

use super::table::without_brackets;

/// A field as it is given.
pub(super) struct Given {
    pub(super) name: Ident,
    pub(super) value: TokenStream,
}

/// What is given, and what cannot be read. Editors ask about code that is not finished: what can be
/// read is kept.
pub(super) struct Read {
    pub(super) fields: Vec<Given>,
    pub(super) errors: Vec<syn::Error>,
}

pub(super) fn read(tokens: TokenStream) -> Read {
    let mut read = Read { fields: Vec::new(), errors: Vec::new() };
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = field(input, &mut read) {
                read.errors.push(error);
                skip(input);
            }
            let _ = input.parse::<Option<Token![,]>>();
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        read.errors.push(error);
    }
    read
}

fn field(input: ParseStream<'_>, read: &mut Read) -> syn::Result<()> {
    if input.peek(Token![..]) {
        return Err(input.error("there is nothing to take the rest from: optional fields may just be left out"));
    }
    if input.peek(Token![#]) {
        return Err(input.error("a field takes no attribute here"));
    }
    if !input.peek(Ident::peek_any) {
        return Err(input.error("the name of a field is expected here, as in `amount: 2865`"));
    }
    let name = input.call(Ident::parse_any)?;
    if input.peek(Token![:]) && !input.peek(Token![::]) {
        input.parse::<Token![:]>()?;
        let value = value(input, &name)?;
        read.fields.push(Given { name, value });
        return Ok(());
    }
    let value = name.to_token_stream();
    let is_whole = input.is_empty() || input.peek(Token![,]);
    let message = format!("`:` and a value, or `,`, is expected after `{name}`");
    read.fields.push(Given { name, value });
    if is_whole {
        return Ok(());
    }
    let error = input.error(message);
    // The next field may begin right here, where only a comma is missing.
    if input.peek(Ident::peek_any) && (input.peek2(Token![:]) || input.peek2(Token![,])) {
        read.errors.push(error);
        return Ok(());
    }
    Err(error)
}

fn value(input: ParseStream<'_>, name: &Ident) -> syn::Result<TokenStream> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new(name.span(), format!("`{name}` has no value")));
    }
    // Most values are one token, for which no expression need be parsed.
    let ahead = input.fork();
    let first: TokenTree = ahead.parse()?;
    if ahead.is_empty() || ahead.peek(Token![,]) {
        input.parse::<TokenTree>()?;
        return Ok(without_brackets(first.into()));
    }
    let ahead = input.fork();
    ahead.parse::<Expr>()?;
    if !ahead.is_empty() && !ahead.peek(Token![,]) {
        return Err(ahead.error("`,` is expected between two fields"));
    }
    // The tokens as they are: an expression that was parsed would lose their spacing.
    let mut tokens = TokenStream::new();
    while input.cursor() != ahead.cursor() {
        input.parse::<TokenTree>()?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

/// Goes on to the next comma.
fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Where a value stands.
pub(super) fn place(tokens: &TokenStream, otherwise: Span) -> Span {
    tokens.clone().into_iter().next().map_or(otherwise, |token| token.span())
}

/// A path, to be found as ever and shown at a place.
pub(super) fn located(path: &TokenStream, place: Span) -> TokenStream {
    let located = path.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    located.collect()
}
