//! The items to generate, and the crate to generate them for.

use std::collections::HashSet;

use super::client_path::ClientPath;
use crate::model::{Enumeration, Family, FamilyId, Model};
use crate::source::SourceFile;

/// The items to generate, and the crate to generate them for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The path of `iotpay-client` in the crate that the code is for.
    pub(super) client: ClientPath,
    /// The spec files whose pages are generated; `None` for all.
    pub(super) pages: Option<HashSet<String>>,
    /// The families and enumerations that another crate defines, by their names in the spec.
    pub(super) families: HashSet<String>,
    pub(super) enumerations: HashSet<String>,
    /// Whether the documentation contains spec line numbers.
    pub(super) lines: bool,
}

impl Settings {
    /// For `iotpay-client` itself: everything.
    pub fn client() -> Self {
        Self { client: ClientPath::of_itself(), pages: None, ..Self::private(Vec::new()) }
    }

    /// For another crate: the pages of these files only. Families and enumerations are those of `iotpay-client`.
    pub fn private(pages: Vec<String>) -> Self {
        Self {
            client: ClientPath::default(),
            pages: Some(pages.into_iter().collect()),
            families: HashSet::new(),
            enumerations: HashSet::new(),
            lines: true,
        }
    }

    /// For another crate: generates its private endpoints, families and enumerations, in addition to those of
    /// `iotpay-client`.
    pub fn for_private_endpoints(files: &[SourceFile], model: &Model) -> Self {
        let is_own = |at: usize| files.get(at).is_some_and(|file| !file.is_external);
        let pages = model.pages.iter().filter(|page| is_own(page.span.file)).map(|page| page.file.clone());
        let families = model.families.iter().filter(|it| is_own(it.span.file)).map(|it| it.name.clone());
        let enumerations = model.enumerations.iter().filter(|it| is_own(it.span.file)).map(|it| it.name.clone());
        Self { families: families.collect(), enumerations: enumerations.collect(), ..Self::private(pages.collect()) }
    }

    /// For a crate that has `iotpay-client` under this path, and not as `iotpay_client`.
    #[must_use]
    pub fn with_client(self, client: ClientPath) -> Self {
        Self { client, ..self }
    }

    /// Omits the line numbers of the spec, so that an added row changes only its own code: the documentation names
    /// only the files.
    #[must_use]
    pub fn no_line_numbers(self) -> Self {
        Self { lines: false, ..self }
    }

    /// Returns `true` if the code is for another crate than `iotpay-client`.
    pub(crate) fn is_private(&self) -> bool {
        self.pages.is_some()
    }

    /// Returns `true` if the family's type is generated, and not only its pages.
    pub(crate) fn generates_family(&self, family: &Family) -> bool {
        !self.is_private() || self.families.contains(&family.name)
    }

    /// Returns `true` if anything of a family is generated or described.
    pub(crate) fn includes_family(&self, model: &Model, id: FamilyId) -> bool {
        let has_pages = || model.pages.iter().any(|page| page.family == id && self.includes(&page.file));
        model.families.get(id).is_some_and(|family| self.generates_family(family)) || has_pages()
    }

    /// Returns `true` if the enumeration's type is generated.
    pub(crate) fn generates_enumeration(&self, enumeration: &Enumeration) -> bool {
        !self.is_private() || self.enumerations.contains(&enumeration.name)
    }

    /// Returns `true` if a module for the items of several families is generated. Another crate has one only if it
    /// defines an enumeration without a family.
    pub(crate) fn has_shared(&self, model: &Model) -> bool {
        let shared = |it: &Enumeration| it.family.is_none() && self.enumerations.contains(&it.name);
        !self.is_private() || model.enumerations.iter().any(shared)
    }

    /// Returns `true` if the pages of this spec file are generated.
    pub fn includes(&self, file: &str) -> bool {
        self.pages.as_ref().is_none_or(|pages| pages.contains(file))
    }
}
