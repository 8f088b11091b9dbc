//! A page of the spec.

use crate::raw::{Endpoint, File};
use crate::source::{FileId, SourceFile};

/// A file of the spec.
#[derive(Debug)]
pub(crate) struct SpecPage {
    pub(crate) id: FileId,
    pub(crate) file: File,
}

/// Returns every file of a spec that can be read.
pub(crate) fn read(files: &[SourceFile]) -> Vec<SpecPage> {
    let read = |(id, file)| Some(SpecPage { id, file: File::parse_at(id, file)? });
    files.iter().enumerate().filter_map(read).collect()
}

/// Returns `true` if a path of the spec is that of an address, ignoring case.
pub(crate) fn is_path(ours: &str, theirs: &str) -> bool {
    without_query(ours).eq_ignore_ascii_case(without_query(theirs))
}

/// Returns `true` if a path of the spec is that of an address in the same case: servers distinguish `cc_addCard` from
/// `cc_addcard`.
pub(crate) fn is_same_path(ours: &str, theirs: &str) -> bool {
    without_query(ours) == without_query(theirs)
}

fn without_query(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or(path).trim_matches('/')
}

/// Returns the endpoint of a family that has a path.
pub(crate) fn endpoint_at<'a>(pages: &'a [SpecPage], family: &str, path: &str) -> Option<&'a Endpoint> {
    let of_family = |page: &&SpecPage| page.file.page.as_ref().is_some_and(|head| head.family.value == family);
    pages
        .iter()
        .filter(of_family)
        .flat_map(|page| &page.file.endpoints)
        .find(|endpoint| is_path(&endpoint.path.value, path))
}
