//! The rules for the values of a field.

use super::context::Context;
use super::inapplicable::does_not_fit;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Filler, ItemCount, Pattern, Range, Type, ValueRules, Wire, literal};
use crate::raw::{self, FieldRule, Required, Row};
use crate::source::Spanned;

/// Resolves the rules of a single value, and reports those that do not fit its type.
pub(super) fn resolve(row: &Row, rule: &FieldRule, ty: &Type, filled: Option<&Filler>, sink: &mut Sink) -> ValueRules {
    let raw::ValueRules { range, pattern, default, min_items, max_items } = &rule.value_rules;
    let first = range.as_ref().map(|it| it.span).or(pattern.as_ref().or(default.as_ref()).map(|it| it.span));
    if let (Some(span), Some(_)) = (first, filled) {
        let message = format!("`{}` is not set by the caller of a request", row.name.value);
        let help = "`range:`, `pattern:` and `default:` apply to received fields and to those that the caller sets";
        sink.push(Diagnostic::new(Code::InapplicableRule, span, message, "this rule").help(help));
        return ValueRules::default();
    }
    // The rules of an array in a text belong to its content.
    let is_array = matches!(ty, Type::Encoded(content) if content.ty.wire() == Wire::Array);
    if is_array {
        return ValueRules { default: default.as_ref().map(|default| default.value.clone()), ..ValueRules::default() };
    }
    if let Some(count) = min_items.as_ref().or(max_items.as_ref()) {
        let message = format!("`{}` is not an array, so it has no items", row.name.value);
        sink.push(does_not_fit(count, &message, "`min_items:` and `max_items:` apply to arrays"));
    }
    ValueRules {
        range: range.as_ref().and_then(|range| resolve_range(row, ty, range, sink)),
        pattern: pattern.as_ref().and_then(|pattern| resolve_pattern(row, ty, pattern, sink)),
        default: default.as_ref().map(|default| default.value.clone()),
        items: ItemCount::default(),
    }
}

/// Resolves the rules of an array as a whole. Its other rules apply to each item.
pub(super) fn of_array(row: &Row, rule: &FieldRule, sink: &mut Sink) -> ValueRules {
    let raw::ValueRules { min_items, max_items, .. } = &rule.value_rules;
    if let (Some(min), Some(max)) = (min_items, max_items)
        && min.value > max.value
    {
        let message = format!("`{}` cannot have any number of items: the smallest exceeds the largest", row.name.value);
        sink.push(
            Diagnostic::new(Code::InvalidLimit, min.span, message, "larger than `max_items`")
                .related(max.span, "the largest number")
                .help("compare both numbers with the page"),
        );
        return ValueRules::default();
    }
    let count = |count: &Option<Spanned<u32>>| count.as_ref().map(|count| count.value);
    ValueRules { items: ItemCount { min: count(min_items), max: count(max_items) }, ..ValueRules::default() }
}

fn resolve_range(row: &Row, ty: &Type, range: &raw::Range, sink: &mut Sink) -> Option<Range> {
    let form = match ty {
        Type::Cents | Type::Integer(_) => "a whole number of the field's type".to_owned(),
        Type::Decimal(decimal) => format!("a number of the form {}", decimal.largest()),
        Type::Date(form) => format!("a date of the form {}", form.notation()),
        Type::DateTime(date_time) => format!("a date and time of the form {}", date_time.form.notation()),
        _ => {
            let message = format!("`{}` is not a number or a date, so it cannot have a range", row.name.value);
            let help = "`range:` applies to integers, cents, decimal numbers and dates; for text, use `pattern:`";
            sink.push(Diagnostic::new(Code::InapplicableRule, range.span, message, "this rule").help(help));
            return None;
        }
    };
    let mut is_valid = true;
    for bound in [&range.min, &range.max].into_iter().flatten() {
        if literal::ordinal(ty, &bound.value).is_none() {
            let message = format!("`{}` is not a value of `{}`", bound.value, row.name.value);
            sink.push(
                Diagnostic::new(Code::InvalidLimit, bound.span, message, "invalid bound").help(format!("write {form}")),
            );
            is_valid = false;
        }
    }
    let ordinal = |bound: &Option<Spanned<String>>| literal::ordinal(ty, &bound.as_ref()?.value);
    if let (Some(min), Some(max)) = (ordinal(&range.min), ordinal(&range.max))
        && min > max
    {
        let message =
            format!("no value of `{}` is in the range: its smallest value exceeds the largest", row.name.value);
        sink.push(
            Diagnostic::new(Code::InvalidLimit, range.span, message, "empty range")
                .help("compare both bounds with the page"),
        );
        is_valid = false;
    }
    let text = |bound: &Option<Spanned<String>>| bound.as_ref().map(|bound| bound.value.clone());
    is_valid.then(|| Range { min: text(&range.min), max: text(&range.max) })
}

fn resolve_pattern(row: &Row, ty: &Type, pattern: &Spanned<String>, sink: &mut Sink) -> Option<Pattern> {
    if !matches!(ty, Type::Text | Type::Reference) {
        let message = format!("`{}` is not plain text, so it cannot have a pattern", row.name.value);
        let help = "`pattern:` applies to text without a format, and with the format `id`; for numbers and dates, use \
                    `range:`";
        sink.push(does_not_fit(pattern, &message, help));
        return None;
    }
    match Pattern::parse(&pattern.value) {
        Ok(parsed) => Some(parsed),
        Err(problem) => {
            let message = format!("the pattern of `{}` is not supported: {problem}", row.name.value);
            let help = "a pattern consists of characters, `.`, `\\d` and classes such as `[A-Z0-9]` or `[^ ]`, each of \
                        which can be followed by `?`, `*`, `+`, `{n}`, `{n,}` or `{n,m}`; it matches the whole text";
            sink.push(does_not_fit(pattern, &message, help));
            None
        }
    }
}

/// Reports a default of a required field, and one that the field itself does not accept.
pub(super) fn check_default(context: &Context<'_>, row: &Row, rule: &FieldRule, field: &Field, sink: &mut Sink) {
    let (Some(default), Some(_)) = (&rule.value_rules.default, &field.value_rules.default) else { return };
    if row.required.value == Required::Yes && field.required {
        let message = format!("`{}` is required, so its default has no effect", field.wire);
        sink.push(does_not_fit(default, &message, "remove the default, or correct the row's required mark"));
    } else if !super::fixed::is_valid(context, field, &default.value) {
        let message = format!("the default of `{}` is not valid for the field", field.wire);
        let help = "write the value that the page documents, as it is sent";
        sink.push(does_not_fit(default, &message, help).related(field.type_span, "the field's type"));
    }
}
