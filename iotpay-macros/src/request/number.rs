//! Whole numbers, decimal numbers and amounts.

use proc_macro2::{Ident, Literal as Token, Span, TokenStream};
use quote::quote;
use syn::LitInt;

use super::literal::Literal;
use super::{messages, rules};

/// The largest amount: a signed 32-bit integer.
const MAX_CENTS: u32 = i32::MAX.unsigned_abs();

pub(super) fn cents(literal: &Literal) -> Result<Token, String> {
    let whole = |amount: &str| match messages::in_cents(amount) {
        Some(cents) => format!("must be a whole number of cents; write {cents} for {amount}"),
        None => "must be a whole number of cents, such as 2865 for 28.65".to_owned(),
    };
    match literal {
        Literal::Integer { is_negative, digits } => {
            fits_suffix(*is_negative, digits)?;
            match (digits.base10_parse::<u64>(), is_negative) {
                (Ok(0), _) => Err("is 0; at least 1 cent is required".to_owned()),
                (_, true) => Err("is negative; at least 1 cent is required".to_owned()),
                (Ok(cents), false) => match u32::try_from(cents) {
                    Ok(cents @ ..=MAX_CENTS) => Ok(Token::u32_suffixed(cents)),
                    _ => Err(format!("is too large; at most {MAX_CENTS} cents are allowed")),
                },
                (Err(_), false) => Err(format!("is too large; at most {MAX_CENTS} cents are allowed")),
            }
        }
        Literal::Float { is_negative: true, .. } => Err("is negative; at least 1 cent is required".to_owned()),
        Literal::Float { float, .. } => Err(whole(float.base10_digits())),
        Literal::Text(text) => match text.value().parse::<u64>() {
            Ok(cents) => {
                Err(format!("must be a whole number of cents, not text; write {cents} if the value is in cents"))
            }
            Err(_) => Err(whole(&text.value())),
        },
        Literal::Boolean(_) => Err("must be a whole number of cents, not a bool".to_owned()),
        Literal::Other(what) => Err(format!("must be a whole number of cents, not {what}")),
    }
}

/// Reports an integer that is out of range for its own suffix, such as `300u8`.
pub(super) fn fits_suffix(is_negative: bool, digits: &LitInt) -> Result<(), String> {
    let sign = if is_negative { "-" } else { "" };
    let number = format!("{sign}{}", digits.base10_digits());
    let fits = match digits.suffix() {
        "" => true,
        "i8" => number.parse::<i8>().is_ok(),
        "i16" => number.parse::<i16>().is_ok(),
        "i32" => number.parse::<i32>().is_ok(),
        "i64" | "isize" => number.parse::<i64>().is_ok(),
        "u8" => number.parse::<u8>().is_ok(),
        "u16" => number.parse::<u16>().is_ok(),
        "u32" => number.parse::<u32>().is_ok(),
        "u64" | "usize" => number.parse::<u64>().is_ok(),
        suffix => return Err(format!("must be a whole number; `{suffix}` is not an integer type")),
    };
    if fits { Ok(()) } else { Err(format!("is out of range for `{}`", digits.suffix())) }
}

/// The units of a decimal number: text, or a whole number.
pub(super) fn decimal(literal: &Literal, scale: u32, digits: u32) -> Result<i64, String> {
    let sign = |is_negative: bool| if is_negative { "-" } else { "" };
    match literal {
        Literal::Text(text) => rules::decimal(&text.value(), scale, digits),
        Literal::Integer { is_negative, digits: whole } => {
            fits_suffix(*is_negative, whole)?;
            rules::decimal(&format!("{}{}", sign(*is_negative), whole.base10_digits()), scale, digits)
        }
        Literal::Float { is_negative, float } => Err(format!(
            "must be text, since a float is not exact; write \"{}{}\"",
            sign(*is_negative),
            float.base10_digits()
        )),
        Literal::Boolean(_) => Err("must be a decimal number as text, such as \"28.65\", and not a bool".to_owned()),
        Literal::Other(what) => Err(format!("must be a decimal number as text, such as \"28.65\", and not {what}")),
    }
}

pub(super) fn integer(literal: &Literal, ty: &str) -> Result<TokenStream, String> {
    let number = whole_number(literal, ty)?;
    let digits = Token::i128_unsuffixed(number.abs());
    let digits = if number < 0 { quote!(-#digits) } else { quote!(#digits) };
    let ty = Ident::new(ty, Span::call_site());
    Ok(quote!({ let number: #ty = #digits; number }))
}

/// A whole number that fits a type.
pub(super) fn whole_number(literal: &Literal, ty: &str) -> Result<i128, String> {
    let Literal::Integer { is_negative, digits } = literal else { return Err("must be a whole number".to_owned()) };
    let sign = if *is_negative { "-" } else { "" };
    let number: i128 = format!("{sign}{}", digits.base10_digits()).parse().map_err(|_| "is too large".to_owned())?;
    let fits = match ty {
        "i8" => i8::try_from(number).is_ok(),
        "i16" => i16::try_from(number).is_ok(),
        "i32" => i32::try_from(number).is_ok(),
        "u8" => u8::try_from(number).is_ok(),
        "u16" => u16::try_from(number).is_ok(),
        "u32" => u32::try_from(number).is_ok(),
        _ => i64::try_from(number).is_ok(),
    };
    let fits = fits && (digits.suffix().is_empty() || ty == digits.suffix());
    if fits { Ok(number) } else { Err(format!("must be a whole number that fits `{ty}`")) }
}
