//! The spec files as pages of the documentation, so that each generated item can link to its line.

use std::collections::HashSet;
use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::anchor;
use super::family;
use super::generated_file::GeneratedFile;
use super::overview;
use super::settings::Settings;
use crate::model::{Model, Page};
use crate::source::{FileId, SourceFile};

/// The module whose documentation shows the files that do not belong to a page.
const SHARED: &str = "shared";

/// The file with the overview of a family.
const OVERVIEW: &str = "overview.md";

/// The files next to the generated Rust, which its documentation includes: each page's spec file as HTML, all shared
/// files together, and an overview of each family.
pub fn listings(files: &[SourceFile], model: &Model, settings: &Settings) -> Vec<GeneratedFile> {
    let mut found = Vec::new();
    for page in model.pages.iter().filter(|page| settings.includes(&page.file) && family::has_types(page)) {
        let Some(file) = files.get(page.span.file) else { continue };
        let path = format!("{}/{}.html", model.families[page.family].name, page.module);
        found.push(GeneratedFile { path, text: listing(file, None) });
    }
    for (id, family) in model.families.iter().enumerate() {
        let is_included = |page: &Page| settings.includes(&page.file) && family::has_types(page);
        if settings.includes_family(model, id) {
            let path = format!("{}/{OVERVIEW}", family.name);
            found.push(GeneratedFile { path, text: overview::markdown(model, id, is_included) });
        }
    }
    if settings.pages.is_none() {
        let of_pages: HashSet<FileId> = model.pages.iter().map(|page| page.span.file).collect();
        let is_shared = |at: usize| !of_pages.contains(&at);
        let shared = files.iter().enumerate().filter(|(at, _)| is_shared(*at));
        let text = shared.map(|(_, file)| listing(file, Some(&file.name))).collect();
        found.push(GeneratedFile { path: format!("{SHARED}/{SHARED}.html"), text });
    }
    found
}

/// Returns the attribute that shows a listing only in a module's documentation.
pub(super) fn include(module: &str) -> TokenStream {
    let file = format!("{module}.html");
    quote!(#![cfg_attr(doc, doc = include_str!(#file))])
}

/// Returns an attribute like [`include`], for the module of the items that all families share.
pub(super) fn include_shared() -> TokenStream {
    include(SHARED)
}

/// Returns the attribute that shows the overview of a family in the documentation of its module.
pub(super) fn include_overview() -> TokenStream {
    quote!(#![cfg_attr(doc, doc = include_str!(#OVERVIEW))])
}

fn listing(file: &SourceFile, among: Option<&str>) -> String {
    let mut html = format!("\n# {}\n\n<pre>", file.name);
    for (at, line) in file.text.lines().enumerate() {
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let anchor = anchor(among, at + 1);
        // Writing to a string does not fail.
        let _ = writeln!(html, "<span id=\"{anchor}\">{escaped}</span>");
    }
    html.push_str("</pre>\n\n");
    html
}
