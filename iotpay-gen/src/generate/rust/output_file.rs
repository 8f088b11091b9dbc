//! The files generated from a model, each independent of the others.

use quote::quote;

use super::context::{Context, Pages};
use super::generated_file::{GENERATED, GeneratedFile};
use super::module::Module;
use super::settings::Settings;
use super::{docs, family, imports, listing, page};
use crate::model::{FamilyId, Model, Page};
use crate::stage::OnStage;

/// The part of the spec that a file is generated from.
pub(super) enum Part<'a> {
    Family(FamilyId, Vec<&'a Page>),
    Page(&'a Page),
    Shared,
    Root,
}

impl<'a> Part<'a> {
    /// Returns every file of a model: the families first, whose files can be longer than any other.
    pub(super) fn all(model: &'a Model, settings: &Settings) -> Vec<Self> {
        let mut of_families: Vec<Vec<&Page>> = vec![Vec::new(); model.families.len()];
        let mut pages = Vec::new();
        for page in model.pages.iter().filter(|page| settings.includes(&page.file)) {
            of_families[page.family].push(page);
            if family::has_types(page) {
                pages.push(Part::Page(page));
            }
        }
        let families = of_families.into_iter().enumerate();
        let families = families.filter(|(id, _)| settings.includes_family(model, *id));
        let mut parts: Vec<_> = families.map(|(id, pages)| Part::Family(id, pages)).collect();
        if settings.has_shared(model) {
            parts.push(Part::Shared);
        }
        parts.push(Part::Root);
        parts.extend(pages);
        parts
    }

    /// Generates the file. Tokens stay on the thread that creates them, and so does the context.
    pub(super) fn emit(
        &self,
        model: &Model,
        settings: &Settings,
        pages: &Pages<'_>,
        done: OnStage<'_>,
    ) -> GeneratedFile {
        let root = settings.client.tokens();
        let mut context = Context { model, settings, pages, root, here: None };
        let mut module = Module::new(done);
        match self {
            Part::Page(page) => {
                context.here = Some(page.span.file);
                page::emit(&context, page, &mut module);
                let header = format!(
                    "{GENERATED}{}. Edit that file, not this one.\n\n//! {}.",
                    docs::one_line(&page.file),
                    docs::one_line(&docs::escape(&page.title))
                );
                let path = format!("{}/{}.rs", model.families[page.family].name, page.module);
                module.finish(path, &header, |used| {
                    let listing = listing::include(&page.module);
                    let imports = imports::emit(&context, used);
                    quote!(#listing #imports)
                })
            }
            Part::Family(id, own) => {
                let family = &model.families[*id];
                family::emit(&context, *id, own, &mut module);
                module.finish(format!("{}/mod.rs", family.name), &all_files("spec/"), |_| listing::include_overview())
            }
            Part::Shared => {
                family::emit_shared(&context, &mut module);
                let header = all_files(if settings.is_private() { "spec/" } else { "spec/shared/" });
                // The documentation of another crate does not list its shared files.
                let listing = (!settings.is_private()).then(listing::include_shared);
                module.finish("shared/mod.rs".to_owned(), &header, |_| listing.unwrap_or_default())
            }
            Part::Root => {
                module.push(family::emit_root(&context), None);
                module.finish("mod.rs".to_owned(), &all_files("spec/"), |_| quote!())
            }
        }
    }
}

fn all_files(folder: &str) -> String {
    format!("{GENERATED}{folder}. Edit the files there, not this one.")
}
