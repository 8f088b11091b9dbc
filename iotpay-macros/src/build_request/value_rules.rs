//! The range and the pattern of a field.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use super::field::{Field, kind};
use super::range::Range;
use crate::errors::Errors;
use crate::names::hidden;
use crate::request::rules::Pattern;
use crate::request::value_rules;

impl Range {
    fn read(&self, field: &Field<'_>) -> Result<value_rules::Range, String> {
        let [min, max] = self.bounds();
        value_rules::Range::of(&kind(field.ty, None).unwrap_or_default(), &min, &max)
    }
}

/// Reports rules that the type does not have, and invalid ones.
pub(super) fn report(field: &Field<'_>, is_request: bool, errors: &mut Errors) {
    let (range, pattern) = (&field.attributes.range, &field.attributes.pattern);
    if let Some(range) = range
        && let Err(problem) = range.read(field)
    {
        errors.push(syn::Error::new(range.span, problem));
    }
    if let Some(pattern) = pattern {
        let kind = kind(field.ty, None);
        let is_text = |kind: &str| ["text", "id", "secret", "string"].iter().any(|text| kind.starts_with(text));
        if !kind.as_deref().is_some_and(is_text) {
            errors.at(pattern, "`pattern` requires a field of type `Text`, `Id`, `SecretText` or `String`");
        }
        if let Err(problem) = Pattern::parse(&pattern.value()) {
            errors.at(pattern, format_args!("invalid pattern: {problem}"));
        }
    }
    if (range.is_some() || pattern.is_some()) && !is_request {
        errors.at(
            field.name,
            "`range` and `pattern` require `endpoint`, `family` and `response` on the struct; without these, the values \
             are not tested before the request is sent",
        );
    }
}

/// The rules at the end of a row of the table.
pub(super) fn in_table(field: &Field<'_>) -> String {
    let range = field.attributes.range.as_ref().map_or_else(String::new, |range| {
        let [min, max] = range.bounds();
        format!(" range {min:?} {max:?}")
    });
    let pattern = field.attributes.pattern.as_ref().map_or_else(String::new, |it| format!(" pattern {:?}", it.value()));
    format!("{range}{pattern}")
}

/// The statements that test the variable `value`.
pub(super) fn checks(field: &Field<'_>, client: &Path) -> Option<TokenStream> {
    let (wire, check, value) = (&field.wire, hidden("check"), hidden("value"));
    let root = client.to_token_stream();
    let range = field.attributes.range.as_ref().and_then(|range| range.read(field).ok()).map(|range| {
        let range = range.expression(&root);
        quote!(let _ = #check.field(#wire, #client::__private::check_range(#value, #range));)
    });
    let pattern = field.attributes.pattern.as_ref().and_then(|it| Pattern::parse(&it.value()).ok()).map(|pattern| {
        let pattern = value_rules::pattern_expression(&pattern, &root);
        quote!(let _ = #check.field(#wire, #client::__private::check_pattern(#value, #pattern));)
    });
    (range.is_some() || pattern.is_some()).then(|| quote!(#range #pattern))
}
