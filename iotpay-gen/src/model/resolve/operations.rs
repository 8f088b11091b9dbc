//! Resolves an endpoint and its channels into request and response types.

use std::collections::HashMap;

use super::context::{Context, Direction};
use super::duplicate::duplicate;
use super::references::Known;
use super::rules::{self, Shared, Table};
use super::type_names::CHANNEL;
use super::{enum_values, message_fields, nested, objects, rows};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Enumeration, FamilyId, Field, Lifecycle, OneOf, Operation, Signing, names};
use crate::raw::{CHANNELS, ChannelEntry, Endpoint, FieldList, FilledBy, Message, Overlay, Provenance, path};
use crate::source::{Span, Spanned};

/// The spec data that resolving an operation needs.
pub(super) struct Scope<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) family: FamilyId,
    /// The signing rule of the family.
    pub(super) signing: &'a Signing,
}

/// Resolves an endpoint into one operation for each channel, or into a single one.
pub(super) fn resolve(scope: &Scope<'_>, endpoint: &Endpoint, sink: &mut Sink) -> Vec<Operation> {
    report_repeated_rows(&endpoint.request, sink);
    report_repeated_rows(&endpoint.response, sink);
    report_unknown_names(endpoint, sink);
    report_placeholder(endpoint, sink);
    if let Some(overview) = &endpoint.overview {
        report_overview(endpoint, overview.span, sink);
        return Vec::new();
    }
    if endpoint.channels.is_empty() {
        report_no_channels(endpoint, sink);
        return vec![resolve_operation(scope, endpoint, None, sink)];
    }
    let known = channels(scope, endpoint);
    let known_names = known.map(|it| Known::of(it.values.iter().map(|value| value.wire.as_str())));
    let mut seen: HashMap<&str, _> = HashMap::new();
    let mut operations = Vec::new();
    for entry in &endpoint.channels {
        if let (Some(known), Some(names)) = (known, &known_names)
            && let Some(value) = names.look_up("channel", &entry.channel, sink).and_then(|at| known.values.get(at))
            && !value.is_documented_in(entry.channel.span.file)
        {
            sink.push(enum_values::of_another_page("channel", &entry.channel, value.span));
            continue;
        }
        if let Some(first) = seen.insert(&entry.channel.value, entry.channel.span) {
            sink.push(duplicate("channel", &entry.channel, first));
            continue;
        }
        operations.push(resolve_operation(scope, endpoint, Some(entry), sink));
    }
    operations
}

/// Reports channels and a type's name on a page that generates nothing.
fn report_overview(endpoint: &Endpoint, overview: Span, sink: &mut Sink) {
    let channel = endpoint.channels.first().map(|entry| entry.channel.span);
    if let Some(span) = channel.or(endpoint.type_name.as_ref().map(|name| name.span)) {
        sink.push(
            Diagnostic::new(
                Code::Contradiction,
                span,
                format!("`{}` is an overview, so no type is generated here", endpoint.name.value),
                "has no effect on an overview",
            )
            .related(overview, "an overview")
            .help("remove one of them"),
        );
    }
}

/// Returns `true` if a type name has no braces except those around the channel.
fn is_pattern(name: &str) -> bool {
    !name.replace(CHANNEL, "").contains(['{', '}'])
}

/// Reports braces around a word other than the channel.
fn report_placeholder(endpoint: &Endpoint, sink: &mut Sink) {
    if let Some(name) = endpoint.type_name.as_ref().filter(|name| !is_pattern(&name.value)) {
        let message = "unknown placeholder in the name of a type; only `{channel}` is allowed";
        let diagnostic = Diagnostic::new(Code::UnknownValue, name.span, message, "unknown placeholder");
        sink.push(diagnostic.help(format!("write `{CHANNEL}` for the name of the channel")));
    }
}

/// Reports a type whose name contains the channel although there is none.
fn report_no_channels(endpoint: &Endpoint, sink: &mut Sink) {
    let named = endpoint.type_name.as_ref().filter(|name| name.value.contains(CHANNEL));
    if let Some(name) = named.filter(|_| !sink.is_unreadable(CHANNELS)) {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                name.span,
                format!("`{}` has a type name per channel, but no channels", endpoint.name.value),
                "missing channels",
            )
            .help("add `channels:` to the endpoint, or remove `type_name:`"),
        );
    }
}

