//! Shared rules name fields. A name that occurs in no table is a mistake: the rule would silently have no effect.

use std::collections::HashMap;

use super::effect::no_effect;
use super::tables::{Names, Tables};
use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::raw::{Family, FieldRule, File, Format, NamedRule, ResponseSigning, Signing};
use crate::source::Spanned;

/// A limit on the suggestions, since each search for a similar name takes time.
const MAX_SUGGESTIONS: usize = 50;

pub(super) fn check(files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    let mut unknown_names = UnknownNames { found: 0, sink };
    for file in files {
        let all: Vec<&Names<'_>> = tables.all().collect();
        check_rules(&file.fields, &all, None, &mut unknown_names);
        for (family, rules) in &file.family_fields {
            let own: Vec<&Names<'_>> = tables.of_family(&family.value).into_iter().collect();
            check_rules(rules, &own, Some(tables), &mut unknown_names);
        }
        file.families.iter().for_each(|family| check_envelope(family, tables, &mut unknown_names));
        file.signing.iter().for_each(|signing| check_signing(signing, &all, &mut unknown_names));
    }
    check_nesting(files, unknown_names.sink);
}

struct UnknownNames<'a> {
    found: usize,
    sink: &'a mut Sink,
}

impl UnknownNames<'_> {
    /// Reports an unknown name.
    fn check<'k>(&mut self, name: &Spanned<String>, what: &str, known: impl Fn() -> Vec<&'k str>) {
        self.found += 1;
        let close = if self.found > MAX_SUGGESTIONS { None } else { did_you_mean(&name.value, known()) };
        let help = match close {
            Some(close) => format!("did you mean `{close}`?"),
            None => "use the name in the page's table, or add its row there".to_owned(),
        };
        self.sink.push(
            Diagnostic::new(
                Code::UnusedFieldRule,
                name.span,
                format!("{what} has `{}`", name.value),
                "not in any table",
            )
            .help(help),
        );
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
    let undoes = wide.is_some_and(|wide| wide.format.is_some() || wide.values.is_some());
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

fn check_signing(signing: &Signing, names: &[&Names<'_>], unknown_names: &mut UnknownNames<'_>) {
    if !names.iter().any(|names| names.sent.contains(signing.field.value.as_str())) {
        unknown_names.check(&signing.field, "no request of the spec", || {
            names.iter().flat_map(|names| &names.sent).copied().collect()
        });
    }
    let mut seen = HashMap::new();
    for nested in &signing.nested {
        let name = &nested.field;
        if let Some(first) = seen.insert(name.value.as_str(), name.span) {
            unknown_names.sink.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    name.span,
                    format!("the nested field `{}` is defined twice", name.value),
                    "again here",
                )
                .related(first, "first here")
                .help("remove one of them"),
            );
        }
        if !names.iter().any(|names| names.top.contains(name.value.as_str())) {
            unknown_names.check(name, "no response of the spec", || {
                names.iter().flat_map(|names| &names.top).copied().collect()
            });
        }
    }
}

/// Checks that the signing rule covers each object that contains a whole signed response.
fn check_nesting(files: &[File], sink: &mut Sink) {
    let nested = files.iter().filter_map(|file| file.signing.as_ref()).flat_map(|signing| &signing.nested);
    let known: Vec<&str> = nested.map(|nested| nested.field.value.as_str()).collect();
    let is_signed = |name: &str| {
        let mut families = files.iter().flat_map(|file| &file.families);
        families.any(|family| family.name.value == name && family.signed_responses.value == ResponseSigning::Required)
    };
    for file in files {
        let Some(_) = file.page.as_ref().filter(|page| is_signed(&page.family.value)) else { continue };
        for field in file.endpoints.iter().filter_map(|endpoint| endpoint.response.nested_in.as_ref()) {
            if known.contains(&field.value.as_str()) {
                continue;
            }
            let help = match did_you_mean(&field.value, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "add it to `nested:` of the signing rule".to_owned(),
            };
            let message = format!("unknown nested field `{}` in the signing rule", field.value);
            sink.push(Diagnostic::new(Code::UnknownName, field.span, message, "not in `nested:`").help(help));
        }
    }
}
