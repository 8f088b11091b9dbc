//! Pairs pages, and compares their documentation.

use std::collections::HashSet;

use super::change::Area;
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::matching::{self, Paired};
use super::phrases;
use super::subject::subject;
use super::{endpoint, lifecycle, notification};
use crate::model::{Completeness, Model, Page};
use crate::source::Span;

/// Compares the pages of two models. Endpoints are paired across all pages of a family, since they can move.
pub(super) fn compare(changes: &mut Changes<'_>) {
    let pages = pair(changes);
    endpoint::compare(changes, &pages.both);
    for (was, is) in &pages.both {
        notification::compare(changes, was, is);
        compare_page(changes, was, is);
    }
    for page in &pages.removed {
        endpoint_less(changes, page, false);
    }
    for page in &pages.added {
        endpoint_less(changes, page, true);
    }
}

/// The contents of a page of one side, except its endpoints.
fn endpoint_less(changes: &mut Changes<'_>, page: &Page, is_new: bool) {
    notification::report_all(changes, page, is_new);
    let subject = subject(if is_new { changes.new } else { changes.old }, page);
    let scope = Scope { subject: &subject, area: Area::Endpoint, channel: None };
    let found = if is_new {
        Difference::new(ChangeKind::PageAdded, &page.title, format!("the page {} was added", page.title))
            .now_at(page.span)
    } else {
        Difference::new(ChangeKind::PageRemoved, &page.title, format!("the page {} was removed", page.title))
            .was_at(page.span)
    };
    changes.push(scope, found);
}

/// Pairs pages of the same family and file; the others by their module, address or title.
fn pair<'a>(changes: &Changes<'a>) -> Paired<'a, Page> {
    let (old, new) = (changes.old, changes.new);
    // A renamed family is compared by its new name.
    let older: Vec<&str> = (0..old.families.len()).map(|id| changes.shared.family_name(old, new, id)).collect();
    let newer: Vec<&str> = new.families.iter().map(|it| it.name.as_str()).collect();
    let mut all = Paired { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
    let mut names: Vec<&str> = newer.iter().chain(&older).copied().collect();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    for name in names {
        let of = |model: &'a Model, families: &[&str]| {
            let is_of = |page: &&'a Page| families.get(page.family) == Some(&name);
            model.pages.iter().filter(is_of).collect::<Vec<_>>()
        };
        let mut paired = matching::by_name(of(old, &older), of(new, &newer), |page| &page.file);
        // The name of the spec folder can differ.
        let by_file = paired.take_renamed(|was, is| file(old, was) == file(new, is));
        // A page of this crate can have the same module as a page of another crate.
        let by_module = paired.take_renamed(|was, is| was.module == is.module);
        let by_address = paired.take_renamed(|was, is| was.path.is_some() && was.path == is.path);
        let by_title = paired.take_renamed(|was, is| was.title == is.title);
        all.both.extend(paired.both.into_iter().chain(by_file).chain(by_module).chain(by_address).chain(by_title));
        all.removed.extend(paired.removed);
        all.added.extend(paired.added);
    }
    all.both.sort_by_key(|(_, is)| is.span);
    all
}

/// Returns the page's file in the folder of the spec.
fn file<'a>(model: &'a Model, page: &Page) -> &'a str {
    model.places.name_in_folder(page.span.file)
}

