//! Checks the dates and deprecations of items: that a changelog or another source supports them, and that a deprecated
//! item says what to use.

use std::collections::{HashMap, HashSet};

use super::pages::{check_not_empty, is_date};
use crate::diagnostic::{Code, Diagnostic, Sink, suggestion_help};
use crate::model::{Enumeration, EnumerationValue, Model};
use crate::raw::{Dated, Deprecation, File, Lifecycle, Message, Row, Value};
use crate::source::{Span, Spanned};

pub(super) fn check(model: &Model, files: &[File], sink: &mut Sink) {
    let spec = Spec::of(files);
    for file in files {
        for enumeration in &file.enumerations {
            let scope = Scope { kind: "value", dates: spec.changelog(&enumeration.page.value) };
            enumeration.values.iter().for_each(|value| check_value(model, &scope, value, sink));
        }
        let Some(page) = &file.page else { continue };
        let dates: HashSet<&str> = page.changelog.iter().map(|change| change.date.value.as_str()).collect();
        let scope = |kind| Scope { kind, dates: dates.clone() };
        scope("page").check(&page.path, &page.lifecycle, &spec.pages, sink);
        let none = Vec::new();
        let channels = spec.channels.get(page.family.value.as_str()).unwrap_or(&none);
        let endpoints = spec.endpoints.get(page.family.value.as_str()).unwrap_or(&none);
        for endpoint in &file.endpoints {
            scope("endpoint").check(&endpoint.name, &endpoint.lifecycle, endpoints, sink);
            for entry in &endpoint.channels {
                scope("channel").check(&entry.channel, &entry.lifecycle, channels, sink);
            }
            for message in [&endpoint.request, &endpoint.response] {
                spec.check_rows(&scope("field"), message, sink);
            }
            let definitions = endpoint.channels.iter().filter_map(|entry| entry.definition.as_ref());
            definitions.for_each(|value| check_value(model, &scope("value"), value, sink));
            let overlaid = endpoint.channels.iter().flat_map(|entry| &entry.request.rules);
            for (_, rule) in endpoint.request.rules.iter().chain(overlaid) {
                rule.defined.iter().for_each(|value| check_value(model, &scope("value"), value, sink));
                let members: Vec<_> = rule.members.iter().flatten().collect();
                spec.check_list(&scope("field"), &members, sink);
            }
        }
        for it in file.incoming() {
            spec.check_rows(&scope("field"), &it.message, sink);
        }
    }
}

/// Checks a value of an enumeration, or one that a page adds to it.
fn check_value(model: &Model, scope: &Scope<'_>, value: &Value, sink: &mut Sink) {
    if value.lifecycle.is_empty() {
        return;
    }
    let is_its =
        |it: &&Enumeration| it.values.iter().any(|known| known.wire == value.value.value && is_at(known, value));
    let enumeration = model.enumerations.iter().find(is_its);
    let values = enumeration.into_iter().flat_map(|it| &it.values);
    let names: Vec<_> = values.map(|it| (it.wire.as_str(), it.lifecycle.is_deprecated())).collect();
    // A value without an enumeration is reported where it is resolved.
    if !names.is_empty() {
        scope.check(&value.value, &value.lifecycle, &names, sink);
    }
}

/// Returns `true` if a value is defined here, or here again.
fn is_at(known: &EnumerationValue, value: &Value) -> bool {
    known.span == value.value.span || known.pages.contains(&value.value.span.file)
}

/// The names of items of one kind, and whether each is deprecated.
type Names<'a> = Vec<(&'a str, bool)>;

/// The items that can replace others.
struct Spec<'a> {
    pages: Names<'a>,
    endpoints: HashMap<&'a str, Names<'a>>,
    channels: HashMap<&'a str, Names<'a>>,
    changelogs: HashMap<&'a str, HashSet<&'a str>>,
}

impl<'a> Spec<'a> {
    fn of(files: &'a [File]) -> Self {
        let mut spec =
            Self { pages: Vec::new(), endpoints: HashMap::new(), channels: HashMap::new(), changelogs: HashMap::new() };
        for file in files {
            let Some(page) = &file.page else { continue };
            let is_old = page.lifecycle.deprecated.is_some();
            spec.pages.push((&page.path.value, is_old));
            let dates = page.changelog.iter().map(|change| change.date.value.as_str());
            spec.changelogs.entry(&page.path.value).or_default().extend(dates);
            for endpoint in &file.endpoints {
                let is_old = is_old || endpoint.lifecycle.deprecated.is_some();
                spec.endpoints.entry(&page.family.value).or_default().push((&endpoint.name.value, is_old));
                let channels = endpoint.channels.iter();
                let channels =
                    channels.map(|it| (it.channel.value.as_str(), is_old || it.lifecycle.deprecated.is_some()));
                spec.channels.entry(&page.family.value).or_default().extend(channels);
            }
        }
        spec
    }

    /// Returns the dates in the changelog of the page with this path.
    fn changelog(&self, path: &str) -> HashSet<&'a str> {
        self.changelogs.get(path).cloned().unwrap_or_default()
    }

    fn check_rows(&self, scope: &Scope<'_>, message: &Message, sink: &mut Sink) {
        let rows: Vec<_> = message.rows().into_iter().collect();
        self.check_list(scope, &rows, sink);
    }

    fn check_list(&self, scope: &Scope<'_>, rows: &[&Row], sink: &mut Sink) {
        let names: Vec<_> =
            rows.iter().map(|row| (row.name.value.as_str(), row.lifecycle.deprecated.is_some())).collect();
        for row in rows.iter().filter(|row| !row.lifecycle.is_empty()) {
            // A row of another page can be in the changelog of either page.
            let other = row.page.as_ref().map(|page| self.changelog(&page.value)).unwrap_or_default();
            let dates = scope.dates.union(&other).copied().collect();
            Scope { kind: scope.kind, dates }.check(&row.name, &row.lifecycle, &names, sink);
        }
    }
}

