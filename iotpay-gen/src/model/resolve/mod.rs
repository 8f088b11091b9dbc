//! Resolves raw files into the model: looks up shared tables, applies the overlays of channels and derives names.

mod context;
mod definitions;
mod duplicate;
mod enumerations;
mod families;
mod fields;
mod fixed;
mod identifiers;
mod objects;
mod operations;
mod overlay;
mod pages;
mod private;
mod references;
mod rows;
mod rules;
mod sample;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::Model;
use crate::raw::{File, SIGNING};
use crate::source::{SourceFile, SourceMap, Span};

/// Resolves all files together. Items that cannot be resolved are reported and omitted.
pub fn resolve(sources: &[SourceFile], files: &[File], sink: &mut Sink) -> Option<Model> {
    let families = families::resolve(files, sink);
    let enumerations = enumerations::resolve(files, &definitions::collect(files, sink), &families, sink);
    let signing = resolve_signing(files, sink);
    let shared = rules::Shared::collect(files, &families, &enumerations, sink);
    let signing = signing?;
    let pages = pages::resolve(sources, files, &shared, &signing, sink);
    Some(Model { families, enumerations, signing, pages, places: SourceMap::of(sources) })
}

fn resolve_signing(files: &[File], sink: &mut Sink) -> Option<crate::model::Signing> {
    let mut found = files.iter().filter_map(|file| file.signing.as_ref());
    let Some(raw) = found.next() else {
        if sink.is_unreadable(SIGNING) {
            return None;
        }
        let start = Span { file: 0, start: 0, end: 0 };
        sink.push(
            Diagnostic::new(Code::MissingKey, start, "missing signing rule in the spec", "the first file of the spec")
                .help("add a shared file with `signing:`"),
        );
        return None;
    };
    for again in found {
        sink.push(
            Diagnostic::new(Code::DuplicateName, again.field.span, "the signing rule is defined twice", "again here")
                .related(raw.field.span, "first here")
                .help("remove one of them"),
        );
    }
    Some(crate::model::Signing {
        page: raw.page.value.clone(),
        span: raw.page.span,
        field: raw.field.value.clone(),
        order_source: raw.order_source.clone(),
        nested: raw
            .nested
            .iter()
            .map(|nested| crate::model::NestedField {
                field: nested.field.value.clone(),
                forms: nested.forms.iter().map(|form| form.value).collect(),
                text_may_be_omitted: nested.text_may_be_omitted,
                confirmed: nested.confirmed.value,
                source_note: nested.source_note.clone(),
            })
            .collect(),
    })
}
