//! Enumerations.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::duplicate::duplicate;
use super::references::Known;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Enumeration, EnumerationValue, Family, OutcomeOf, Transaction};
use crate::raw::{self, File};
use crate::source::Span;

pub(super) fn resolve(files: &[File], families: &[Family], sink: &mut Sink) -> Vec<Enumeration> {
    let known = Known::of(families.iter().map(|family| family.name.as_str()));
    let mut first: HashMap<&str, Span> = HashMap::new();
    let mut enumerations: Vec<Enumeration> = Vec::new();
    for raw in files.iter().flat_map(|file| &file.enumerations) {
        match first.entry(&raw.name.value) {
            Entry::Occupied(first) => {
                sink.push(duplicate("enumeration", &raw.name, *first.get()));
                continue;
            }
            Entry::Vacant(place) => {
                place.insert(raw.name.span);
            }
        }
        let family = match &raw.family {
            None => None,
            Some(name) => known.look_up("family", name, sink),
        };
        report_kinds(raw, sink);
        enumerations.push(Enumeration {
            name: raw.name.value.clone(),
            type_name: names::pascal(&raw.name.value),
            family,
            about: raw.about.value.clone(),
            page: raw.page.value.clone(),
            outcome_of: resolve_outcomes(raw, sink),
            values: {
                report_outcomes(raw, sink);
                resolve_values(raw, sink)
            },
            span: raw.name.span,
        });
    }
    enumerations
}

/// Reports an enumeration that names one kind of transaction only.
fn report_kinds(raw: &raw::Enumeration, sink: &mut Sink) {
    let named =
        |kind: Transaction| raw.values.iter().filter_map(|value| value.kind.as_ref()).find(|it| it.value == kind);
    let (payment, refund) = (named(Transaction::Payment), named(Transaction::Refund));
    if let (Some(only), None) | (None, Some(only)) = (payment, refund) {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                only.span,
                format!("`{}` distinguishes payments from refunds, but has only one kind", raw.name.value),
                "the only kind",
            )
            .help("add `kind:` to a value of the other kind, or remove this one"),
        );
    }
}

/// Reports a value without an outcome in an enumeration of outcomes: it could not be distinguished from an unknown
/// value.
fn report_outcomes(raw: &raw::Enumeration, sink: &mut Sink) {
    let Some(other) = raw.values.iter().find_map(|value| value.outcome.as_ref()) else { return };
    // An outcome that could not be read is reported already.
    if sink.has(|code| code == Code::UnknownKey || code == Code::UnknownValue) {
        return;
    }
    for value in raw.values.iter().filter(|value| value.outcome.is_none()) {
        sink.push(
            Diagnostic::new(
                Code::MissingKey,
                value.value.span,
                format!("missing `outcome` of value `{}` of `{}`", value.value.value, raw.name.value),
                "paid, failed, or neither?",
            )
            .related(other.span, "other values have an outcome")
            .help("add `outcome:` with pending, success or failed"),
        );
    }
}

/// Returns the subject of the outcomes. Reports `outcome_of` if no value has an outcome.
fn resolve_outcomes(raw: &raw::Enumeration, sink: &mut Sink) -> OutcomeOf {
    let Some(of) = &raw.outcome_of else { return OutcomeOf::Payment };
    if raw.values.iter().all(|value| value.outcome.is_none()) {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                of.span,
                format!("no value of `{}` has an outcome", raw.name.value),
                "has no effect",
            )
            .help("add `outcome:` to the values, or remove `outcome_of:`"),
        );
    }
    of.value
}

fn resolve_values(raw: &raw::Enumeration, sink: &mut Sink) -> Vec<EnumerationValue> {
    let mut values: Vec<EnumerationValue> = Vec::new();
    let (mut by_wire, mut by_variant): (HashMap<&str, Span>, HashMap<String, Span>) = Default::default();
    for value in &raw.values {
        let name = value.name.as_ref().unwrap_or(&value.value);
        let variant = names::pascal(&name.value);
        if let Some(first) = by_wire.get(value.value.value.as_str()) {
            sink.push(duplicate("value", &value.value, *first));
            continue;
        }
        if !names::is_identifier(&variant) || variant == "Other" {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    name.span,
                    format!("`{}` cannot be converted to a Rust variant name", name.value),
                    "not a valid variant name",
                )
                .help("add a `name:` that begins with a letter; `other` is reserved for unknown values"),
            );
            sink.mark_unreadable(&value.value.value);
            continue;
        }
        if let Some(first) = by_variant.get(&variant) {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    name.span,
                    format!("two values of `{}` become the variant `{variant}`", raw.name.value),
                    "this one",
                )
                .related(*first, "and this one")
                .help("change the `name:` of one of them"),
            );
            sink.mark_unreadable(&value.value.value);
            continue;
        }
        by_wire.insert(&value.value.value, value.value.span);
        by_variant.insert(variant.clone(), value.value.span);
        values.push(EnumerationValue {
            wire: value.value.value.clone(),
            variant,
            about: value.about.value.clone(),
            outcome: value.outcome.as_ref().map(|outcome| outcome.value),
            kind: value.kind.as_ref().map(|kind| kind.value),
            source: value.source,
            span: value.value.span,
        });
    }
    values
}