fn compare_page(changes: &mut Changes<'_>, was: &Page, is: &Page) {
    let subject = subject(changes.new, is);
    let scope = Scope { subject: &subject, area: Area::Endpoint, channel: None };
    let at = |found: Difference| found.was_at(was.span).now_at(is.span);
    let has_types = |page: &Page| {
        let is_typed = page.endpoints.iter().any(|endpoint| !endpoint.is_overview);
        is_typed || !page.notifications.is_empty() || !page.browser_returns.is_empty()
    };
    if was.module != is.module && has_types(was) && has_types(is) {
        let message = format!("the module `{}` was renamed to `{}`", was.module, is.module);
        changes.push(
            scope,
            at(Difference::new(ChangeKind::ModuleRenamed, &is.module, message).between(&was.module, &is.module)),
        );
    } else {
        let (from, to) = (file(changes.old, was), file(changes.new, is));
        // Only the name of the spec folder may differ.
        let is_renamed = was.file != is.file && from != to;
        changes.compare(scope, &false, &is_renamed, || {
            at(Difference::new(ChangeKind::PageFileRenamed, to, format!("the file of the page was renamed to `{to}`"))
                .between(from, to))
        });
    }
    let item = lifecycle::Item {
        name: "deprecated",
        what: "the page".to_owned(),
        was_at: was.head.deprecated,
        is_at: is.head.deprecated,
        kinds: lifecycle::PAGE,
    };
    lifecycle::compare(changes, scope, &item, &was.lifecycle, &is.lifecycle);
    let change = |id, item, message: &str| at(Difference::new(id, item, message));
    let (old, new) = (&was.head, &is.head);
    changes.compare(scope, &was.title, &is.title, || {
        change(ChangeKind::PageTitleChanged, "title", "the title changed").between(&was.title, &is.title)
    });
    changes.compare(scope, &was.path, &is.path, || {
        change(ChangeKind::PagePathChanged, "path", "the path changed")
            .was_at(old.path)
            .now_at(new.path)
            .maybe_between(was.path.clone(), is.path.clone())
    });
    changes.compare(scope, &was.updated, &is.updated, || {
        let found = change(ChangeKind::PageDateChanged, "updated", "the vendor updated the page")
            .was_at(old.updated)
            .now_at(new.updated);
        found.maybe_between(was.updated.clone(), is.updated.clone())
    });
    let completeness = |page: &Page| (page.completeness, page.missing.clone(), page.how_to_complete.clone());
    changes.compare(scope, &completeness(was), &completeness(is), || {
        let (from, to) = (state(was), state(is));
        change(ChangeKind::CompletenessChanged, "completeness", "the completeness of the page changed")
            .was_at(old.completeness)
            .now_at(new.completeness)
            .between(from, to)
    });
    changes.compare(scope, &was.about, &is.about, || {
        let found = change(ChangeKind::DescriptionChanged, "about", "the description of the page changed")
            .was_at(old.about)
            .now_at(new.about);
        found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about))
    });
    changes.compare(scope, &was.note, &is.note, || {
        change(ChangeKind::ProvenanceChanged, "note", "the note changed").was_at(old.note).now_at(new.note)
    });
    compare_changelog(changes, scope, was, is);
    let rows = |page: &Page| {
        let is_surveyed = page.endpoints.iter().any(|endpoint| endpoint.is_overview);
        is_surveyed.then(|| page.rows.iter().map(|row| (row.wire.clone(), row.source)).collect::<Vec<_>>())
    };
    if let (Some(older), Some(newer)) = (rows(was), rows(is)) {
        changes.compare(scope, &older, &newer, || {
            change(ChangeKind::OverviewChanged, "table", "the rows of the overview changed")
        });
    }
}

fn state(page: &Page) -> String {
    let state = match page.completeness {
        Completeness::Complete => "complete",
        Completeness::Partial => "partial",
        Completeness::NotAvailable => "not available",
    };
    if page.missing.is_empty() { state.to_owned() } else { format!("{state}: {}", page.missing.join("; ")) }
}

/// New changelog entries are quoted, since they contain facts that the tables do not.
fn compare_changelog(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Page, is: &Page) {
    if was.changelog == is.changelog {
        return;
    }
    let fresh = is.changelog.iter().filter(|entry| !was.changelog.contains(entry));
    let fresh: Vec<_> = fresh.map(|(date, texts)| format!("{date}: {}", texts.join(" "))).collect();
    let message = if fresh.is_empty() {
        "an entry of the changelog was removed".to_owned()
    } else {
        format!("new changelog entry: {}", fresh.join("; "))
    };
    let found = Difference::new(ChangeKind::ChangelogChanged, "changelog", message);
    changes.push(scope, found.was_at(entry(was, is)).now_at(entry(is, was)));
}

/// Returns the location of the first changelog entry that the other page does not have, or else of the first entry or
/// the page.
fn entry(page: &Page, other: &Page) -> Span {
    let places = &page.head.changelog;
    let own = page.changelog.iter().zip(places).find(|(entry, _)| !other.changelog.contains(entry));
    own.map(|(_, place)| place).or(places.first()).copied().unwrap_or(page.span)
}