/// Returns the enumeration of the known channels: the values of the field that the channel fills.
pub(super) fn channels<'a>(scope: &Scope<'a>, endpoint: &Endpoint) -> Option<&'a Enumeration> {
    let rows = endpoint.request.rows().into_iter();
    let rules = rows.map(|row| {
        let own = endpoint.request.rules.iter().filter(|(name, _)| name.value == row.name.value);
        own.fold(scope.shared.rule(scope.family, &row.name.value), |rule, (_, narrower)| rule.overlaid(narrower))
    });
    let rule =
        rules.into_iter().find(|rule| rule.filled_by.as_ref().is_some_and(|by| by.value == FilledBy::Channel))?;
    let name = rule.values?.value;
    scope.shared.known_enumerations.place(&name).and_then(|at| scope.shared.enumerations.get(at))
}

fn resolve_operation(
    scope: &Scope<'_>,
    endpoint: &Endpoint,
    entry: Option<&ChannelEntry>,
    sink: &mut Sink,
) -> Operation {
    let channel = entry.map(|entry| entry.channel.value.as_str());
    let is_own = |name: &&Spanned<String>| channel.is_some() || !name.value.contains(CHANNEL);
    let named = endpoint.type_name.as_ref().filter(is_own).unwrap_or(&endpoint.name);
    // Other names in braces are reported elsewhere, so they need no second diagnostic about their type.
    let pattern = if is_pattern(&named.value) { named.value.as_str() } else { channel.map_or("", |_| CHANNEL) };
    let pattern = if pattern.is_empty() { endpoint.name.value.as_str() } else { pattern };
    let type_name = names::pascal(&pattern.replace(CHANNEL, channel.unwrap_or_default()));
    let nothing = Overlay::default();
    let context = Context {
        shared: scope.shared,
        family: scope.family,
        owner: &type_name,
        direction: Direction::Request,
        channel,
        taken: &[],
        is_text: false,
        json_text: objects::json_text,
    };
    let request_overlay = entry.map_or(&nothing, |entry| &entry.request);
    let response_overlay = entry.map_or(&nothing, |entry| &entry.response);
    let request = message_fields::request(&context, &endpoint.request, request_overlay, sink);
    let taken = nested::type_names(&request);
    let of_response = Context { direction: Direction::Received, taken: &taken, ..context };
    report_groups(endpoint, request_overlay, &request, sink);
    Operation {
        channel: channel.map(str::to_owned),
        about: entry.map_or(&endpoint.about, |entry| &entry.about).value.clone(),
        request,
        forbidden: request_overlay.forbid.fields.iter().map(|field| field.value.clone()).collect(),
        one_of: endpoint.request.one_of.iter().map(|group| one_of(&type_name, group)).collect(),
        response_name: format!("{type_name}Response"),
        response: message_fields::received(scope, &of_response, &endpoint.response, response_overlay, sink),
        lifecycle: entry.map_or_else(Lifecycle::default, |entry| (&entry.lifecycle).into()),
        span: entry.map_or(endpoint.name.span, |entry| entry.channel.span),
        name_span: entry.filter(|_| pattern.contains(CHANNEL)).map_or(named.span, |entry| entry.channel.span),
        type_name,
    }
}

pub(super) fn one_of(owner: &str, group: &crate::raw::OneOf) -> OneOf {
    OneOf {
        rust_name: names::snake(&group.name.value),
        type_name: format!("{owner}{}", names::pascal(&group.name.value)),
        fields: group.fields.iter().map(|field| field.value.clone()).collect(),
        span: group.name.span,
    }
}

/// Reports a field that a table lists twice, and a row beyond the table without its source.
pub(super) fn report_repeated_rows(message: &Message, sink: &mut Sink) {
    rows::report_repeated(message.rows().into_iter(), sink);
    for row in &message.additional_rows {
        if row.source == Provenance::Docs && row.page.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::MissingSource,
                    row.name.span,
                    format!("missing source of the row `{}`, which is not in the page's table", row.name.value),
                    "an additional row",
                )
                .help("add `source:` (`docs-old`, `sdk`, `third-party` or `inferred`), or add `page:` with the path of the vendor page that contains the row"),
            );
        }
    }
}

