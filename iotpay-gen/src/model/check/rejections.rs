//! The texts of rejections: each identifies one reason and can occur, and no reason is missing.

use std::collections::{HashMap, HashSet};

use super::effect::no_effect;
use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Sink, suggestion_help};
use crate::raw::{Comparison, Family, File, RejectionReason, RejectionRule, Rejections};
use crate::source::Spanned;

pub(super) fn check(files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    for family in files.iter().flat_map(|file| &file.families) {
        let Some(rejections) = &family.rejections else { continue };
        check_reasons(family, rejections, sink);
        // A misspelled name of the envelope is reported there, and not once more in each rule.
        let received = tables.of_family(&family.name.value).map(|names| &names.received);
        let is_known = |name: &str| received.is_none_or(|received| received.contains(name));
        let has_whole_envelope = family.envelope.fields().all(|field| is_known(&field.value));
        for rule in &rejections.known {
            if has_whole_envelope {
                check_fields(family, rule, sink);
            }
            check_texts(rule, sink);
        }
        check_overlaps(&rejections.known, sink);
    }
}

/// Checks that each reason is either recognized or listed as undocumented.
fn check_reasons(family: &Family, rejections: &Rejections, sink: &mut Sink) {
    let mut listed = HashMap::new();
    for reason in &rejections.undocumented {
        let name = reason.value.as_str();
        if reason.value == RejectionReason::Other {
            let message = "`other` covers all remaining reasons, so it is never undocumented";
            sink.push(no_effect(reason.span, message, "remove it"));
        } else if let Some(first) = listed.insert(reason.value, reason.span) {
            let diagnostic = no_effect(reason.span, &format!("`{name}` is listed twice"), "remove one of them");
            sink.push(diagnostic.related(first, "first here"));
        } else if let Some(rule) = rejections.known.iter().find(|rule| rule.reason.value == reason.value) {
            let message = format!("`{name}` is listed as undocumented, but has texts");
            sink.push(
                Diagnostic::new(Code::RejectionReasons, reason.span, message, "undocumented here")
                    .related(rule.reason.span, "recognized here")
                    .help("remove one of them"),
            );
        }
    }
    let is_said = |reason| listed.contains_key(&reason) || rejections.known.iter().any(|it| it.reason.value == reason);
    let reasons = RejectionReason::NAMES.iter().map(|(_, reason)| *reason);
    let forgotten = reasons.filter(|reason| *reason != RejectionReason::Other && !is_said(*reason));
    let forgotten: Vec<_> = forgotten.map(|reason| format!("`{}`", reason.as_str())).collect();
    if !forgotten.is_empty() {
        let (family, forgotten) = (&family.name.value, forgotten.join(", "));
        let message = format!("missing rejection reasons of `{family}`: {forgotten}");
        sink.push(
            Diagnostic::new(Code::RejectionReasons, rejections.span, message, "neither recognized nor undocumented")
                .help("add its texts with their source, or list it in `undocumented:`"),
        );
    }
}

fn check_fields(family: &Family, rule: &RejectionRule, sink: &mut Sink) {
    let envelope = &family.envelope;
    let optional = [&envelope.error_code, &envelope.error_message].into_iter().flatten();
    let text_fields: Vec<&str> = [&envelope.message].into_iter().chain(optional).map(|it| it.value.as_str()).collect();
    for (at, field) in rule.fields.iter().enumerate() {
        if let Some(first) = rule.fields[..at].iter().find(|other| other.value == field.value) {
            let diagnostic = no_effect(field.span, &format!("`{}` is listed twice", field.value), "remove one of them");
            sink.push(diagnostic.related(first.span, "first here"));
        } else if !text_fields.contains(&field.value.as_str()) && !sink.is_unreadable(&field.value) {
            let message =
                format!("`{}` is not an envelope field that can contain the reason for a rejection", field.value);
            sink.push(
                Diagnostic::new(Code::UnknownField, field.span, message, "not a field with a reason")
                    .help(suggestion_help(&field.value, &text_fields)),
            );
        }
    }
}

fn check_texts(rule: &RejectionRule, sink: &mut Sink) {
    for text in rule.texts.iter().filter(|text| text.value.is_empty() || text.value.trim() != text.value) {
        let (message, help) = if text.value.trim().is_empty() {
            ("empty text of a rejection", "write the text, or remove it")
        } else if rule.comparison.value == Comparison::Prefix && text.value.trim_start() == text.value {
            continue;
        } else {
            ("leading or trailing space, which the client ignores", "remove the spaces around it")
        };
        sink.push(no_effect(text.span, message, help));
    }
}

/// A text of a rule in one of its fields.
struct Entry<'a> {
    field: &'a str,
    lower: String,
    text: &'a Spanned<String>,
    rule: &'a RejectionRule,
}

/// Texts that overlap follow each other when they are sorted: the shorter one begins the longer one.
fn check_overlaps(rules: &[RejectionRule], sink: &mut Sink) {
    let mut entries = Vec::new();
    for rule in rules {
        for field in &rule.fields {
            entries.extend(rule.texts.iter().map(|text| Entry {
                field: &field.value,
                lower: text.value.to_ascii_lowercase(),
                text,
                rule,
            }));
        }
    }
    entries.sort_by(|a, b| (a.field, &a.lower, a.text.span.start).cmp(&(b.field, &b.lower, b.text.span.start)));
    let mut reported = HashSet::new();
    let mut shorter: Vec<&Entry<'_>> = Vec::new();
    for entry in &entries {
        while shorter.pop_if(|it| it.field != entry.field || !entry.lower.starts_with(&it.lower)).is_some() {}
        let overlap = shorter.iter().find(|other| other.text.span != entry.text.span && overlaps(other, entry));
        if let Some(other) = overlap
            && reported.insert(entry.text.span)
        {
            report(other, entry, sink);
        }
        shorter.push(entry);
    }
}

/// Returns `true` if a text can match both.
fn overlaps(shorter: &Entry<'_>, longer: &Entry<'_>) -> bool {
    let is_same_case = longer.text.value.starts_with(&shorter.text.value);
    let is_whole = longer.lower == shorter.lower;
    match (shorter.rule.comparison.value, longer.rule.comparison.value) {
        (Comparison::Prefix, Comparison::IgnoreCase) => true,
        (Comparison::Prefix, _) => is_same_case,
        (Comparison::Exact, Comparison::Exact | Comparison::Prefix) => is_whole && is_same_case,
        (Comparison::Exact, Comparison::IgnoreCase) | (Comparison::IgnoreCase, _) => is_whole,
    }
}

fn report(first: &Entry<'_>, again: &Entry<'_>, sink: &mut Sink) {
    let (one, other) = (first.rule.reason.value.as_str(), again.rule.reason.value.as_str());
    let diagnostic = if one == other {
        let message = format!("`{}` is already recognized as `{one}` by another text", again.text.value);
        no_effect(again.text.span, &message, "keep the wider one of the two")
    } else {
        let message =
            format!("`{}` in `{}` is listed under two reasons, `{one}` and `{other}`", again.text.value, again.field);
        Diagnostic::new(Code::RejectionReasons, again.text.span, message, format!("`{other}` here"))
            .help("keep the text only under the reason that its source states")
    };
    sink.push(diagnostic.related(first.text.span, format!("`{one}` here")));
}
