//! Shared rules name fields. A name that occurs in no table is a mistake: the rule would silently have no effect.

use super::effect::no_effect;
use super::tables::{Names, Tables};
use super::unknown_names::UnknownNames;
use crate::diagnostic::Sink;
use crate::raw::{Family, FieldRule, File, Format, NamedRule};

pub(super) fn check(files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    let mut unknown_names = UnknownNames::new(sink);
    for file in files {
        let all: Vec<&Names<'_>> = tables.all().collect();
        check_rules(&file.fields, &all, None, &mut unknown_names);
        for (family, rules) in &file.family_fields {
            let own: Vec<&Names<'_>> = tables.of_family(&family.value).into_iter().collect();
            check_rules(rules, &own, Some(tables), &mut unknown_names);
        }
        file.families.iter().for_each(|family| check_envelope(family, tables, &mut unknown_names));
    }
}

fn check_rules(
    rules: &[NamedRule],
    names: &[&Names<'_>],
    wider: Option<&Tables<'_>>,
    unknown_names: &mut UnknownNames<'_>,
) {
    for (name, rule) in rules {
        let wire = name.value.as_str();
        let is_sent = names.iter().any(|names| names.sent.contains(wire));
        if !is_sent && !names.iter().any(|names| names.received.contains(wire)) {
            let what = if wider.is_some() { "no table of the family" } else { "no table of the spec" };
            unknown_names.check(name, what, || {
                names.iter().flat_map(|names| names.sent.iter().chain(&names.received)).copied().collect()
            });
            continue;
        }
        let wide = wider.and_then(|tables| tables.rule_everywhere(wire));
        check_effect(wire, rule, wide, is_sent, unknown_names.sink);
    }
}

fn check_effect(wire: &str, rule: &FieldRule, wide: Option<&FieldRule>, is_sent: bool, sink: &mut Sink) {
    let is_set = |wide: &FieldRule| wide.format.is_some() || wide.values.is_some() || wide.identifies.is_some();
    let undoes = wide.is_some_and(|wide| is_set(wide) || wide.filled_by.is_some());
    if let Some(format) = rule.format.as_ref().filter(|format| format.value == Format::Text && !undoes) {
        sink.push(no_effect(format.span, "`format: text` has no less specific rule to remove", "remove it"));
    }
    if is_sent {
        return;
    }
    // Received amounts are amounts, too.
    let is_of_requests = |format: Format| !matches!(format, Format::Text | Format::Cents);
    let format = rule.format.as_ref().filter(|format| is_of_requests(format.value)).map(|it| ("format", it.span));
    let filled = rule.filled_by.as_ref().map(|it| ("filled_by", it.span));
    let only = rule.only.iter().flatten().next().map(|it| ("only", it.span));
    for (key, span) in [format, filled, only].into_iter().flatten() {
        let message = format!("`{key}` applies only to requests, but no request has `{wire}`");
        sink.push(no_effect(span, &message, "remove it"));
    }
}

fn check_envelope(family: &Family, tables: &Tables<'_>, unknown_names: &mut UnknownNames<'_>) {
    // A family without pages is not used yet.
    let Some(names) = tables.of_family(&family.name.value) else { return };
    for field in family.envelope.fields() {
        if !names.received.contains(field.value.as_str()) {
            unknown_names.check(field, "no response of the family", || names.top.iter().copied().collect());
        }
    }
}
