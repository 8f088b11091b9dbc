//! The head of a page: date, changelog and path.

use super::comparison::Comparison;
use super::difference::Difference;
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::UNKNOWN;

/// Stands for the page as a whole in the list of accepted differences.
pub(super) const PAGE: &str = "page";

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (imported, file) = (comparison.imported, comparison.file);
    let Some(head) = &file.page else { return };
    let difference = || Difference::new(Code::PageHeaderMismatch, PAGE);
    if let Some(updated) = &imported.updated
        && head.updated.value != updated.date.value
        && updated.other.as_ref() != Some(&head.updated.value)
    {
        let message =
            format!("the page was updated on {}; the spec has `updated: {}`", updated.date.value, head.updated.value);
        let found = Diagnostic::new(Code::PageHeaderMismatch, updated.date.span, message, "on the page");
        let help = format!("set `updated: {}` when the whole page is transcribed", updated.date.value);
        let difference = difference().page(&updated.date.value).spec(&head.updated.value);
        comparison.push(difference, found.related(head.updated.span, "in the spec").help(help));
    }
    for change in &imported.changes {
        let is_known = |date: &String| head.changelog.iter().any(|it| it.date.value == *date);
        if !is_known(&change.date.value) && !change.other.as_ref().is_some_and(is_known) {
            let message = format!("the changelog entry of {} is not in the spec", change.date.value);
            let found = Diagnostic::new(Code::PageHeaderMismatch, change.date.span, message, "new in the changelog");
            let found = found.related(head.title.span, "this page").help("add it to `changelog:`");
            comparison
                .push(Difference::new(Code::PageHeaderMismatch, "page.changelog").page(&change.date.value), found);
        }
    }
    if let Some(line) = &imported.undated {
        let found =
            Diagnostic::new(Code::PageHeaderMismatch, line.span, "the date of the last update cannot be read", "here");
        let found = found.related(head.updated.span, "in the spec").help("compare it by hand");
        comparison.push(difference().page(line.value.trim()), found);
    }
    if let Some(path) = imported.path.as_ref().filter(|path| **path != head.path.value && head.path.value != UNKNOWN) {
        let message = format!("the path of the page is {path}; the spec has `path: {}`", head.path.value);
        let found = Diagnostic::new(Code::PageHeaderMismatch, comparison.start, message, "the saved page");
        let found = found.related(head.path.span, "in the spec").help("set `path:` to the path on the vendor's site");
        comparison
            .push(Difference::new(Code::PageHeaderMismatch, "page.path").page(path).spec(&head.path.value), found);
    }
    // If the date is unknown in the spec, the page need not have one.
    if imported.updated.is_none() && head.updated.value != UNKNOWN && imported.tables.is_empty() {
        let found =
            Diagnostic::new(Code::PageHeaderMismatch, comparison.start, "the saved page has no date", "this page");
        let found = found.related(head.updated.span, "the spec has one").help("check that the saved page is complete");
        comparison.push(difference().spec(&head.updated.value), found);
    }
}
