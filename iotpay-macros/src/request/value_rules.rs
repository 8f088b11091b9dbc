//! The range and the pattern of a field: checked for literals at compile time, and for other values at run time.

use proc_macro2::{Ident, Literal as Token, Span, TokenStream};
use quote::quote;

use super::date::date_ordinal;
use super::field::{Field, Kind, kind_of};
use super::literal::Literal;
use super::number::{cents, decimal, whole_number};
use super::rules::{self, Pattern};

/// A range: each bound as a number, and as text. At least one of them is present.
pub(crate) struct Range {
    min: Option<(i64, String)>,
    max: Option<(i64, String)>,
}

impl Range {
    /// Reads the bounds of a field whose type is of this kind; an empty text is no bound.
    pub(crate) fn of(kind: &str, min: &str, max: &str) -> Result<Self, String> {
        let kind = kind_of(kind);
        let bound = |text: &str| {
            let ordinal = || bound_ordinal(&kind, text).map(|ordinal| (ordinal, text.to_owned()));
            if text.is_empty() { Ok(None) } else { ordinal().map(Some) }
        };
        let (min, max) = (bound(min)?, bound(max)?);
        if let (Some((min, _)), Some((max, _))) = (&min, &max)
            && min > max
        {
            return Err("`min` is greater than `max`".to_owned());
        }
        Ok(Self { min, max })
    }

    /// An expression of the client's type.
    pub(crate) fn expression(&self, root: &TokenStream) -> TokenStream {
        let bound = |bound: &Option<(i64, String)>| match bound {
            Some((ordinal, text)) => {
                let ordinal = Token::i64_suffixed(*ordinal);
                quote!(::core::option::Option::Some((#ordinal, #text)))
            }
            None => quote!(::core::option::Option::None),
        };
        let (min, max) = (bound(&self.min), bound(&self.max));
        quote!(#root::__private::ValueRange { min: #min, max: #max })
    }

    fn check(&self, value: i64) -> Result<(), String> {
        let bound = |bound: &'_ Option<(i64, String)>| bound.as_ref().map(|(ordinal, text)| (*ordinal, text.clone()));
        let (min, max) = (bound(&self.min), bound(&self.max));
        rules::range(
            value,
            min.as_ref().map(|(ordinal, text)| (*ordinal, text.as_str())),
            max.as_ref().map(|(ordinal, text)| (*ordinal, text.as_str())),
        )
    }
}

/// An expression of the client's type for a pattern.
pub(crate) fn pattern_expression(pattern: &Pattern, root: &TokenStream) -> TokenStream {
    let parts = pattern.parts.iter().map(|part| {
        let is_negated = part.is_negated;
        let ranges = part.ranges.iter().map(|(first, last)| quote!((#first, #last)));
        let min = Token::u32_unsuffixed(part.min);
        let max = match part.max {
            Some(max) => {
                let max = Token::u32_unsuffixed(max);
                quote!(::core::option::Option::Some(#max))
            }
            None => quote!(::core::option::Option::None),
        };
        quote!(#root::__private::PatternPart { is_negated: #is_negated, ranges: &[#(#ranges),*], min: #min, max: #max })
    });
    let text = &pattern.text;
    quote!(#root::__private::ValuePattern { text: #text, parts: &[#(#parts),*] })
}

/// Checks a literal that is a value of the field's type.
pub(super) fn check(field: &Field, literal: &Literal) -> Result<(), String> {
    if let Some([min, max]) = field.range() {
        let range = Range::of(field.kind_text(), min, max)?;
        if let Some(value) = literal_ordinal(field.kind(), literal) {
            range.check(value)?;
        }
    }
    match (field.pattern(), literal) {
        (Some(pattern), Literal::Text(text)) => Pattern::parse(pattern)?.check(&text.value()),
        _ => Ok(()),
    }
}

/// Adds the checks at run time to an expression of type `Result`.
pub(super) fn checked(field: &Field, root: &TokenStream, mut value: TokenStream) -> TokenStream {
    if let Some([min, max]) = field.range()
        && let Ok(range) = Range::of(field.kind_text(), min, max)
    {
        let function = if field.is_optional { "optional_in_range" } else { "in_range" };
        let function = Ident::new(function, Span::call_site());
        let range = range.expression(root);
        value = quote!(#root::__private::#function(#value, #range));
    }
    if let Some(pattern) = field.pattern()
        && let Ok(pattern) = Pattern::parse(pattern)
    {
        let pattern = pattern_expression(&pattern, root);
        value = quote!(#root::__private::matching(#value, #pattern));
    }
    value
}

fn bound_ordinal(kind: &Kind, text: &str) -> Result<i64, String> {
    match kind {
        Kind::Cents | Kind::Integer(_) => text.parse().map_err(|_| format!("`{text}` is not a whole number")),
        Kind::Decimal(scale, digits) => {
            rules::decimal(text, *scale, *digits).map_err(|problem| format!("`{text}` {problem}"))
        }
        Kind::Date(form) => rules::date(text, *form).map_err(|problem| format!("`{text}` {problem}")),
        Kind::DateTime(form, offset) => rules::date_time(text, *form, *offset)
            .map(|(seconds, _)| seconds)
            .map_err(|problem| format!("`{text}` {problem}")),
        _ => {
            Err("`range` requires an integer of at most 64 bits, `Cents`, `DecimalText`, `DateText` or `DateTimeText`"
                .to_owned())
        }
    }
}

fn literal_ordinal(kind: &Kind, literal: &Literal) -> Option<i64> {
    match kind {
        Kind::Cents => cents(literal).ok()?.to_string().trim_end_matches("u32").parse().ok(),
        Kind::Integer(ty) => i64::try_from(whole_number(literal, ty).ok()?).ok(),
        Kind::Decimal(scale, digits) => decimal(literal, *scale, *digits).ok(),
        kind => date_ordinal(kind, literal),
    }
}
