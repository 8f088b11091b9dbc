//! Resolves raw files into the model: looks up shared tables, applies the overlays of channels and derives names.

mod arrays;
mod context;
mod definitions;
mod duplicate;
mod enum_values;
mod enumerations;
mod families;
mod fields;
mod fixed;
mod identifiers;
mod inapplicable;
mod message_fields;
mod nested;
mod objects;
mod operations;
mod overlay;
mod page_fields;
mod page_request;
mod pages;
mod private;
mod references;
mod rows;
mod rules;
mod sample;
mod signing;
mod type_names;
mod value_rules;

use crate::diagnostic::Sink;
use crate::model::Model;
use crate::raw::File;
use crate::source::{SourceFile, SourceMap};

/// Resolves all files together. Items that cannot be resolved are reported and omitted.
pub fn resolve(sources: &[SourceFile], files: &[File], sink: &mut Sink) -> Option<Model> {
    let signing = signing::resolve(files, sink);
    let families = families::resolve(sources, files, signing.as_ref(), sink);
    let enumerations = enumerations::resolve(files, &definitions::collect(files, sink), &families, sink);
    let shared = rules::Shared::collect(sources, files, &families, &enumerations, sink);
    let signing = signing?;
    let pages = pages::resolve(sources, files, &shared, &signing, sink);
    Some(Model { families, enumerations, signing, pages, places: SourceMap::of(sources) })
}
