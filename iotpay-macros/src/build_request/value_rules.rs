//! The range and the pattern of a field or of a member of a JSON object.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use super::attribute::FieldAttributes;
use super::field::{Field, kind};
use super::member::MemberType;
use super::range::Range;
use crate::errors::Errors;
use crate::names::hidden;
use crate::request::rules::Pattern;
use crate::request::value_rules;

impl Range {
    fn read(&self, kind: Option<&str>) -> Result<value_rules::Range, String> {
        let [min, max] = self.bounds();
        value_rules::Range::of(kind.unwrap_or_default(), &min, &max)
    }
}

/// Reports rules that the type of a field does not have, and invalid ones.
pub(super) fn report(field: &Field<'_>, is_request: bool, errors: &mut Errors) {
    let rules = &*field.attributes;
    report_invalid(rules, kind(field.ty, None).as_deref(), errors);
    if (rules.range.is_some() || rules.pattern.is_some()) && !is_request {
        errors.at(
            field.name,
            "`range` and `pattern` require `endpoint`, `family` and `response` on the struct; without these, the values \
             are not tested before the request is sent",
        );
    }
}

/// Reports rules that the type of a member does not have, and invalid ones.
pub(super) fn report_of_member(rules: &FieldAttributes, ty: &MemberType, errors: &mut Errors) {
    report_invalid(rules, Some(&kind_of_member(ty)), errors);
}

fn report_invalid(rules: &FieldAttributes, kind: Option<&str>, errors: &mut Errors) {
    if let Some(range) = &rules.range
        && let Err(problem) = range.read(kind)
    {
        errors.push(syn::Error::new(range.span, problem));
    }
    if let Some(pattern) = &rules.pattern {
        let is_text = |kind: &str| ["text", "id", "secret", "string"].iter().any(|text| kind.starts_with(text));
        if !kind.is_some_and(is_text) {
            errors.at(pattern, "`pattern` requires a field of type `Text`, `Id`, `SecretText` or `String`");
        }
        if let Err(problem) = Pattern::parse(&pattern.value()) {
            errors.at(pattern, format_args!("invalid pattern: {problem}"));
        }
    }
}

/// The kind of a member as a row of the table has it, without its limit.
pub(super) fn kind_of_member(ty: &MemberType) -> String {
    match ty {
        MemberType::Text => "text".to_owned(),
        MemberType::Integer(ty) => format!("integer {ty}"),
        MemberType::Boolean(_) => "boolean".to_owned(),
        // `consistency.rs` reports a type without a kind.
        MemberType::Value(ty) => kind(ty, None).unwrap_or_default(),
    }
}

/// The rules at the end of a row of the table.
pub(super) fn in_table(rules: &FieldAttributes) -> String {
    let range = rules.range.as_ref().map_or_else(String::new, |range| {
        let [min, max] = range.bounds();
        format!(" range {min:?} {max:?}")
    });
    let pattern = rules.pattern.as_ref().map_or_else(String::new, |it| format!(" pattern {:?}", it.value()));
    format!("{range}{pattern}")
}

/// The statements that test the variable `value` of a field.
pub(super) fn checks(field: &Field<'_>, client: &Path) -> Option<TokenStream> {
    let (wire, check) = (&field.wire, hidden("check"));
    let tests = tests(&field.attributes, kind(field.ty, None).as_deref(), client);
    (!tests.is_empty()).then(|| quote!(#(let _ = #check.field(#wire, #tests);)*))
}

/// The expressions of type `Result` that test the variable `value`, a reference.
pub(super) fn tests(rules: &FieldAttributes, kind: Option<&str>, client: &Path) -> Vec<TokenStream> {
    let (value, root) = (hidden("value"), client.to_token_stream());
    let range = rules.range.as_ref().and_then(|range| range.read(kind).ok()).map(|range| {
        let range = range.expression(&root);
        quote!(#client::__private::check_range(#value, #range))
    });
    let pattern = rules.pattern.as_ref().and_then(|it| Pattern::parse(&it.value()).ok()).map(|pattern| {
        let pattern = value_rules::pattern_expression(&pattern, &root);
        quote!(#client::__private::check_pattern(#value, #pattern))
    });
    range.into_iter().chain(pattern).collect()
}
