//! The page of the spec that a saved page is.

use crate::diagnostic::did_you_mean;
use crate::raw::UNKNOWN;
use crate::saved_page::model::page::ImportedPage;
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::spec_index::spec_page::{SpecPage, is_path};
use crate::source::SourceFile;

/// Returns the page that `wanted` names by file, path or title, else the one that matches the saved page by its
/// path, its title or its endpoints.
pub(crate) fn find<'a>(
    files: &[SourceFile],
    imported: &ImportedPage,
    wanted: Option<&str>,
    known: &'a SpecIndex,
) -> Result<&'a SpecPage, String> {
    let mut pages: Vec<&SpecPage> = known.pages().iter().collect();
    if let Some(wanted) = wanted {
        pages.retain(|page| is_called(page, &files[page.id].name, wanted));
        if pages.is_empty() {
            return Err(unknown(files, known, wanted));
        }
        return only(pages, files, &format!("`{wanted}`"));
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
    only(pages, files, "this title or these endpoints")
}

/// Returns the error for a `--page` that matches no page.
fn unknown(files: &[SourceFile], known: &SpecIndex, wanted: &str) -> String {
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
    let close = did_you_mean(wanted, names.iter().map(String::as_str));
    let help = close
        .map_or("; `--page` takes a file, a path or a title".to_owned(), |close| format!("; did you mean `{close}`?"));
    format!("the spec has no page for `{wanted}`{help}")
}

fn only<'a>(mut pages: Vec<&'a SpecPage>, files: &[SourceFile], what: &str) -> Result<&'a SpecPage, String> {
    match pages.len() {
        0 => Err(format!("the spec has no page for {what}; choose one with `--page FILE`")),
        1 => pages.pop().ok_or_else(String::new),
        _ => {
            let names: Vec<_> = pages.iter().map(|page| &*files[page.id].name).collect();
            Err(format!("several pages of the spec match; choose one with `--page`: {}", names.join(", ")))
        }
    }
}

fn is_called(page: &SpecPage, file: &str, wanted: &str) -> bool {
    let Some(head) = &page.file.page else { return false };
    let is_path = head.path.value == wanted && wanted != UNKNOWN;
    is_path || head.title.value.eq_ignore_ascii_case(wanted) || file == wanted || file.ends_with(&format!("/{wanted}"))
}
