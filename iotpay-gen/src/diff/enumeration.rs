//! Enumerations of values that are received.

use super::change::{Area, Subject};
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::shared::{self, Pairs};
use super::{lifecycle, matching, phrases};
use crate::model::{Enumeration, EnumerationValue, Model, Outcome, OutcomeOf, Transaction};

pub(super) fn compare(changes: &mut Changes<'_>) {
    let (old, new) = (changes.old, changes.new);
    let Pairs { paired, renamed } = shared::enumerations(&changes.shared, old, new);
    for gone in paired.removed {
        let subject = subject(old, gone);
        let message = format!("the enumeration `{}` was removed, with its type `{}`", gone.name, path(old, gone));
        changes.push(
            scope(&subject),
            Difference::new(ChangeKind::EnumerationRemoved, &gone.name, message).was_at(gone.span),
        );
    }
    for fresh in paired.added {
        let subject = subject(new, fresh);
        let message = format!("the enumeration `{}` was added, with the type `{}`", fresh.name, path(new, fresh));
        changes.push(
            scope(&subject),
            Difference::new(ChangeKind::EnumerationAdded, &fresh.name, message).now_at(fresh.span),
        );
    }
    for (was, is) in paired.both.into_iter().chain(renamed) {
        compare_one(changes, was, is);
    }
}

fn scope(subject: &Subject) -> Scope<'_> {
    Scope { subject, area: Area::Shared, channel: None }
}

fn family(model: &Model, it: &Enumeration) -> Option<String> {
    it.family.and_then(|id| model.families.get(id)).map(|family| family.name.clone())
}

fn subject(model: &Model, it: &Enumeration) -> Subject {
    Subject { kind: "enumeration", name: it.name.clone(), page: None, family: family(model, it) }
}

/// Returns the type's path in the client.
fn path(model: &Model, it: &Enumeration) -> String {
    format!("{}::{}", family(model, it).as_deref().unwrap_or("shared"), it.type_name)
}

fn compare_one(changes: &mut Changes<'_>, was: &Enumeration, is: &Enumeration) {
    let (old, new) = (changes.old, changes.new);
    let subject = subject(new, is);
    let scope = scope(&subject);
    let at = |found: Difference| found.was_at(was.span).now_at(is.span);
    let (from, to) = (path(old, was), path(new, is));
    // The effect of a family's new name on all its types is reported for the family.
    let older = was.family.map(|id| changes.shared.family_name(old, new, id).to_owned());
    let is_elsewhere = older != family(new, is);
    if was.name != is.name {
        let message =
            format!("the enumeration `{}` was renamed to `{}`, and its type `{from}` to `{to}`", was.name, is.name);
        changes.push(
            scope,
            at(Difference::new(ChangeKind::EnumerationRenamed, &is.name, message).between(&was.name, &is.name)),
        );
    } else if is_elsewhere || was.type_name != is.type_name {
        let message = format!("the type `{from}` was renamed to `{to}`");
        changes.push(scope, at(Difference::new(ChangeKind::TypeRenamed, &is.name, message).between(&from, &to)));
    }
    let (before, now) = (outcomes(was), outcomes(is));
    changes.compare(scope, &before, &now, || {
        let (id, message) = match (before, now) {
            (None, _) => (ChangeKind::MeaningAdded, "its type now reports whether money moved"),
            (_, None) => (ChangeKind::MeaningRemoved, "its type no longer reports whether money moved"),
            _ => (ChangeKind::OutcomeTypeChanged, "the type of its outcomes changed"),
        };
        at(Difference::new(id, &is.name, message).maybe_between(before.map(of), now.map(of)))
    });
    let means = Means { outcomes: before == now, kinds: was.has_kinds() && is.has_kinds() };
    let paired = matching::by_name(&was.values, &is.values, |value| &value.wire);
    for value in paired.removed {
        let message = format!("the value `{}` (`{}`) was removed", value.wire, value.variant);
        changes.push(scope, Difference::new(ChangeKind::ValueRemoved, &value.wire, message).was_at(value.span));
    }
    for value in paired.added {
        let meaning = value.outcome.map_or_else(String::new, |it| format!(": {}", outcome(Some(it))));
        let message = format!("the value `{}` was added, as `{}`{meaning}", value.wire, value.variant);
        changes.push(scope, Difference::new(ChangeKind::ValueAdded, &value.wire, message).now_at(value.span));
    }
    for (older, newer) in paired.both {
        compare_value(changes, scope, means, older, newer);
    }
    let names = |it: &Enumeration| it.values.iter().map(|value| value.wire.clone()).collect::<Vec<_>>();
    let (older, newer) = (names(was), names(is));
    let texts = |names: &[String]| phrases::list(names.iter().map(String::as_str));
    if matching::is_reordered(&older, &newer) {
        let found = Difference::new(ChangeKind::OrderChanged, &is.name, "the order of the values changed");
        changes.push(scope, at(found.between(texts(&older), texts(&newer))));
    }
    let docs = |it: &Enumeration| (it.about.clone(), it.page.clone());
    changes.compare(scope, &docs(was), &docs(is), || {
        let found =
            Difference::new(ChangeKind::DescriptionChanged, &is.name, "the description of the enumeration changed");
        at(found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about)))
    });
}

