//! Reads the caller's fields: `name: value`, or `name` alone if a variable has the name of the field.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};

/// A field written by the caller.
pub(super) struct Argument {
    pub(super) name: Ident,
    pub(super) value: TokenStream,
}

/// The parsed fields and the errors. Editors expand unfinished code, so fields that can be parsed are kept.
pub(super) struct Read {
    pub(super) fields: Vec<Argument>,
    /// Names whose values cannot be parsed; they are not reported as missing.
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

/// The tokens and the current position. It does not use syn for simple values, since parsing expressions
/// dominates the run time.
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

    /// Returns `true` if a value can end here.
    fn is_at_end(&self, ahead: usize) -> bool {
        self.peek(ahead).is_none() || self.is(ahead, ',')
    }

    /// Returns `true` at a colon that begins a value and is not part of a path.
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

    /// Consumes and returns the next tokens.
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
        return Err(cursor.error("`..` is not supported; omit optional fields instead"));
    }
    if cursor.is(0, '#') {
        return Err(cursor.error("attributes are not supported on fields"));
    }
    let Some(TokenTree::Ident(name)) = cursor.next().cloned() else {
        return Err(cursor.error("expected a field name, as in `amount: 2865`"));
    };
    cursor.at += 1;
    if cursor.is_colon(0) {
        cursor.at += 1;
        match value(cursor, &name, read) {
            Ok(value) => read.fields.push(Argument { name, value }),
            Err(error) => {
                read.unread.push(name.unraw().to_string());
                return Err(error);
            }
        }
        return Ok(());
    }
    if !cursor.is_at_end(0) {
        let error = cursor.error(format!("expected `:` and a value, or `,`, after `{name}`"));
        if !cursor.begins_a_field() {
            read.unread.push(name.unraw().to_string());
            return Err(error);
        }
        // The next field begins here: only a comma is missing.
        read.errors.push(error);
    }
    let value = name.to_token_stream();
    read.fields.push(Argument { name, value });
    Ok(())
}

fn value(cursor: &mut Cursor, name: &Ident, read: &mut Read) -> syn::Result<TokenStream> {
    if cursor.is_at_end(0) {
        return Err(syn::Error::new(name.span(), format!("missing value for `{name}`")));
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
    // The original tokens: a parsed expression would lose their spacing.
    let tokens = cursor.cut(cursor.trees.len() - cursor.at - left);
    if !cursor.is_at_end(0) {
        let error = cursor.error("expected `,` between fields");
        if !cursor.take(';') && !cursor.begins_a_field() {
            return Err(error);
        }
        read.errors.push(error);
    }
    Ok(tokens)
}

/// Splits a list into its items.
pub(super) fn items(tokens: TokenStream, name: &str, span: Span) -> (Vec<TokenStream>, Vec<syn::Error>) {
    let name = Ident::new_raw(name, span);
    let mut read = Read { fields: Vec::new(), unread: Vec::new(), errors: Vec::new() };
    let mut cursor = Cursor { trees: tokens.into_iter().collect(), at: 0 };
    let mut items = Vec::new();
    while cursor.next().is_some() {
        match value(&mut cursor, &name, &mut read) {
            Ok(item) => items.push(item),
            Err(error) => {
                read.errors.push(error);
                cursor.skip_to_comma();
            }
        }
        cursor.take(',');
    }
    (items, read.errors)
}

/// The delimiters of the arguments of a call, a macro or an index.
const ARGUMENTS: &[Delimiter] = &[Delimiter::Parenthesis, Delimiter::Bracket];

/// The length of a simple value: a literal, a path, a call, a field access, or `Extra { … }`, whose members
/// are parsed separately so that each error names its member. `None` if only an expression parser can
/// determine it.
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

/// The span of a value.
pub(super) fn place(tokens: &TokenStream, fallback: Span) -> Span {
    tokens.clone().into_iter().next().map_or(fallback, |token| token.span())
}

/// A path that resolves as before, with its errors reported at `place`.
pub(super) fn located(path: &TokenStream, place: Span) -> TokenStream {
    let located = path.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    located.collect()
}

/// The tokens without the invisible delimiters added by macros.
pub(super) fn without_brackets(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            without_brackets(group.stream())
        }
        _ => tokens,
    }
}