/// Items of one kind on one page.
struct Scope<'a> {
    kind: &'static str,
    /// The dates in the changelog.
    dates: HashSet<&'a str>,
}

impl Scope<'_> {
    fn check(&self, name: &Spanned<String>, lifecycle: &Lifecycle, names: &[(&str, bool)], sink: &mut Sink) {
        let Lifecycle { since, until, deprecated } = lifecycle;
        for dated in [since, until].into_iter().flatten() {
            self.check_dated(dated, sink);
        }
        if let Some(deprecated) = deprecated {
            self.check_deprecation(name, deprecated, names, sink);
        }
        let of_deprecation = deprecated.as_ref().and_then(|it| it.since.as_ref());
        let (since, until) = (since.as_ref().map(|it| &it.date), until.as_ref().map(|it| &it.date));
        let pairs = [
            (since, of_deprecation, "is deprecated before it exists"),
            (since, until, "ends before it begins"),
            (of_deprecation, until, "ends before it is deprecated"),
        ];
        // One mistake in a date may contradict both others.
        let wrong = pairs.into_iter().find_map(|(first, second, problem)| {
            let (first, second) = first.zip(second)?;
            let both = is_date(&first.value) && is_date(&second.value);
            (both && second.value < first.value).then_some((first, second, problem))
        });
        if let Some((first, second, problem)) = wrong {
            let message = format!("the {} `{}` {problem}", self.kind, name.value);
            sink.push(
                Diagnostic::new(Code::InvalidLifecycle, second.span, message, "the earlier date")
                    .related(first.span, "the later date")
                    .help("correct one of the dates"),
            );
        }
        if let (Some(until), None) = (until, deprecated) {
            let message = format!("the {} `{}` ends, but is not deprecated", self.kind, name.value);
            sink.push(
                Diagnostic::new(Code::InvalidLifecycle, until.span, message, "the last day")
                    .help("add `deprecated:` with the replacement or a note, so that callers are warned"),
            );
        }
    }

    fn check_dated(&self, dated: &Dated, sink: &mut Sink) {
        dated.note.iter().for_each(|note| check_not_empty(note, sink));
        let has_source = dated.source.is_some();
        self.check_date(&dated.date, has_source, "{ date: …, source: … }", sink);
    }

    fn check_date(&self, date: &Spanned<String>, has_source: bool, form: &str, sink: &mut Sink) {
        if !is_date(&date.value) {
            sink.push(
                Diagnostic::new(Code::WrongShape, date.span, "a date must have the form YYYY-MM-DD", "invalid date")
                    .help("write a day of the calendar, or remove the key if the vendor states no date"),
            );
        } else if !has_source && !self.dates.contains(date.value.as_str()) {
            let message = format!("the page's changelog has no entry for {}", date.value);
            sink.push(
                Diagnostic::new(Code::MissingSource, date.span, message, "not in the changelog")
                    .help(format!("add the vendor's entry to `changelog:`, or write `{form}`")),
            );
        }
    }

    fn check_deprecation(
        &self,
        name: &Spanned<String>,
        deprecated: &Deprecation,
        names: &[(&str, bool)],
        sink: &mut Sink,
    ) {
        if let Some(since) = &deprecated.since {
            self.check_date(since, deprecated.source.is_some(), "deprecated: { since: …, source: … }", sink);
        }
        deprecated.note.iter().for_each(|note| check_not_empty(note, sink));
        match &deprecated.replacement {
            Some(replacement) => self.check_replacement(name, replacement, deprecated.span, names, sink),
            None if deprecated.note.is_none() => {
                let message =
                    format!("the deprecated {} `{}` has neither a replacement nor a note", self.kind, name.value);
                sink.push(
                    Diagnostic::new(Code::InvalidLifecycle, deprecated.span, message, "what should callers use?")
                        .help("add `replacement:`, or add a `note:` with the vendor's advice"),
                );
            }
            None => {}
        }
    }

    fn check_replacement(
        &self,
        name: &Spanned<String>,
        replacement: &Spanned<String>,
        place: Span,
        names: &[(&str, bool)],
        sink: &mut Sink,
    ) {
        let is_same = replacement.value == name.value;
        let mut named = names.iter().filter(|(known, _)| *known == replacement.value);
        let is_known = named.clone().next().is_some();
        if !is_known && !sink.is_unreadable(&replacement.value) {
            let known: Vec<&str> = names.iter().map(|(known, _)| *known).filter(|known| *known != name.value).collect();
            let message = format!("unknown {} `{}`", self.kind, replacement.value);
            let diagnostic =
                Diagnostic::new(Code::UnknownName, replacement.span, message, "the replacement does not exist");
            sink.push(diagnostic.help(suggestion_help(&replacement.value, &known)));
        } else if is_same || (is_known && named.all(|(_, is_deprecated)| *is_deprecated)) {
            let problem = if is_same { "replaces itself" } else { "is replaced by a deprecated one" };
            let message = format!("the deprecated {} `{}` {problem}", self.kind, name.value);
            sink.push(
                Diagnostic::new(Code::InvalidLifecycle, replacement.span, message, "deprecated, too")
                    .related(place, "the deprecation")
                    .help("name an item that is not deprecated, or write a `note:` instead"),
            );
        }
    }
}
