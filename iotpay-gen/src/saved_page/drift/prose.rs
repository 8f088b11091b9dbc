//! Compares a description with what the spec records: values, channels that need the field, and
//! limits.

use std::collections::BTreeSet;

use super::comparison::{Comparison, Place};
use super::difference::Difference;
use super::recorded::{Values, is_needed};
use super::wording::description;
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::{self, Column, Endpoint, Message};
use crate::saved_page::model::role::Role;
use crate::saved_page::model::row::{Entry, Row};
use crate::saved_page::notation::capital_words::constants;
use crate::saved_page::notation::types;
use crate::source::Span;

/// A comparison of one row.
struct Subject<'a> {
    row: &'a Row,
    ours: &'a raw::Row,
    place: &'a Place,
    text: String,
}

pub(super) fn compare(comparison: &mut Comparison<'_>, row: &Row, ours: &raw::Row, message: &Message, place: &Place) {
    let subject = Subject { row, ours, place, text: description(row, &ours.sample.value) };
    let file = comparison.file;
    let endpoint = file.endpoints.iter().find(|it| it.request.span == message.span || it.response.span == message.span);
    let is_request = endpoint.is_some_and(|it| it.request.span == message.span);
    let values = comparison.recorded.values(&ours.name.value, message, endpoint.filter(|_| is_request));
    let words: BTreeSet<&str> = constants(&subject.text).collect();
    match &values {
        Some(values) => compare_values(comparison, &subject, values, &words),
        None => unknown_constants(comparison, &subject, &words),
    }
    let is_channel = values.is_some_and(|it| it.all.iter().any(|value| comparison.recorded.channels.contains(value)));
    if let Some(endpoint) = endpoint.filter(|_| is_request && !is_channel) {
        compare_channels(comparison, &subject, endpoint, &words);
    }
    compare_limit(comparison, &subject);
}

