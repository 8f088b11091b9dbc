//! The items to generate, and the crate to generate them for.

use std::collections::HashSet;

use super::client_path::ClientPath;
use crate::model::Model;
use crate::source::SourceFile;

/// The items to generate, and the crate to generate them for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The path of `iotpay-client` in the crate that the code is for.
    pub(super) client: ClientPath,
    /// The spec files whose pages are generated; `None` for all.
    pub(super) pages: Option<HashSet<String>>,
    /// The enumerations that are generated, by their names in the spec; `None` for all.
    pub(super) enumerations: HashSet<String>,
    /// Whether the documentation contains spec line numbers.
    pub(super) lines: bool,
}

impl Settings {
    /// For `iotpay-client` itself: everything.
    pub fn client() -> Self {
        Self { client: ClientPath::of_itself(), pages: None, enumerations: HashSet::new(), lines: true }
    }

    /// For another crate: the pages of these files only; families and enumerations are those of
    /// `iotpay-client`.
    pub fn private(pages: Vec<String>) -> Self {
        Self {
            client: ClientPath::default(),
            pages: Some(pages.into_iter().collect()),
            enumerations: HashSet::new(),
            lines: true,
        }
    }

    /// For another crate: generates its private endpoints, in addition to those of `iotpay-client`.
    pub fn for_private_endpoints(files: &[SourceFile], model: &Model) -> Self {
        let is_own = |at: usize| files.get(at).is_some_and(|file| !file.is_external);
        let pages = model.pages.iter().filter(|page| is_own(page.span.file)).map(|page| page.file.clone());
        let enumerations = model.enumerations.iter().filter(|it| is_own(it.span.file)).map(|it| it.name.clone());
        Self { enumerations: enumerations.collect(), ..Self::private(pages.collect()) }
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

    /// Returns `true` if the pages of this spec file are generated.
    pub fn includes(&self, file: &str) -> bool {
        self.pages.as_ref().is_none_or(|pages| pages.contains(file))
    }
}
