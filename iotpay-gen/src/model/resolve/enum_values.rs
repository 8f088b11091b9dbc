//! The values of an enumeration that a field accepts.

use super::context::Context;
use super::inapplicable::{does_not_fit, value_of};
use crate::diagnostic::{Code, Diagnostic, Sink, suggestion_help};
use crate::model::{EnumType, Type};
use crate::raw::{FieldRule, Row, VendorType};
use crate::source::{Span, Spanned};

/// Returns the type of a field with an enumeration: the values that it accepts.
pub(super) fn resolve(
    context: &Context<'_>,
    row: &Row,
    base: &Spanned<VendorType>,
    rule: &FieldRule,
    values: &Spanned<String>,
    sink: &mut Sink,
) -> Option<Type> {
    let enumeration = context.shared.known_enumerations.look_up("enumeration", values, sink)?;
    let all = &context.shared.enumerations[enumeration].values;
    let chosen = match &rule.only {
        // A received value may be one that another page defines.
        None => (0..all.len()).filter(|at| context.direction.is_received() || all[*at].is_shared()).collect(),
        Some(only) => {
            let mut chosen = Vec::new();
            for (at, wanted) in only.iter().enumerate() {
                if let Some(first) = only[..at].iter().find(|first| first.value == wanted.value) {
                    sink.push(super::duplicate::duplicate("value", wanted, first.span));
                    continue;
                }
                match all.iter().position(|value| value.wire == wanted.value) {
                    Some(at) if all[at].is_documented_in(wanted.span.file) => chosen.push(at),
                    Some(at) => sink.push(of_another_page("value", wanted, all[at].span)),
                    None if sink.is_unreadable(&wanted.value) => {}
                    None => {
                        let known = all.iter().filter(|value| value.is_documented_in(wanted.span.file));
                        sink.push(unknown_value(wanted, known.map(|value| value.wire.as_str())));
                    }
                }
            }
            chosen
        }
    };
    if chosen.is_empty() {
        // If no value remains, each value of `only` is already reported.
        if rule.only.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::InapplicableRule,
                    values.span,
                    format!("no value of `{}` is possible for `{}`", values.value, row.name.value),
                    "this enumeration",
                )
                .help("add the page's values to the enumeration"),
            );
        }
        return None;
    }
    if matches!(
        base.value,
        VendorType::Decimal(_) | VendorType::Boolean(_) | VendorType::Date(_) | VendorType::DateTime(_)
    ) {
        let what = value_of(&base.value);
        let message = format!("`{}` is {what}, so it cannot have an enumeration", row.name.value);
        sink.push(
            does_not_fit(values, &message, "change the field's type to text, or remove `values:`")
                .related(base.span, format!("{what} here")),
        );
        return None;
    }
    let integer = matches!(base.value, VendorType::Integer(_));
    let is_number = |at: &&usize| all.get(**at).is_none_or(|value| value.wire.parse::<i64>().is_ok());
    if let Some(value) = chosen.iter().find(|at| integer && !is_number(at)).and_then(|at| all.get(*at)) {
        let message = format!("`{}` is an integer, but its enumeration has the value `{}`", row.name.value, value.wire);
        sink.push(
            does_not_fit(values, &message, "change the field's type to text, or use another enumeration")
                .related(base.span, "an integer here"),
        );
        return None;
    }
    Some(Type::Enum(EnumType { enumeration, values: chosen, integer }))
}

/// Returns the diagnostic for a value that only other pages define.
pub(super) fn of_another_page(what: &str, name: &Spanned<String>, defined: Span) -> Diagnostic {
    let message = format!("this page does not define the {what} `{}`", name.value);
    Diagnostic::new(Code::UnknownValue, name.span, message, "defined by another page")
        .related(defined, "defined here")
        .help(format!("if this page documents it, write `{{ value: {}, about: ... }}` here", name.value))
}

fn unknown_value<'a>(wanted: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let help = suggestion_help(&wanted.value, &known.collect::<Vec<_>>());
    Diagnostic::new(Code::UnknownValue, wanted.span, format!("unknown enum value `{}`", wanted.value), "unknown value")
        .help(help)
}
