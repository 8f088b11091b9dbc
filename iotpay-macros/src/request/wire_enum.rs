//! The values of a closed enum, by their variant or by their wire value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::arguments::located;
use super::field::EnumValues;
use super::literal::Literal;
use super::messages;
use super::number::fits_suffix;
use super::table::Table;
use crate::suggest::did_you_mean;

/// An enum value in its wire form: `"CAD"`, or `1` for integer values.
pub(super) fn code(table: &Table, codes: &EnumValues, literal: &Literal) -> Result<TokenStream, String> {
    let written = match literal {
        Literal::Text(text) => text.value(),
        Literal::Integer { is_negative, digits } => {
            fits_suffix(*is_negative, digits)?;
            format!("{}{}", if *is_negative { "-" } else { "" }, digits.base10_digits())
        }
        Literal::Float { .. } | Literal::Boolean(_) | Literal::Other(_) => return Err(messages::one_of(codes)),
    };
    match codes.accepted.iter().find(|(_, code)| *code == written) {
        Some((name, _)) => {
            let place = match literal {
                Literal::Text(text) => text.span(),
                Literal::Integer { digits, .. } => digits.span(),
                Literal::Float { .. } | Literal::Boolean(_) | Literal::Other(_) => Span::call_site(),
            };
            Ok(path_of(table, codes, name, Span::call_site().located_at(place)))
        }
        None => Err(unknown_value(table, codes, &written)),
    }
}

/// The variant with a name, if the name looks like a variant.
pub(super) fn variant(table: &Table, codes: &EnumValues, name: &Ident) -> Option<Result<TokenStream, String>> {
    let text = name.to_string();
    if let Some((known, _)) = codes.accepted.iter().find(|(variant, _)| *variant == text) {
        return Some(Ok(path_of(table, codes, known, name.span())));
    }
    let all = || codes.accepted.iter().chain(&codes.elsewhere);
    let is_code = all().any(|(_, code)| *code == text);
    // An upper-case name is a constant of the caller, unless it is an enum value.
    let is_constant = text.chars().all(|it| !it.is_lowercase());
    let is_type_like = text.starts_with(char::is_uppercase) && !is_constant;
    (is_code || is_type_like).then(|| Err(unknown_value(table, codes, &text)))
}

/// The error for a variant that only other requests accept.
pub(super) fn excluded(table: &Table, codes: &EnumValues, variant: &Ident) -> Option<String> {
    let name = variant.to_string();
    codes.elsewhere.iter().any(|(known, _)| *known == name).then(|| unknown_value(table, codes, &name))
}

fn unknown_value(table: &Table, codes: &EnumValues, written: &str) -> String {
    let accepted = messages::one_of(codes);
    if let Some((variant, _)) = codes.accepted.iter().find(|(_, code)| code == written) {
        return format!("{accepted}; write `{variant}`, or `{{ {written} }}` for a constant with this name");
    }
    if codes.elsewhere.iter().any(|(variant, code)| variant == written || code == written) {
        return format!("cannot be `{written}` in {}; it {accepted}", table.name);
    }
    let names = codes.accepted.iter().flat_map(|(variant, code)| [variant.clone(), code.clone()]);
    match did_you_mean(written, names) {
        Some(meant) => {
            let meant =
                codes.accepted.iter().find(|(_, code)| *code == meant).map_or(meant, |(variant, _)| variant.clone());
            format!("{accepted}, not `{written}`; did you mean `{meant}`?")
        }
        None => format!("{accepted}, not `{written}`"),
    }
}

fn path_of(table: &Table, codes: &EnumValues, variant: &str, span: Span) -> TokenStream {
    let ty = table.named(codes.at);
    let variant = Ident::new(variant, span);
    // The compiler reports a deprecated value here.
    located(&quote!(<#ty>::#variant), span)
}
