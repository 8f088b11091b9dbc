//! The literals that a caller writes, and the kinds of values.

use proc_macro2::{TokenStream, TokenTree};
use syn::{LitFloat, LitInt, LitStr};

/// The kind of a value.
pub(super) enum Value {
    /// Omitted.
    Absent,
    /// An expression of the field's type that cannot fail.
    Checked(TokenStream),
    /// An expression that the client validates at run time.
    Run(TokenStream),
    /// An expression of type `Result<T, ValidationError>`.
    Noted(TokenStream),
    /// An expression of type `Option<T>` that records its violations.
    Nested(TokenStream),
}

/// A literal in the source.
pub(super) enum Literal {
    Text(LitStr),
    Integer {
        is_negative: bool,
        digits: LitInt,
    },
    Float {
        is_negative: bool,
        float: LitFloat,
    },
    Boolean(bool),
    /// A kind of literal that no field accepts.
    Other(&'static str),
}

/// The tokens as a literal, if they are one.
pub(super) fn literal(tokens: &TokenStream) -> Option<Literal> {
    let mut trees = tokens.clone().into_iter();
    let (mut first, mut second) = (trees.next()?, trees.next());
    let is_negative = matches!(&first, TokenTree::Punct(punct) if punct.as_char() == '-') && second.is_some();
    if is_negative {
        (first, second) = (second?, trees.next());
    }
    if second.is_some() {
        return None;
    }
    match first {
        TokenTree::Ident(ident) if !is_negative && (ident == "true" || ident == "false") => {
            Some(Literal::Boolean(ident == "true"))
        }
        TokenTree::Literal(token) => Some(match syn::Lit::new(token) {
            syn::Lit::Str(text) if !is_negative => Literal::Text(text),
            syn::Lit::Int(digits) => Literal::Integer { is_negative, digits },
            syn::Lit::Float(float) => Literal::Float { is_negative, float },
            syn::Lit::Char(_) => Literal::Other("a character"),
            _ => Literal::Other("a literal of this kind"),
        }),
        _ => None,
    }
}
