//! Generates Rust from the model: one module for each page, one for each family, and one for shared items.

mod client_path;
mod context;
pub(crate) mod deprecated;
mod docs;
mod enumeration;
mod event;
mod family;
mod field_names;
mod format;
mod generated_file;
mod imports;
mod input;
mod json_members;
mod listing;
mod member;
mod module;
mod notification;
mod output_file;
mod overview;
mod page;
mod page_request;
mod parallel;
mod redaction;
mod request;
mod request_object;
mod response;
mod rust_type;
mod settings;
mod signing_rule;
mod status_query;
mod tokens;
mod transaction_kinds;
#[cfg(feature = "diff")]
mod type_texts;
mod url;

pub use client_path::{ClientPath, NotAPath};
use context::Pages;
pub(crate) use generated_file::GENERATED;
pub use generated_file::GeneratedFile;
pub use listing::listings;
use output_file::Part;
pub use settings::Settings;
#[cfg(feature = "diff")]
pub(crate) use type_texts::{input_type, received_type, request_type};

use crate::model::Model;
use crate::stage::OnStage;

/// Generates the code of a model on all processors. The same model always results in the same bytes.
pub fn generate(model: &Model, settings: &Settings) -> Vec<GeneratedFile> {
    let pages = Pages::of(model);
    let parts = Part::all(model, settings);
    sorted(parallel::map(&parts, |part| part.emit(model, settings, &pages, &mut |_| {})))
}

/// Generates code like [`generate`], but on one processor, and reports each finished stage.
pub fn generate_with_progress(model: &Model, settings: &Settings, done: OnStage<'_>) -> Vec<GeneratedFile> {
    let pages = Pages::of(model);
    let parts = Part::all(model, settings);
    sorted(parts.iter().map(|part| part.emit(model, settings, &pages, done)).collect())
}

fn sorted(mut files: Vec<GeneratedFile>) -> Vec<GeneratedFile> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
