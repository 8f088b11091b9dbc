//! The page request of an endpoint with several channels: the fields of all channels, and the rules of each.

use std::collections::HashSet;

use super::operations::{self, Scope};
use super::page_fields::{self, OnChannel};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{
    ChannelConstant, ChannelRules, EnumType, EnumerationId, Field, Filler, Lifecycle, NoPageRequest, Operation,
    PageChannel, PageRequest, Type,
};
use crate::raw::Endpoint;

/// Resolves the page request of an endpoint. Returns `None` if there are fewer than two channels, or if a channel is
/// unknown, which is reported elsewhere.
pub(super) fn resolve(
    scope: &Scope<'_>,
    endpoint: &Endpoint,
    module: &str,
    found: &[Operation],
    sink: &mut Sink,
) -> Option<Result<PageRequest, NoPageRequest>> {
    if endpoint.channels.len() < 2 {
        report_no_channels(endpoint, sink);
        return None;
    }
    let operations: Vec<(&str, &Operation)> =
        found.iter().filter_map(|operation| Some((operation.channel.as_deref()?, operation))).collect();
    if operations.len() < 2 {
        return None;
    }
    let name = endpoint.page_request.as_ref();
    let type_name = name.map_or_else(|| names::pascal(module), |name| names::pascal(&name.value));
    let known = operations::channels(scope, endpoint);
    let Some(enumeration) = known.and_then(|it| scope.shared.known_enumerations.place(&it.name)) else {
        return Some(Err(NoPageRequest {
            field: String::new(),
            reason: "the channels are not values of an enumeration",
        }));
    };
    let channels = page_channels(scope, enumeration, &operations)?;
    let (span, name_span) = (endpoint.name.span, name.map_or(endpoint.name.span, |name| name.span));
    let fields = match fields(endpoint, enumeration, &channels, &type_name, &operations) {
        Ok(fields) => fields,
        Err(conflict) => return Some(Err(conflict)),
    };
    let operation = Operation {
        channel: None,
        about: endpoint.about.value.clone(),
        request: fields.request,
        forbidden: Vec::new(),
        one_of: endpoint.request.one_of.iter().map(|group| operations::one_of(&type_name, group)).collect(),
        response_name: format!("{type_name}Response"),
        response: Vec::new(),
        lifecycle: Lifecycle::default(),
        span,
        name_span,
        type_name,
    };
    let channels = channels.into_iter().map(|(_, channel)| channel).collect();
    Some(Ok(PageRequest {
        operation,
        channel: fields.channel,
        channels,
        rules: fields.rules,
        constants: fields.constants,
    }))
}

/// Reports a name for a page request that does not exist.
fn report_no_channels(endpoint: &Endpoint, sink: &mut Sink) {
    if let Some(name) = &endpoint.page_request {
        let message = format!("`{}` has fewer than two channels, so it has no page request", endpoint.name.value);
        sink.push(
            Diagnostic::new(Code::InapplicableRule, name.span, message, "this name").help("remove `page_request:`"),
        );
    }
}

/// Returns the channels, each with its index in the enumeration; `None` if one is unknown.
fn page_channels(
    scope: &Scope<'_>,
    enumeration: EnumerationId,
    operations: &[(&str, &Operation)],
) -> Option<Vec<(usize, PageChannel)>> {
    let values = &scope.shared.enumerations.get(enumeration)?.values;
    let of = |channel: &str| {
        let (at, value) = values.iter().enumerate().find(|(_, value)| value.wire == channel)?;
        Some((at, PageChannel { wire: value.wire.clone(), variant: value.variant.clone() }))
    };
    operations.iter().map(|(channel, _)| of(channel)).collect()
}

/// The fields of a page request.
struct Fields {
    request: Vec<Field>,
    /// The wire name of the channel's field.
    channel: String,
    rules: Vec<ChannelRules>,
    constants: Vec<ChannelConstant>,
}

fn fields(
    endpoint: &Endpoint,
    enumeration: EnumerationId,
    channels: &[(usize, PageChannel)],
    type_name: &str,
    operations: &[(&str, &Operation)],
) -> Result<Fields, NoPageRequest> {
    let conflict = |field: &str, reason: &'static str| NoPageRequest { field: field.to_owned(), reason };
    let chosen: HashSet<&str> =
        endpoint.request.one_of.iter().flat_map(|group| &group.fields).map(|field| field.value.as_str()).collect();
    // The rules of single channels apply to single values.
    let all = operations.iter().flat_map(|(_, operation)| &operation.request);
    if let Some(nested) = all.into_iter().find(|field| field.ty.is_structured()) {
        return Err(conflict(&nested.wire, "is an object or an array"));
    }
    let (mut request, mut rules, mut constants, mut channel_wire) = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut seen = HashSet::new();
    for row in endpoint.request.rows() {
        let wire = row.name.value.as_str();
        let entries: Vec<OnChannel<'_>> =
            operations.iter().map(|(channel, operation)| (*channel, operation.request_field(wire))).collect();
        let Some(first) = entries.iter().find_map(|(_, field)| *field).filter(|_| seen.insert(wire)) else { continue };
        let is_channel = entries.iter().all(|(_, field)| field.is_some_and(|field| field.is_channel));
        if is_channel && channel_wire.is_none() {
            channel_wire = Some(wire.to_owned());
            let values = channels.iter().map(|(at, _)| *at).collect();
            let ty = Type::Enum(EnumType { enumeration, values, integer: false });
            request.push(Field { ty, filled: None, required: true, max: None, rule: None, ..first.clone() });
            continue;
        }
        let filler = |entry: &OnChannel<'_>| entry.1.and_then(|field| field.filled.clone());
        if first.filled.is_some() && entries.iter().all(|entry| filler(entry) == first.filled) {
            request.push(first.clone());
            continue;
        }
        let is_credential = |filled| matches!(filled, Some(Filler::MchId | Filler::LoginName | Filler::Signature));
        if entries.iter().any(|entry| is_credential(filler(entry))) {
            return Err(conflict(wire, "is filled in from the credentials only on some channels"));
        }
        let (entries, constant) = page_fields::constants(entries);
        constants.extend(constant);
        if entries.iter().all(|(_, field)| field.is_none()) {
            continue;
        }
        let (field, of_channels) = page_fields::merge(type_name, wire, &entries)?;
        if !of_channels.is_empty() {
            if chosen.contains(wire) {
                return Err(conflict(wire, "is one of mutually exclusive fields and differs between the channels"));
            }
            rules.push(of_channels);
        }
        request.push(field);
    }
    let channel = channel_wire.ok_or_else(|| conflict("", "no field contains the channel"))?;
    name_channel(&mut request, endpoint, &channel);
    Ok(Fields { request, channel, rules, constants })
}

/// The field is called `channel` in Rust, unless another one is.
fn name_channel(request: &mut [Field], endpoint: &Endpoint, channel: &str) {
    let groups = endpoint.request.one_of.iter().map(|group| names::snake(&group.name.value));
    let mut names =
        request.iter().filter(|field| field.wire != channel).map(|field| field.rust_name.clone()).chain(groups);
    if names.any(|name| name == CHANNEL_FIELD) {
        return;
    }
    if let Some(field) = request.iter_mut().find(|field| field.wire == channel) {
        CHANNEL_FIELD.clone_into(&mut field.rust_name);
    }
}

/// The name of the channel's field in Rust.
const CHANNEL_FIELD: &str = "channel";
