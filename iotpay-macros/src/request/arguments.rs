//! What the caller gives: `name: value`, or `name` alone where a variable has the field's name.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};

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
    let mut cursor = Cursor { trees: tokens.into_iter().collect(), at: 0 };
    while cursor.next().is_some() {
        if let Err(error) = field(&mut cursor, &mut read) {
            read.errors.push(error);
            cursor.skip_to_comma();
        }
        cursor.take(',');
    }
    read
}

/// The tokens, and how far they are read. Without syn: most values are simple, and reading them as
/// expressions takes most of the time.
struct Cursor {
    trees: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.trees.get(self.at + ahead)
    }

    fn next(&self) -> Option<&TokenTree> {
        self.peek(0)
    }

    fn is(&self, ahead: usize, sign: char) -> bool {
        matches!(self.peek(ahead), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
    }

    fn is_group(&self, ahead: usize, delimiters: &[Delimiter]) -> bool {
        matches!(self.peek(ahead), Some(TokenTree::Group(group)) if delimiters.contains(&group.delimiter()))
    }

    fn take(&mut self, sign: char) -> bool {
        let is_next = self.is(0, sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Whether a value may end here.
    fn is_at_end(&self, ahead: usize) -> bool {
        self.peek(ahead).is_none() || self.is(ahead, ',')
    }

    /// Whether a colon comes that begins a value, and not a path.
    fn is_colon(&self, ahead: usize) -> bool {
        let is_joint = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.spacing() == Spacing::Joint);
        self.is(ahead, ':') && !(self.peek(ahead).is_some_and(is_joint) && self.is(ahead + 1, ':'))
    }

    fn begins_a_field(&self) -> bool {
        matches!(self.next(), Some(TokenTree::Ident(_))) && (self.is_colon(1) || self.is(1, ','))
    }

    fn skip_to_comma(&mut self) {
        while !self.is_at_end(0) {
            self.at += 1;
        }
    }

    /// The next tokens, which are read by that.
    fn cut(&mut self, length: usize) -> TokenStream {
        let end = (self.at + length).min(self.trees.len());
        let cut = self.trees.get(self.at..end).unwrap_or_default().iter().cloned().collect();
        self.at = end;
        cut
    }

    fn error(&self, message: impl std::fmt::Display) -> syn::Error {
        let span = self.next().map_or_else(Span::call_site, TokenTree::span);
        syn::Error::new(span, message)
    }
}

fn field(cursor: &mut Cursor, read: &mut Read) -> syn::Result<()> {
    if cursor.is(0, '.') && cursor.is(1, '.') {
        return Err(cursor.error("there is nothing to take the rest from: optional fields may just be left out"));
    }
    if cursor.is(0, '#') {
        return Err(cursor.error("a field takes no attribute here"));
    }
    let Some(TokenTree::Ident(name)) = cursor.next().cloned() else {
        return Err(cursor.error("the name of a field is expected here, as in `amount: 2865`"));
    };
    cursor.at += 1;
    if cursor.is_colon(0) {
        cursor.at += 1;
        match value(cursor, &name, read) {
            Ok(value) => read.fields.push(Given { name, value }),
            Err(error) => {
                read.unread.push(name.unraw().to_string());
                return Err(error);
            }
        }
        return Ok(());
    }
    if !cursor.is_at_end(0) {
        let error = cursor.error(format!("`:` and a value, or `,`, is expected after `{name}`"));
        if !cursor.begins_a_field() {
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

fn value(cursor: &mut Cursor, name: &Ident, read: &mut Read) -> syn::Result<TokenStream> {
    if cursor.is_at_end(0) {
        return Err(syn::Error::new(name.span(), format!("`{name}` has no value")));
    }
    if cursor.is_at_end(1) {
        return Ok(without_brackets(cursor.cut(1)));
    }
    if let Some(length) = simple(cursor) {
        return Ok(cursor.cut(length));
    }
    let rest: TokenStream = cursor.trees.get(cursor.at..).unwrap_or_default().iter().cloned().collect();
    let parser = |input: ParseStream<'_>| {
        input.parse::<Expr>()?;
        Ok(input.parse::<TokenStream>()?.into_iter().count())
    };
    let left = parser.parse2(rest)?;
    // The tokens as they are: an expression that was parsed would lose their spacing.
    let tokens = cursor.cut(cursor.trees.len() - cursor.at - left);
    if !cursor.is_at_end(0) {
        let error = cursor.error("`,` is expected between two fields");
        if !cursor.take(';') && !cursor.begins_a_field() {
            return Err(error);
        }
        read.errors.push(error);
    }
    Ok(tokens)
}

/// What stands around the arguments of a call, a macro or an index.
const ARGUMENTS: &[Delimiter] = &[Delimiter::Parenthesis, Delimiter::Bracket];

/// The length of a value that is a literal, a path, a call, a field or the like; `Extra { … }`, whose
/// members are read by themselves, so that what is wrong with one is said of it alone. Nothing for what
/// only an expression's parser can tell.
fn simple(cursor: &Cursor) -> Option<usize> {
    let mut at = 0;
    while cursor.is(at, '&') || cursor.is(at, '*') || cursor.is(at, '-') {
        at += 1;
    }
    let is_prefixed = at > 0;
    match cursor.peek(at)? {
        TokenTree::Literal(_) => at += 1,
        TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => at += 1,
        TokenTree::Ident(_) => {
            at += 1;
            if !is_prefixed && cursor.is_group(at, &[Delimiter::Brace]) && cursor.is_at_end(at + 1) {
                return Some(at + 1);
            }
            while cursor.is(at, ':') && cursor.is(at + 1, ':') {
                matches!(cursor.peek(at + 2), Some(TokenTree::Ident(_))).then_some(())?;
                at += 3;
            }
            if cursor.is(at, '!') && cursor.is_group(at + 1, ARGUMENTS) {
                at += 2;
            }
        }
        _ => return None,
    }
    loop {
        if cursor.is_at_end(at) {
            return Some(at);
        }
        let is_member = matches!(cursor.peek(at + 1), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
        at += match () {
            () if cursor.is(at, '.') && is_member => 2,
            () if cursor.is(at, '?') || cursor.is_group(at, ARGUMENTS) => 1,
            () => return None,
        };
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

/// The tokens of what macros put into invisible brackets.
pub(super) fn without_brackets(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            without_brackets(group.stream())
        }
        _ => tokens,
    }
}
