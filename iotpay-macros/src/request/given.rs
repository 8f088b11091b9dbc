//! What the caller gives: `name: value`, or `name` alone where a variable has the field's name.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
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
    /// Names whose values cannot be read: they are not missing.
    pub(super) unread: Vec<String>,
    pub(super) errors: Vec<syn::Error>,
}

pub(super) fn read(tokens: TokenStream) -> Read {
    let mut read = Read { fields: Vec::new(), unread: Vec::new(), errors: Vec::new() };
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
        match value(input, &name, read) {
            Ok(value) => read.fields.push(Given { name, value }),
            Err(error) => {
                read.unread.push(name.unraw().to_string());
                return Err(error);
            }
        }
        return Ok(());
    }
    let error = input.error(format!("`:` and a value, or `,`, is expected after `{name}`"));
    if !input.is_empty() && !input.peek(Token![,]) {
        if !begins_a_field(input) {
            read.unread.push(name.unraw().to_string());
            return Err(error);
        }
        // The next field begins right here: only a comma is missing.
        read.errors.push(error);
    }
    let value = name.to_token_stream();
    read.fields.push(Given { name, value });
    Ok(())
}

fn value(input: ParseStream<'_>, name: &Ident, read: &mut Read) -> syn::Result<TokenStream> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new(name.span(), format!("`{name}` has no value")));
    }
    // Most values are one token, for which no expression need be parsed.
    let ahead = input.fork();
    let mut first: TokenTree = ahead.parse()?;
    if ahead.is_empty() || ahead.peek(Token![,]) {
        input.parse::<TokenTree>()?;
        // Braces say that a literal is checked later. The compiler is not to call them unused.
        if let TokenTree::Group(group) = &mut first
            && group.delimiter() == Delimiter::Brace
        {
            group.set_span(Span::mixed_site().located_at(group.span()));
        }
        return Ok(without_brackets(first.into()));
    }
    if let Some(object) = object(input) {
        return Ok(object);
    }
    let ahead = input.fork();
    ahead.parse::<Expr>()?;
    if !ahead.is_empty() && !ahead.peek(Token![,]) {
        let error = ahead.error("`,` is expected between two fields");
        if !ahead.peek(Token![;]) && !begins_a_field(&ahead) {
            return Err(error);
        }
        read.errors.push(error);
    }
    // The tokens as they are: an expression that was parsed would lose their spacing.
    let mut tokens = TokenStream::new();
    while input.cursor() != ahead.cursor() {
        input.parse::<TokenTree>()?.to_tokens(&mut tokens);
    }
    let _ = input.parse::<Option<Token![;]>>();
    Ok(tokens)
}

/// `Extra { … }`, whose members are read by themselves: what is wrong with one is said of it alone.
fn object(input: ParseStream<'_>) -> Option<TokenStream> {
    let ahead = input.fork();
    let (name, members): (Ident, Group) = (ahead.parse().ok()?, ahead.parse().ok()?);
    if members.delimiter() != Delimiter::Brace || !(ahead.is_empty() || ahead.peek(Token![,])) {
        return None;
    }
    input.parse::<TokenTree>().ok()?;
    input.parse::<TokenTree>().ok()?;
    Some([TokenTree::from(name), members.into()].into_iter().collect())
}

fn begins_a_field(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any) && (input.peek2(Token![:]) || input.peek2(Token![,]))
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
