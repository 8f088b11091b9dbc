//! A conditionally required row of a request must state its condition.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Endpoint, File, Required};

/// Runs only if the whole spec could be read; an unreadable condition would seem to be missing.
pub(super) fn check(files: &[File], sink: &mut Sink) {
    let endpoints = files.iter().flat_map(|file| &file.endpoints);
    // Nothing is generated from an overview; the pages of its channels contain the conditions.
    for endpoint in endpoints.filter(|endpoint| endpoint.overview.is_none()) {
        let rows = endpoint.request.rows().into_iter();
        for row in rows.filter(|row| row.required.value == Required::Conditional) {
            if has_condition(endpoint, &row.name.value) {
                continue;
            }
            sink.push(
                Diagnostic::new(
                    Code::MissingKey,
                    row.required.span,
                    format!("`{}` is conditionally required, but its condition is missing", row.name.value),
                    "when?",
                )
                .help(
                    "write the condition from the page's text as `one_of:` or as a channel's `require:`; write a condition that \
                     no key can express in the `note:` of the field's rule",
                ),
            );
        }
    }
}

fn has_condition(endpoint: &Endpoint, name: &str) -> bool {
    let request = &endpoint.request;
    let chosen = request.one_of.iter().flat_map(|group| &group.fields);
    let overlays = || endpoint.channels.iter().map(|entry| &entry.request);
    let fixed = overlays().flat_map(|overlay| &overlay.fixed).map(|(name, _)| name);
    let demanded = overlays().flat_map(|overlay| &overlay.require.fields).chain(&request.require.fields);
    let mut rules = request.rules.iter().chain(overlays().flat_map(|overlay| &overlay.rules));
    chosen.chain(demanded).chain(fixed).any(|field| field.value == name)
        || rules.any(|(ruled, rule)| ruled.value == name && rule.note.is_some())
}
