//! Enumerations.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::definitions::Definitions;
use super::duplicate::duplicate;
use super::references::Known;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Enumeration, EnumerationValue, Family, OutcomeOf, Transaction};
use crate::raw::{self, File};
use crate::source::{FileId, Span, Spanned};

pub(super) fn resolve(
    files: &[File],
    definitions: &Definitions<'_>,
    families: &[Family],
    sink: &mut Sink,
) -> Vec<Enumeration> {
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
        let added = definitions.get(raw.name.value.as_str()).map_or(&[] as &[_], Vec::as_slice);
        let all: Vec<&raw::Value> = raw.values.iter().chain(added.iter().copied()).collect();
        report_kinds(raw, &all, sink);
        enumerations.push(Enumeration {
            name: raw.name.value.clone(),
            type_name: names::pascal(&raw.name.value),
            family,
            about: raw.about.value.clone(),
            page: raw.page.value.clone(),
            outcome_of: resolve_outcomes(raw, &all, sink),
            values: {
                report_outcomes(raw, &all, sink);
                resolve_values(raw, added, sink)
            },
            span: raw.name.span,
        });
    }
    enumerations
}

/// Reports an enumeration that names one kind of transaction only.
fn report_kinds(raw: &raw::Enumeration, values: &[&raw::Value], sink: &mut Sink) {
    let named = |kind: Transaction| values.iter().filter_map(|value| value.kind.as_ref()).find(|it| it.value == kind);
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
fn report_outcomes(raw: &raw::Enumeration, values: &[&raw::Value], sink: &mut Sink) {
    let Some(other) = values.iter().find_map(|value| value.outcome.as_ref()) else { return };
    // An outcome that could not be read is reported already.
    if sink.has(|code| code == Code::UnknownKey || code == Code::UnknownValue) {
        return;
    }
    for value in values.iter().filter(|value| value.outcome.is_none()) {
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
fn resolve_outcomes(raw: &raw::Enumeration, values: &[&raw::Value], sink: &mut Sink) -> OutcomeOf {
    let Some(of) = &raw.outcome_of else { return OutcomeOf::Payment };
    if values.iter().all(|value| value.outcome.is_none()) {
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

fn resolve_values(raw: &raw::Enumeration, added: &[&raw::Value], sink: &mut Sink) -> Vec<EnumerationValue> {
    let mut values: Vec<EnumerationValue> = Vec::new();
    let (mut by_wire, mut by_variant): (HashMap<&str, usize>, HashMap<String, Span>) = Default::default();
    let written = raw.values.iter().map(|value| (value, None));
    for (value, page) in written.chain(added.iter().map(|value| (*value, Some(value.value.span.file)))) {
        let Some(resolved) = resolve_value(value, page, sink) else { continue };
        if let Some(first) = by_wire.get(value.value.value.as_str()).and_then(|at| values.get_mut(*at)) {
            match page {
                None => sink.push(duplicate("value", &value.value, first.span)),
                Some(page) => define_again(first, &resolved, page, sink),
            }
            continue;
        }
        if let Some(first) = by_variant.get(&resolved.variant) {
            let name = value.name.as_ref().unwrap_or(&value.value);
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    name.span,
                    format!("two values of `{}` become the variant `{}`", raw.name.value, resolved.variant),
                    "this one",
                )
                .related(*first, "and this one")
                .help("change the `name:` of one of them"),
            );
            sink.mark_unreadable(&value.value.value);
            continue;
        }
        by_wire.insert(&value.value.value, values.len());
        by_variant.insert(resolved.variant.clone(), resolved.span);
        values.push(resolved);
    }
    values
}

/// Resolves a value; reports it if its name cannot be the name of a variant.
fn resolve_value(value: &raw::Value, page: Option<FileId>, sink: &mut Sink) -> Option<EnumerationValue> {
    let name = value.name.as_ref().unwrap_or(&value.value);
    let variant = names::pascal(&name.value);
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
        return None;
    }
    Some(EnumerationValue {
        wire: value.value.value.clone(),
        variant,
        about: value.about.value.clone(),
        outcome: value.outcome.as_ref().map(|outcome| outcome.value),
        kind: value.kind.as_ref().map(|kind| kind.value),
        source: value.source,
        pages: page.into_iter().collect(),
        lifecycle: (&value.lifecycle).into(),
        span: value.value.span,
    })
}

/// Adds a page to the pages that define a value. Reports a definition of a shared value, a second one on the same page,
/// and one that differs from that of another page.
fn define_again(first: &mut EnumerationValue, again: &EnumerationValue, page: FileId, sink: &mut Sink) {
    let wire = &again.wire;
    let help = if first.is_shared() {
        format!("write only `{wire}`; the enumeration already has this value")
    } else if first.pages.contains(&page) {
        format!("define it once on the page, and write only `{wire}` elsewhere on the page")
    } else {
        first.pages.push(page);
        let meaning = |value: &EnumerationValue| {
            (value.variant.clone(), value.outcome, value.kind, value.lifecycle.deprecated.clone())
        };
        if meaning(first) == meaning(again) {
            return;
        }
        "use the same `name:`, `outcome:`, `kind:` and `deprecated:` on both pages".to_owned()
    };
    let twice = Spanned::new(wire.clone(), again.span);
    sink.push(duplicate("value", &twice, first.span).help(help));
}