/// Reports a group with a field that the caller cannot choose: one that a channel rule sets, or
/// that the client fills in.
fn report_groups(endpoint: &Endpoint, overlay: &Overlay, request: &[Field], sink: &mut Sink) {
    for field in endpoint.request.one_of.iter().flat_map(|group| &group.fields) {
        let fixed = overlay.fixed.iter().map(|(name, _)| name);
        let required_by = [&overlay.require, &overlay.optional, &overlay.forbid, &endpoint.request.require];
        let ruled = required_by.into_iter().flat_map(|field_list| &field_list.fields).chain(fixed);
        if let Some(ruled) = ruled.clone().find(|it| it.value == field.value) {
            sink.push(
                Diagnostic::new(
                    Code::Contradiction,
                    ruled.span,
                    format!("`{}` is in `one_of:`, but the channel decides whether it is sent", ruled.value),
                    "decided by the channel here",
                )
                .related(field.span, "mutually exclusive here")
                .help("remove the field from one of them"),
            );
        } else if request.iter().any(|known| known.wire == field.value && known.filled.is_some()) {
            sink.push(
                Diagnostic::new(
                    Code::InapplicableRule,
                    field.span,
                    format!("`{}` is never set by the caller, so it cannot be in `one_of:`", field.value),
                    "mutually exclusive here",
                )
                .help("remove the field from the group; the client fills it in (`filled_by:` in a shared rule)"),
            );
        }
    }
}

/// Reports a field that is listed twice in groups of mutually exclusive fields, and groups of fewer than two fields.
fn report_duplicates_in_groups(endpoint: &Endpoint, sink: &mut Sink) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for group in &endpoint.request.one_of {
        for field in &group.fields {
            if let Some(first) = seen.insert(&field.value, field.span) {
                sink.push(
                    Diagnostic::new(
                        Code::DuplicateField,
                        field.span,
                        format!("`{}` is listed twice in `one_of:`", field.value),
                        "again here",
                    )
                    .related(first, "first here")
                    .help("list each field once, and in only one group"),
                );
            }
        }
        if group.fields.len() < 2 {
            sink.push(
                Diagnostic::new(
                    Code::WrongShape,
                    group.name.span,
                    format!("the group `{}` has fewer than two fields", group.name.value),
                    "expected at least two fields",
                )
                .help("list at least two fields, or remove the group"),
            );
        }
    }
}

fn report_unknown_names(endpoint: &Endpoint, sink: &mut Sink) {
    let request = table_of(&endpoint.request);
    let response = table_of(&endpoint.response);
    rules::check_names(&endpoint.request.rules, &request, sink);
    rules::check_names(&endpoint.response.rules, &response, sink);
    for name in &endpoint.response.require.fields {
        rules::check_name(name, &response, sink);
    }
    report_duplicates_in_groups(endpoint, sink);
    let chosen = endpoint.request.one_of.iter().flat_map(|group| &group.fields);
    for name in chosen.chain(&endpoint.reference).chain(&endpoint.request.require.fields) {
        rules::check_name(name, &request, sink);
    }
    for entry in &endpoint.channels {
        report_overlay(&entry.request, &endpoint.request.require, &request, sink);
        report_overlay(&entry.response, &endpoint.response.require, &response, sink);
    }
}

/// Returns the field names of a message.
pub(super) fn table_of(message: &Message) -> Table<'_> {
    Table::of(message.rows().into_iter())
}

fn report_overlay(overlay: &Overlay, field_list: &FieldList, table: &Table<'_>, sink: &mut Sink) {
    rules::check_names(&overlay.rules, table, sink);
    let named = overlay.require.fields.iter().chain(&overlay.optional.fields).chain(&overlay.forbid.fields);
    for name in named.chain(overlay.fixed.iter().map(|(name, _)| name)) {
        rules::check_name(name, table, sink);
    }
    let forbidden: HashMap<&str, Span> =
        overlay.forbid.fields.iter().map(|name| (name.value.as_str(), name.span)).collect();
    let others =
        overlay.require.fields.iter().chain(&overlay.optional.fields).chain(overlay.rules.iter().map(|(name, _)| name));
    for name in others.chain(overlay.fixed.iter().map(|(name, _)| name)).chain(&field_list.fields) {
        // Without an object, its members do not exist.
        let by_owner = || path::owners(&name.value).find_map(|owner| forbidden.get(owner));
        if let Some(forbidden) = forbidden.get(name.value.as_str()).or_else(by_owner) {
            sink.push(
                Diagnostic::new(
                    Code::Contradiction,
                    name.span,
                    format!("the channel forbids `{}`, but also has a rule for it", name.value),
                    "this rule",
                )
                .related(*forbidden, "forbidden here")
                .help("remove the field from the rule or from `forbid:`"),
            );
        }
    }
}
