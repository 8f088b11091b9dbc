//! Compares the fields that messages and channels require or forbid with the marks in their tables.

use super::effect::no_effect;
use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Endpoint, FieldList, FieldRule, File, Message, NamedRule, Overlay, Provenance, Required, Row};
use crate::source::Spanned;

pub(super) fn check(files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    for file in files {
        let Some(page) = &file.page else { continue };
        let scope = Scope { tables, family: &page.family.value };
        for endpoint in &file.endpoints {
            for entry in &endpoint.channels {
                scope.check_request(endpoint, &entry.request, sink);
                scope.check_response(&endpoint.response, &entry.response, sink);
            }
            scope.check_own(&endpoint.response, sink);
        }
        for incoming in file.incoming() {
            scope.check_own(&incoming.message, sink);
        }
    }
}

struct Scope<'a> {
    tables: &'a Tables<'a>,
    family: &'a str,
}

impl Scope<'_> {
    fn check_request(&self, endpoint: &Endpoint, overlay: &Overlay, sink: &mut Sink) {
        let request = &endpoint.request;
        // Fields filled by the client and groups have their own diagnostics.
        let is_elsewhere = |name: &str| {
            request.one_of.iter().flat_map(|group| &group.fields).any(|field| field.value == name)
                || self.rule(name, &[&request.rules, &overlay.rules]).filled_by.is_some()
        };
        for name in distinct(&overlay.require) {
            let is_ruled = is_listed(name, &overlay.optional) || is_listed(name, &overlay.forbid);
            if !is_ruled && !is_elsewhere(&name.value) {
                report_require(name, required_row(request, &name.value), Some(&request.require), sink);
            }
        }
        let is_reference = |name: &str| endpoint.reference.as_ref().is_some_and(|field| field.value == name);
        for name in distinct(&overlay.forbid).filter(|name| !is_ruled_too(name, request, overlay)) {
            let row = required_row(request, &name.value);
            if let Some(row) = row.filter(|_| !is_elsewhere(&name.value) && !is_reference(&name.value)) {
                report_forbid(name, row, &overlay.forbid, sink);
            }
        }
    }

    fn check_response(&self, response: &Message, overlay: &Overlay, sink: &mut Sink) {
        let asks = |name: &str| {
            let row = required_row(response, name).filter(|_| !self.tables.is_outside(self.family, name))?;
            self.rule(name, &[&response.rules, &overlay.rules]).read_optional.is_none().then_some(row)
        };
        for name in distinct(&overlay.require).filter(|name| !is_listed(name, &overlay.forbid)) {
            report_require(name, asks(&name.value), Some(&response.require), sink);
        }
        for name in distinct(&overlay.forbid).filter(|name| !is_ruled_too(name, response, overlay)) {
            if let Some(row) = asks(&name.value) {
                report_forbid(name, row, &overlay.forbid, sink);
            }
        }
    }

    /// The fields that a received message already requires.
    fn check_own(&self, message: &Message, sink: &mut Sink) {
        for name in distinct(&message.require).filter(|name| !self.tables.is_outside(self.family, &name.value)) {
            let row = required_row(message, &name.value);
            let row = row.filter(|_| self.rule(&name.value, &[&message.rules]).read_optional.is_none());
            report_require(name, row, None, sink);
        }
    }

    fn rule(&self, name: &str, narrower: &[&[NamedRule]]) -> FieldRule {
        let shared = self.tables.shared_rule(self.family, name);
        let narrower = narrower.iter().flat_map(|rules| rules.iter()).filter(|(ruled, _)| ruled.value == name);
        narrower.fold(shared, |rule, (_, narrower)| rule.overlaid(narrower))
    }
}

/// Returns the named fields without duplicates, which have their own diagnostic.
fn distinct(list: &FieldList) -> impl Iterator<Item = &Spanned<String>> {
    let is_first = |at: usize, name: &Spanned<String>| !list.fields[..at].iter().any(|it| it.value == name.value);
    list.fields.iter().enumerate().filter(move |(at, name)| is_first(*at, name)).map(|(_, name)| name)
}

fn is_listed(name: &Spanned<String>, list: &FieldList) -> bool {
    list.fields.iter().any(|field| field.value == name.value)
}

/// Returns `true` if the message or the channel also has a rule for a forbidden field; that is reported at the rule.
fn is_ruled_too(name: &Spanned<String>, message: &Message, overlay: &Overlay) -> bool {
    let ruled = overlay.rules.iter().map(|(ruled, _)| ruled).chain(overlay.fixed.iter().map(|(fixed, _)| fixed));
    [&overlay.require, &overlay.optional, &message.require].into_iter().any(|list| is_listed(name, list))
        || ruled.into_iter().any(|ruled| ruled.value == name.value)
}

fn required_row<'a>(message: &'a Message, name: &str) -> Option<&'a Row> {
    let row = message.rows().into_iter().find(|row| row.name.value == name);
    row.filter(|row| row.required.value == Required::Yes)
}

/// Reports an entry for a field that is already required.
fn report_require(name: &Spanned<String>, row: Option<&Row>, wider: Option<&FieldList>, sink: &mut Sink) {
    let wider = wider.and_then(|wider| wider.fields.iter().find(|field| field.value == name.value));
    let (message, place, label) = match (row, wider) {
        (Some(row), _) => (format!("the table already requires `{}`", name.value), row.required.span, "required here"),
        (None, Some(wider)) => {
            (format!("`{}` is required on every channel of the page", name.value), wider.span, "required here")
        }
        (None, None) => return,
    };
    sink.push(no_effect(name.span, &message, "remove the field from `require:`").related(place, label));
}

/// Reports a required field that a channel forbids without a note.
fn report_forbid(name: &Spanned<String>, row: &Row, forbid: &FieldList, sink: &mut Sink) {
    if forbid.note.is_some() || forbid.source != Provenance::Docs {
        return;
    }
    sink.push(
        Diagnostic::new(
            Code::Contradiction,
            name.span,
            format!("`{}` is required by the table, but forbidden by the channel", name.value),
            "forbidden here",
        )
        .related(row.required.span, "required here")
        .help(
            "remove the field from `forbid:`; if the page's text contradicts its table, write `forbid:` with `fields`, \
             `source` and a `note` that explains it",
        ),
    );
}
