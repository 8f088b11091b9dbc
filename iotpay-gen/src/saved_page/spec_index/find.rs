//! Finds the page of the spec that corresponds to a saved page.

use std::fmt;

use crate::diagnostic::did_you_mean;
use crate::raw::UNKNOWN;
use crate::saved_page::model::page::ImportedPage;
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::spec_index::spec_page::{SpecPage, is_path};
use crate::source::SourceFile;

/// The reason why a saved page corresponds to no single page of the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindPageError {
    /// The spec has no page with the requested name.
    UnknownName {
        /// The requested name.
        name: String,
        /// The most similar file, path or title, if any.
        suggestion: Option<String>,
    },
    /// No page of the spec has the path, the title or an endpoint of the saved page.
    NoMatch,
    /// Several pages of the spec match.
    Ambiguous {
        /// The files of these pages.
        files: Vec<String>,
    },
}

impl fmt::Display for FindPageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName { name, suggestion: Some(close) } => {
                write!(f, "the spec has no page for `{name}`; did you mean `{close}`?")
            }
            Self::UnknownName { name, suggestion: None } => {
                write!(f, "the spec has no page for `{name}`; `--page` takes a file, a path or a title")
            }
            Self::NoMatch => {
                f.write_str("the spec has no page for this title or these endpoints; choose one with `--page FILE`")
            }
            Self::Ambiguous { files } => {
                write!(f, "several pages of the spec match; choose one with `--page`: {}", files.join(", "))
            }
        }
    }
}

impl std::error::Error for FindPageError {}

/// Returns the page that `requested` names by file, path or title, else the one that matches the saved page by its
/// path, its title or its endpoints.
pub(crate) fn find<'a>(
    files: &[SourceFile],
    imported: &ImportedPage,
    requested: Option<&str>,
    known: &'a SpecIndex,
) -> Result<&'a SpecPage, FindPageError> {
    let mut pages: Vec<&SpecPage> = known.pages().iter().collect();
    if let Some(requested) = requested {
        pages.retain(|page| is_called(page, &files[page.id].name, requested));
        if pages.is_empty() {
            return Err(unknown(files, known, requested));
        }
        return only(&pages, files);
    }
    let head = |page: &SpecPage| page.file.page.clone();
    if let Some(path) = &imported.path
        && let Some(at) = pages.iter().position(|page| head(page).is_some_and(|head| head.path.value == *path))
    {
        return Ok(pages.swap_remove(at));
    }
    let title = imported.title.as_ref().map(|title| title.value.to_lowercase());
    let has_title = |page: &&SpecPage| head(page).map(|head| head.title.value.to_lowercase()) == title;
    let has_endpoints = |page: &&SpecPage| {
        let family = head(page).map(|head| head.family.value);
        imported.endpoints.iter().filter_map(|endpoint| known.family_of(&endpoint.url.value)).any(|(of, path)| {
            family.as_deref() == Some(of) && page.file.endpoints.iter().any(|it| is_path(&it.path.value, path))
        })
    };
    let is_titled = title.is_some() && pages.iter().any(&has_title);
    if is_titled {
        pages.retain(has_title);
        // Several pages are called Introduction.
        if pages.len() > 1 && pages.iter().any(&has_endpoints) {
            pages.retain(has_endpoints);
        }
    } else {
        pages.retain(has_endpoints);
    }
    only(&pages, files)
}

/// Returns the error for a `--page` that matches no page.
fn unknown(files: &[SourceFile], known: &SpecIndex, requested: &str) -> FindPageError {
    let file = |page: &SpecPage| files[page.id].name.to_string();
    let names: Vec<String> = known
        .pages()
        .iter()
        .flat_map(|page| {
            let name = file(page);
            let last = name.rsplit('/').next().unwrap_or_default().to_owned();
            let head = page.file.page.iter().flat_map(|head| [head.path.value.clone(), head.title.value.clone()]);
            head.chain([last, name]).collect::<Vec<_>>()
        })
        .collect();
    let suggestion = did_you_mean(requested, names.iter().map(String::as_str)).map(str::to_owned);
    FindPageError::UnknownName { name: requested.to_owned(), suggestion }
}

fn only<'a>(pages: &[&'a SpecPage], files: &[SourceFile]) -> Result<&'a SpecPage, FindPageError> {
    match pages {
        [] => Err(FindPageError::NoMatch),
        [page] => Ok(*page),
        _ => {
            Err(FindPageError::Ambiguous { files: pages.iter().map(|page| files[page.id].name.to_string()).collect() })
        }
    }
}

fn is_called(page: &SpecPage, file: &str, requested: &str) -> bool {
    let Some(head) = &page.file.page else { return false };
    let is_path = head.path.value == requested && requested != UNKNOWN;
    is_path
        || head.title.value.eq_ignore_ascii_case(requested)
        || file == requested
        || file.ends_with(&format!("/{requested}"))
}
