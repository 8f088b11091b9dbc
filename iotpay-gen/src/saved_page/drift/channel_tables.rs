//! Compares the tables of channels on a page with the rules of those
//! channels in the spec.

use super::comparison::{Comparison, Place};
use super::difference::Difference;
use super::rows::in_short;
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::{ChannelEntry, Column, Endpoint, Required};
use crate::saved_page::model::page::Table;
use crate::saved_page::model::role::Role;
use crate::saved_page::model::row::Row;
use crate::saved_page::spec_index::spec_page;
use crate::source::Span;

/// The rule of the spec for a field of one channel.
enum Requirement {
    Required(Span),
    Optional(Span),
    Forbidden(Span),
}

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    for table in &comparison.imported.tables {
        if let Role::Further(heading) = &table.role {
            further(comparison, table, heading);
        }
    }
}

/// Compares the column `required` of a table whose heading names channels. The rules of the spec express the rest of
/// such a table differently, so it is not compared.
fn further(comparison: &mut Comparison<'_>, table: &Table, heading: &str) {
    let endpoint = table.endpoint.and_then(|at| endpoint(comparison, at));
    let channels: Vec<&ChannelEntry> = endpoint.map_or_else(Vec::new, |endpoint| {
        endpoint.channels.iter().filter(|entry| names(heading, &entry.channel.value)).collect()
    });
    let (Some(endpoint), false) = (endpoint, channels.is_empty() || !table.has_required_column) else {
        comparison.drift.further += table.entries.len();
        return;
    };
    for row in table.rows() {
        comparison.drift.by_channel += 1;
        for entry in &channels {
            mark_of(comparison, row, endpoint, entry);
        }
    }
}

fn mark_of(comparison: &mut Comparison<'_>, row: &Row, endpoint: &Endpoint, entry: &ChannelEntry) {
    let channel = &entry.channel.value;
    let place = Place { words: format!("the request of {channel}"), at: format!("{}.{channel}", endpoint.name.value) };
    let Some(requirement) = requirement(&row.name, endpoint, entry) else {
        let text = format!("`{}` is new in {}", row.name, place.words);
        let found = Diagnostic::new(Code::AddedRow, row.cells.name, text, "not in the spec")
            .related(entry.channel.span, "the channel")
            .help("add the row, and the channel's rule");
        comparison.push(Difference::new(Code::AddedRow, place.field(&row.name)).page(in_short(row)), found);
        return;
    };
    let (text, help, span) = match (row.required.as_str(), requirement) {
        ("y" | "Yes", Requirement::Optional(span)) => {
            ("the page requires it", "add it to the channel's `require:`", span)
        }
        ("y" | "Yes", Requirement::Forbidden(span)) => {
            ("the page requires it", "move it from the channel's `forbid:` to `require:`", span)
        }
        ("n" | "No", Requirement::Required(span)) => (
            "the page does not require it",
            "correct the channel's `require:`, or add it to `optional:` or `forbid:`",
            span,
        ),
        _ => return,
    };
    let message = format!("`{}` has a different `required` on {channel}: {text}, unlike the spec", row.name);
    let found = Diagnostic::new(Code::ColumnMismatch, row.cells.required, message, "on the page")
        .related(span, "in the spec")
        .help(help);
    let difference = Difference::new(Code::ColumnMismatch, place.field(&row.name)).column(Column::Required);
    comparison.push(difference.page(&row.required), found);
}

/// Returns the endpoint of the spec for an endpoint of the page.
fn endpoint<'a>(comparison: &Comparison<'a>, at: usize) -> Option<&'a Endpoint> {
    let (_, path) = comparison.known.family_of(&comparison.imported.endpoints.get(at)?.url.value)?;
    comparison.file.endpoints.iter().find(|endpoint| spec_page::is_path(&endpoint.path.value, path))
}

fn requirement(field: &str, endpoint: &Endpoint, entry: &ChannelEntry) -> Option<Requirement> {
    let message = &endpoint.request;
    let row = message.rows().into_iter().find(|row| row.name.value == field)?;
    let overlay = &entry.request;
    let named =
        |fields: &[crate::source::Spanned<String>]| fields.iter().find(|it| it.value == field).map(|it| it.span);
    Some(if let Some(span) = named(&overlay.forbid.fields) {
        Requirement::Forbidden(span)
    } else if let Some(span) = named(&overlay.require.fields) {
        Requirement::Required(span)
    } else if let Some(span) = named(&overlay.optional.fields) {
        Requirement::Optional(span)
    } else if row.required.value == Required::Yes {
        Requirement::Required(row.required.span)
    } else {
        Requirement::Optional(row.required.span)
    })
}

/// Returns `true` if a heading has a channel's id as a word.
fn names(heading: &str, channel: &str) -> bool {
    heading.split(|it: char| !(it.is_ascii_alphanumeric() || it == '_')).any(|word| word == channel)
}
