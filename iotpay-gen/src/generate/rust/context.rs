//! The model, the settings and the current file, which all parts of the generator share.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::settings::Settings;
use super::status_query::StatusQueries;
use super::tokens::ident;
use crate::generate::markdown::code;
use crate::model::{Enumeration, Family, FamilyId, Field, Filler, Model, Page};
use crate::source::{FileId, Span};

/// The pages of a model, by file and by path.
pub(super) struct Pages<'a> {
    pub(super) files: HashSet<FileId>,
    pub(super) by_path: HashMap<&'a str, &'a Page>,
    /// The channel fields of requests.
    pub(super) channel_fields: HashSet<&'a str>,
    /// The merchant references of orders, by family.
    pub(super) order_references: HashSet<(FamilyId, &'a str)>,
    /// The queries that find out what happened to a request.
    pub(super) status_queries: StatusQueries<'a>,
}

impl<'a> Pages<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let mut by_path = HashMap::new();
        for page in &model.pages {
            if let Some(path) = &page.path {
                by_path.entry(path.as_str()).or_insert(page);
            }
        }
        let mut channel_fields = HashSet::new();
        for operation in model.pages.iter().flat_map(Page::operations) {
            let Some(channel) = &operation.channel else { continue };
            let is_channel_field =
                |field: &&Field| matches!(&field.filled, Some(Filler::Fixed(value)) if value == channel);
            channel_fields.extend(operation.request.iter().filter(is_channel_field).map(|field| field.wire.as_str()));
        }
        let mut order_references = HashSet::new();
        for page in &model.pages {
            let of_orders = page.endpoints.iter().filter(|endpoint| endpoint.effect.creates_order());
            order_references.extend(of_orders.filter_map(|it| Some((page.family, it.reference.as_deref()?))));
        }
        let files = model.pages.iter().map(|page| page.span.file).collect();
        let status_queries = StatusQueries::of(model);
        Self { files, by_path, channel_fields, order_references, status_queries }
    }

    /// Returns `true` if the file is that of a page.
    pub(super) fn is_of_page(&self, file: FileId) -> bool {
        self.files.contains(&file)
    }

    /// Returns the page with this path on the vendor's site, or the first of several.
    pub(super) fn at(&self, path: &str) -> Option<&'a Page> {
        self.by_path.get(path).copied()
    }
}

/// The context that the parts of the generator share.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) settings: &'a Settings,
    pub(super) pages: &'a Pages<'a>,
    /// Path of the runtime, as tokens.
    pub(super) root: TokenStream,
    /// The spec file whose page is being written.
    pub(super) here: Option<FileId>,
}

impl Context<'_> {
    /// Returns the file and line of a location, linked to the documentation of that file; only the file if the
    /// settings exclude line numbers.
    pub(super) fn link(&self, place: Span) -> String {
        let (file, line) = self.model.places.line_of(place);
        if !self.settings.lines {
            return code(file);
        }
        let label = code(&format!("{file}:{line}"));
        if self.here == Some(place.file) {
            return format!("[{label}](self#{})", anchor(None, line));
        }
        if self.is_private() || self.pages.is_of_page(place.file) {
            return label;
        }
        format!("[{label}](crate::shared#{})", anchor(Some(file), line))
    }

    /// Returns `true` if the code is for another crate than `iotpay-client`.
    pub(super) fn is_private(&self) -> bool {
        self.settings.is_private()
    }

    /// Returns the path of a family's type in the module of one of its pages.
    pub(super) fn family_path(&self, family: &Family) -> TokenStream {
        let (root, module, marker) = (&self.root, ident(&family.name), ident(&family.type_name));
        if self.is_private() && self.settings.generates_family(family) {
            return quote!(super::#marker);
        }
        quote!(#root::#module::#marker)
    }

    /// Returns `true` if the enumeration's type is generated here.
    pub(super) fn generates_enumeration(&self, enumeration: &Enumeration) -> bool {
        self.settings.generates_enumeration(enumeration)
    }
}

/// Returns the anchor of a line. If there are several files, it begins with the name of the file.
pub(super) fn anchor(file: Option<&str>, line: usize) -> String {
    let name = file.and_then(|file| file.rsplit('/').next()).map(|name| name.trim_end_matches(".yaml"));
    match name {
        Some(name) => format!("{name}-L{line}"),
        None => format!("L{line}"),
    }
}