/// The kind of outcomes of the type, if it has any. If an enumeration is about payments and refunds, the messages with
/// the kind report its outcomes.
fn outcomes(it: &Enumeration) -> Option<OutcomeOf> {
    Some(it.outcome_of).filter(|of| it.has_outcomes() && *of != OutcomeOf::Transaction)
}

/// The meanings that the values of an enumeration have.
#[derive(Clone, Copy)]
struct Means {
    outcomes: bool,
    kinds: bool,
}

fn compare_value(
    changes: &mut Changes<'_>,
    scope: Scope<'_>,
    means: Means,
    was: &EnumerationValue,
    is: &EnumerationValue,
) {
    let change = |id, message: String| Difference::new(id, &is.wire, message).was_at(was.span).now_at(is.span);
    if means.outcomes {
        changes.compare(scope, &was.outcome, &is.outcome, || {
            let (from, to) = (outcome(was.outcome), outcome(is.outcome));
            let message = format!("the value `{}` (`{}`) now means {to}; it meant {from}", is.wire, is.variant);
            change(ChangeKind::OutcomeChanged, message).between(from, to)
        });
    }
    if means.kinds {
        changes.compare(scope, &was.kind, &is.kind, || {
            let message = format!("the value `{}` (`{}`) indicates another kind of transaction", is.wire, is.variant);
            change(ChangeKind::ValueKindChanged, message).between(kind(was.kind), kind(is.kind))
        });
    }
    changes.compare(scope, &was.variant, &is.variant, || {
        let message = format!("the variant of `{}` was renamed to `{}`, also in requests", is.wire, is.variant);
        change(ChangeKind::ValueRenamed, message).between(&was.variant, &is.variant)
    });
    changes.compare(scope, &was.about, &is.about, || {
        let found =
            change(ChangeKind::DescriptionChanged, format!("the description of the value `{}` changed", is.wire));
        found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about))
    });
    let item = lifecycle::Item {
        name: &is.wire,
        what: format!("the value `{}` (`{}`)", is.wire, is.variant),
        was_at: was.span,
        is_at: is.span,
        kinds: lifecycle::VALUE,
    };
    lifecycle::compare(changes, scope, &item, &was.lifecycle, &is.lifecycle);
    changes.compare(scope, &was.source, &is.source, || {
        change(ChangeKind::ProvenanceChanged, format!("the source of the value `{}` changed", is.wire))
    });
}

fn outcome(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        None => "nothing about money",
        Some(Outcome::Pending) => "pending",
        Some(Outcome::Success) => "success",
        Some(Outcome::Failed) => "failed",
    }
}

fn of(outcome_of: OutcomeOf) -> String {
    let word = match outcome_of {
        OutcomeOf::Payment => "payment",
        OutcomeOf::Refund => "refund",
        OutcomeOf::Transaction => "transaction",
    };
    word.to_owned()
}

fn kind(kind: Option<Transaction>) -> &'static str {
    match kind {
        None => "neither",
        Some(Transaction::Payment) => "payment",
        Some(Transaction::Refund) => "refund",
    }
}
