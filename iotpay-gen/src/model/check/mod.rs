//! Checks the rules of a resolved spec, whose names all refer to defined items.

mod channels;
mod conditions;
mod drafts;
mod effect;
mod endpoints;
mod lifecycle;
mod limits;
mod nested;
mod order;
mod pages;
mod purposes;
mod refund_queries;
mod rejections;
mod required_fields;
mod samples;
mod secrets;
mod shared;
mod signing;
mod tables;
mod transaction_kinds;
mod unknown_names;
mod vendor;

use std::collections::HashMap;

use crate::diagnostic::{Code, Sink};
use crate::model::{Field, Model};
use crate::raw::{Endpoint, File};
use crate::source::{SourceFile, Span};
use tables::Tables;

/// Runs every check.
pub(crate) fn check(model: &Model, sources: &[SourceFile], files: &[File], sink: &mut Sink) {
    // The name may be in a table that could not be read.
    let is_whole = !sink.has(|code| code <= Code::UnknownType || code == Code::UnknownName);
    let tables = Tables::collect(files, model);
    pages::check(files, sink);
    lifecycle::check(model, files, sink);
    drafts::check(sources, files, sink);
    vendor::check(files, sink);
    effect::check(files, &tables, sink);
    required_fields::check(files, &tables, sink);
    limits::check(files, sink);
    rejections::check(files, &tables, sink);
    endpoints::check(model, files, &tables, is_whole, sink);
    if is_whole {
        refund_queries::check(model, sink);
        shared::check(files, &tables, sink);
        signing::check(model, files, &tables, sink);
        channels::check(model, files, &tables, sink);
        conditions::check(files, sink);
    }
    purposes::check(model, sink);
    nested::check(model, sink);
    transaction_kinds::check(model, sink);
    secrets::check(model, sources, sink);
    let titled = files.iter().filter_map(|file| Some((file.page.as_ref()?.title.span, file)));
    let by_page: HashMap<Span, &File> = titled.collect();
    for page in &model.pages {
        let raw = by_page.get(&page.span).copied();
        let envelope = &model.families[page.family].envelope;
        for (at, endpoint) in page.endpoints.iter().enumerate() {
            // Rows that the client reads itself are signed like all others.
            let rows = raw.and_then(|file| file.endpoints.get(at)).into_iter().flat_map(response_rows);
            let outside: Vec<_> = rows.filter(|(wire, _)| envelope.has(wire)).collect();
            for operation in &endpoint.operations {
                order::check(places(&operation.request), sink);
                order::check(places(&operation.response).chain(outside.iter().copied()), sink);
            }
            samples::check_sent(model, &endpoint.operations, sink);
            samples::check_responses(model, &endpoint.operations, sink);
        }
        for notification in page.incoming() {
            order::check(places(&notification.fields), sink);
            samples::check_received(model, &notification.fields, sink);
        }
    }
}

fn places(fields: &[Field]) -> impl Iterator<Item = (&str, Span)> {
    fields.iter().map(|field| (field.wire.as_str(), field.span))
}

fn response_rows(endpoint: &Endpoint) -> impl Iterator<Item = (&str, Span)> {
    let rows = endpoint.response.rows().into_iter();
    rows.map(|row| (row.name.value.as_str(), row.name.span))
}
