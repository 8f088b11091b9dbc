//! Dates, and dates with a time: text of a form.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::field::Kind;
use super::literal::Literal;
use super::rules;

/// A literal as a number that orders dates.
pub(super) fn date_ordinal(kind: &Kind, literal: &Literal) -> Option<i64> {
    let Literal::Text(text) = literal else { return None };
    match kind {
        Kind::Date(form) => rules::date(&text.value(), *form).ok(),
        Kind::DateTime(form, offset) => Some(rules::date_time(&text.value(), *form, *offset).ok()?.0),
        _ => None,
    }
}

/// The date of a literal as an argument of the client's type; `None` if the field is not a date.
pub(super) fn date(kind: &Kind, literal: &Literal) -> Option<Result<TokenStream, String>> {
    let text = |form: &str| match literal {
        Literal::Text(text) => Ok(text.value()),
        Literal::Integer { .. } | Literal::Float { .. } | Literal::Boolean(_) | Literal::Other(_) => {
            Err(format!("must be text of the form {form}"))
        }
    };
    match kind {
        Kind::Date(form) => Some(text(form.date()).and_then(|text| {
            let days = Token::i64_suffixed(rules::date(&text, *form)?);
            Ok(quote!(#days))
        })),
        Kind::DateTime(form, offset) => Some(text(form.date_time()).and_then(|text| {
            let (seconds, offset) = rules::date_time(&text, *form, *offset)?;
            let (seconds, offset) = (Token::i64_suffixed(seconds), Token::i32_suffixed(offset));
            Ok(quote!((#seconds, #offset)))
        })),
        _ => None,
    }
}
