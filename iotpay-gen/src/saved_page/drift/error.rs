//! The reason why a saved page cannot be compared.

use std::fmt;

use crate::saved_page::spec_index::find::FindPageError;

/// The reason why a saved page cannot be compared with the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriftError {
    /// The list of files does not contain the saved page.
    MissingFile,
    /// The saved page has no endpoint and no table of fields.
    NoContent,
    /// The saved page corresponds to no single page of the spec.
    Find(FindPageError),
}

impl fmt::Display for DriftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingFile => f.write_str("the page is missing"),
            Self::NoContent => f.write_str("the saved page has no endpoint and no table of fields"),
            Self::Find(error) => error.fmt(f),
        }
    }
}

// `Display` includes the inner error, so there is no source that would repeat it.
impl std::error::Error for DriftError {}

impl From<FindPageError> for DriftError {
    fn from(error: FindPageError) -> Self {
        Self::Find(error)
    }
}