/// Reports new and missing values of a list. An example is not a list.
fn compare_values(comparison: &mut Comparison<'_>, subject: &Subject<'_>, values: &Values, words: &BTreeSet<&str>) {
    let Values { allowed, all } = values;
    let is_number = all.iter().all(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
    let written: BTreeSet<&str> = if is_number { numbers(&subject.text) } else { words.clone() };
    let listed: BTreeSet<&str> = written.iter().copied().filter(|word| allowed.contains(*word)).collect();
    // Two numbers that are values are a list; a single number may be a count.
    if is_number && listed.len() < 2 {
        return;
    }
    let is_channel = |word: &str| comparison.recorded.channels.contains(word);
    let has_channels = all.iter().any(|value| is_channel(value));
    let is_value = |word: &str| {
        let is_like =
            is_number || word.contains('_') == all.iter().any(|value| value.contains('_')) || (all.contains(word));
        is_like && !allowed.contains(word) && (has_channels || !is_channel(word)) && !is_common(word)
    };
    let new: Vec<&str> = written.iter().copied().filter(|word| is_value(word)).collect();
    let gone: Vec<&str> = allowed.iter().map(String::as_str).filter(|value| !written.contains(value)).collect();
    let is_list = !listed.is_empty() && !is_example(&subject.text);
    let gone = if is_list { gone } else { Vec::new() };
    if new.is_empty() && gone.is_empty() {
        return;
    }
    let mut parts = Vec::new();
    if !new.is_empty() {
        parts.push(format!("the page names {}, which the spec does not allow", quoted(&new)));
    }
    if !gone.is_empty() {
        parts.push(format!("the page does not name {}", quoted(&gone)));
    }
    let theirs: Vec<&str> = listed.iter().copied().chain(new.iter().copied()).collect();
    let ours: Vec<&str> = allowed.iter().map(String::as_str).collect();
    let name = &subject.ours.name.value;
    let text = format!("the values of `{name}` differ: {}; the spec has {}", parts.join("; "), quoted(&ours));
    let help = "correct `values`, `only` or the enumeration if the list on the page is complete";
    report(comparison, subject, Column::Values, &text, help, &theirs.join(", "), &ours.join(", "));
}

/// Reports words that the spec does not contain: a new channel, or a renamed one.
fn unknown_constants(comparison: &mut Comparison<'_>, subject: &Subject<'_>, words: &BTreeSet<&str>) {
    let known = comparison.known;
    let new: Vec<&str> = words.iter().copied().filter(|word| word.contains('_') && !known.has_constant(word)).collect();
    if !new.is_empty() {
        let name = &subject.ours.name.value;
        let text = format!("the description of `{name}` names {}, which the spec does not contain", quoted(&new));
        let help = "check whether it is a new channel or value, or a renamed one";
        report(comparison, subject, Column::Values, &text, help, &new.join(", "), "");
    }
}

/// `WX_NATIVE needs this`.
fn compare_channels(
    comparison: &mut Comparison<'_>,
    subject: &Subject<'_>,
    endpoint: &Endpoint,
    words: &BTreeSet<&str>,
) {
    let lower = subject.text.to_lowercase();
    let needs = ["need", "require", "must", "mandatory", "ask for", "必填", "必传", "需要", "必须"];
    let negations = ["not need", "not require", "no need", "n't need", "不需要", "无需"];
    let is_needing =
        needs.iter().any(|word| lower.contains(word)) && !negations.iter().any(|word| lower.contains(word));
    let named: BTreeSet<&str> =
        words.iter().copied().filter(|word| comparison.recorded.channels.contains(*word)).collect();
    if !is_needing || named.is_empty() {
        return;
    }
    let name = &subject.ours.name.value;
    let is_always = subject.ours.required.value == raw::Required::Yes;
    let mut wrong = Vec::new();
    for entry in &endpoint.channels {
        let channel = entry.channel.value.as_str();
        let request = &entry.request;
        let is_free = is_needed(name, &request.optional) || is_needed(name, &request.forbid);
        let is_required = is_needed(name, &request.require) || (is_always && !is_free);
        // If every channel has the row, an omitted channel means nothing.
        if named.contains(channel) != is_required && (named.contains(channel) || !is_always) {
            wrong.push(channel);
        }
    }
    if wrong.is_empty() {
        return;
    }
    let page: Vec<&str> = named.iter().copied().collect();
    let text = format!(
        "the channels that need `{name}` differ: the page names {}; the spec disagrees about {}",
        quoted(&page),
        quoted(&wrong)
    );
    let help = "correct `require:` of the channel, or accept the difference with its reason";
    report(comparison, subject, Column::Channels, &text, help, &page.join(", "), &wrong.join(", "));
}

/// `at most 24 characters`.
fn compare_limit(comparison: &mut Comparison<'_>, subject: &Subject<'_>) {
    let Some(limit) = limit(&subject.text) else { return };
    let ty = comparison.spec.text[subject.ours.ty.span.range()].trim_matches(['"', '\'']).to_owned();
    let ours = types::whole(&ty).map(|it| it.ty).unwrap_or_default();
    let Some(ours) = ours.strip_prefix("String(").and_then(|rest| rest.strip_suffix(')')) else { return };
    if ours != limit {
        let name = &subject.ours.name.value;
        let text =
            format!("the description of `{name}` has a different limit: {limit} on the page, {ours} in the spec");
        let help = "ask the vendor which limit applies; write a narrower one as the rule `type: String(N)`";
        report(comparison, subject, Column::Limit, &text, help, &limit, ours);
    }
}

/// Returns a number of characters after a word that makes it the largest.
fn limit(text: &str) -> Option<String> {
    const MAX: [&str; 12] = [
        "at most",
        "max",
        "up to",
        "no more than",
        "not exceed",
        "within",
        "less than",
        "最多",
        "最长",
        "最大",
        "不超过",
        "长度",
    ];
    const UNITS: [&str; 10] = ["char", "letter", "digit", "byte", "length", "长度", "个字", "字符", "字节", "位"];
    let lower = text.to_lowercase();
    let start = MAX.iter().filter_map(|word| lower.find(word)).min()?;
    let rest = &lower[start..];
    let digits = rest.find(|it: char| it.is_ascii_digit())?;
    let number: String = rest[digits..].chars().take_while(char::is_ascii_digit).collect();
    let (before, after) = (&rest[..digits], &rest[digits + number.len()..]);
    let near: String = after.chars().take(16).collect();
    let has_unit = UNITS.iter().any(|unit| near.contains(unit) || before.contains(unit));
    (before.chars().count() < 24 && has_unit).then_some(number)
}

/// Returns the standalone numbers of one or two digits.
fn numbers(text: &str) -> BTreeSet<&str> {
    let words = text.split(|it: char| !(it.is_ascii_alphanumeric() || it == '_' || it == '.'));
    words
        .map(|word| word.trim_matches('.'))
        .filter(|word| (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect()
}

fn is_example(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["e.g", "eg.", "for example", "such as", "例如", "比如", "etc"].iter().any(|word| lower.contains(word))
}

/// Returns `true` for words in capital letters that are not values.
fn is_common(word: &str) -> bool {
    [
        "ID", "URL", "API", "SDK", "APP", "JSON", "IP", "QR", "PC", "OR", "AND", "NOT", "ISO", "IOTPAY", "MD5", "UTF",
        "HTTP", "HTTPS", "POST", "GET", "H5",
    ]
    .contains(&word)
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn report(
    comparison: &mut Comparison<'_>,
    subject: &Subject<'_>,
    column: Column,
    text: &str,
    help: &str,
    page: &str,
    spec: &str,
) {
    let found = Diagnostic::new(Code::OtherText, subject.row.span, text, "the row on the page")
        .related(subject.ours.name.span, "in the spec")
        .help(help);
    let at = subject.place.field(&subject.ours.name.value);
    comparison.push(Difference::new(Code::OtherText, at).column(column).page(page).spec(spec), found);
}

/// Reports unknown channels in other tables and headings, and channels that the page does not mention.
pub(super) fn compare_page(comparison: &mut Comparison<'_>) {
    let (imported, known, file) = (comparison.imported, comparison.known, comparison.file);
    let mut texts: Vec<(&str, Span)> = imported.other_rows.iter().map(|row| (row.value.as_str(), row.span)).collect();
    for table in &imported.tables {
        if let Role::Further(heading) = &table.role {
            texts.push((heading, table.span));
            let rows = table.entries.iter().filter_map(|entry| match entry {
                Entry::Row(row) => Some((row.description.as_str(), row.span)),
                Entry::Unreadable(_) => None,
            });
            texts.extend(rows);
        }
    }
    let mut seen = BTreeSet::new();
    for (text, span) in texts {
        for word in constants(text).filter(|word| word.contains('_') && !known.has_constant(word)) {
            if seen.insert(word.to_owned()) {
                let message = format!("the page names `{word}`, which the spec does not contain");
                let found = Diagnostic::new(Code::OtherText, span, message, "here")
                    .help("check whether it is a new channel or value, or a renamed one");
                comparison.push(Difference::new(Code::OtherText, "page").column(Column::Values).page(word), found);
            }
        }
    }
    let channels = || file.endpoints.iter().flat_map(|endpoint| &endpoint.channels).map(|entry| &entry.channel);
    // A page that names only one of them uses it as a sample and does not list them.
    if channels().filter(|channel| comparison.words.contains(&channel.value)).count() < 2 {
        return;
    }
    for channel in channels() {
        if !comparison.words.contains(&channel.value) {
            let message = format!("the saved page does not mention the channel `{}`", channel.value);
            let found = Diagnostic::new(Code::OtherText, channel.span, message, "this channel")
                .related(comparison.start, "the saved page")
                .help("check on the vendor page whether the channel was renamed or is on another page");
            comparison.push(Difference::new(Code::OtherText, "page.channels").spec(&channel.value), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::limit;

    #[test]
    fn a_limit_is_a_number_of_characters() {
        for (text, expected) in [
            ("at most 24 characters", Some("24")),
            ("max length 30", Some("30")),
            ("Max. 64 chars, plain text", Some("64")),
            ("最多32个字符", Some("32")),
            ("长度不超过 20", Some("20")),
            ("at most what was paid", None),
            ("up to 5 minutes", None),
            ("max length: 30.", Some("30")),
        ] {
            assert_eq!(limit(text).as_deref(), expected, "{text}");
        }
    }
}
