//! The values of a closed enum, by their variant or by their wire value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::field::Codes;
use super::literal::Literal;
use super::messages;
use super::number::fits_suffix;
use super::table::Table;
use crate::suggest::did_you_mean;

/// An enum value in its wire form: `"CAD"`, or `1` for integer values.
pub(super) fn code(table: &Table, codes: &Codes, literal: &Literal) -> Result<TokenStream, String> {
    let given = match literal {
        Literal::Text(text) => text.value(),
        Literal::Integer { is_negative, digits } => {
            fits_suffix(*is_negative, digits)?;
            format!("{}{}", if *is_negative { "-" } else { "" }, digits.base10_digits())
        }
        Literal::Float { .. } | Literal::Other(_) => return Err(messages::one_of(codes)),
    };
    match codes.taken.iter().find(|(_, code)| *code == given) {
        Some((name, _)) => Ok(path_of(table, codes, name, Span::call_site())),
        None => Err(unknown_code(table, codes, &given)),
    }
}

/// The variant with a name, if the name looks like a variant.
pub(super) fn variant(table: &Table, codes: &Codes, name: &Ident) -> Option<Result<TokenStream, String>> {
    let text = name.to_string();
    if let Some((known, _)) = codes.taken.iter().find(|(variant, _)| *variant == text) {
        return Some(Ok(path_of(table, codes, known, name.span())));
    }
    let all = || codes.taken.iter().chain(&codes.elsewhere);
    let is_code = all().any(|(_, code)| *code == text);
    // An upper-case name is a constant of the caller, unless it is an enum value.
    let is_constant = text.chars().all(|it| !it.is_lowercase());
    let is_type_like = text.starts_with(char::is_uppercase) && !is_constant;
    (is_code || is_type_like).then(|| Err(unknown_code(table, codes, &text)))
}

fn unknown_code(table: &Table, codes: &Codes, given: &str) -> String {
    let taken = messages::one_of(codes);
    if let Some((variant, _)) = codes.taken.iter().find(|(_, code)| code == given) {
        return format!("{taken}; write `{variant}`, or `{{ {given} }}` for a constant with this name");
    }
    if codes.elsewhere.iter().any(|(variant, code)| variant == given || code == given) {
        return format!("cannot be `{given}` in {}; it {taken}", table.name);
    }
    let names = codes.taken.iter().flat_map(|(variant, code)| [variant.clone(), code.clone()]);
    match did_you_mean(given, names) {
        Some(meant) => {
            let meant =
                codes.taken.iter().find(|(_, code)| *code == meant).map_or(meant, |(variant, _)| variant.clone());
            format!("{taken}, not `{given}`; did you mean `{meant}`?")
        }
        None => format!("{taken}, not `{given}`"),
    }
}

fn path_of(table: &Table, codes: &Codes, variant: &str, span: Span) -> TokenStream {
    let ty = table.named(codes.at);
    let variant = Ident::new(variant, span);
    quote!(<#ty>::#variant)
}
