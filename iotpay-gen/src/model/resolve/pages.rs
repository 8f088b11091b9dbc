//! Pages, their endpoints and their notifications.

use std::collections::HashMap;

use super::context::{Context, Direction};
use super::duplicate::duplicate;
use super::operations::{self, Scope};
use super::references::Known;
use super::rules::{self, Shared};
use super::{identifiers, message_fields, objects, page_request, private};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Endpoint, FamilyId, Notification, Page, PageSpans, Signing, TableRow};
use crate::raw::{self, File, Overlay, UNKNOWN};
use crate::source::{SourceFile, Span, Spanned};

pub(super) fn resolve(
    sources: &[SourceFile],
    files: &[File],
    shared: &Shared<'_>,
    signing: &Signing,
    sink: &mut Sink,
) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let mut modules: HashMap<(bool, FamilyId, String), Span> = HashMap::new();
    let mut heads = Heads::default();
    for (source, file) in sources.iter().zip(files) {
        let Some(raw) = &file.page else { continue };
        let Some(family) = shared.known_families.look_up("family", &raw.family, sink) else { continue };
        let scope = Scope { shared, family, signing: shared.families[family].signing.as_ref().unwrap_or(signing) };
        let module = module_name(&source.name);
        let first = *modules.entry((source.is_external, family, module.clone())).or_insert(raw.title.span);
        if first != raw.title.span {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    raw.title.span,
                    format!("two pages of a family become the module `{module}`"),
                    "this one",
                )
                .related(first, "and this one")
                .help("rename one of the files"),
            );
        }
        heads.claim(source.is_external, family, raw, sink);
        pages.push(resolve_page(&scope, source, file, raw, module, sink));
    }
    identifiers::check(sources, &pages, shared, sink);
    private::check(sources, files, &pages, shared, sink);
    report_resolvers(files, sink);
    pages
}

/// The titles and paths of each family's pages. Those of another crate's pages are kept apart.
#[derive(Default)]
struct Heads<'a> {
    titles: HashMap<(bool, FamilyId, &'a str), Span>,
    paths: HashMap<(bool, FamilyId, &'a str), Span>,
}

impl<'a> Heads<'a> {
    /// Reports a title or a path that another page of the family has.
    fn claim(&mut self, is_external: bool, family: FamilyId, page: &'a raw::Page, sink: &mut Sink) {
        let path = Some(&page.path).filter(|path| path.value != UNKNOWN);
        let parts = [("title", Some(&page.title), &mut self.titles), ("path", path, &mut self.paths)];
        for (what, part, taken) in parts {
            let Some(part) = part else { continue };
            let first = *taken.entry((is_external, family, &part.value)).or_insert(part.span);
            if first != part.span {
                let message = format!("two pages of `{}` have the {what} `{}`", page.family.value, part.value);
                sink.push(
                    Diagnostic::new(Code::DuplicateName, part.span, message, "again here")
                        .related(first, "first here")
                        .help(format!("correct the {what}, or remove one of the pages")),
                );
            }
        }
    }
}

fn resolve_page(
    scope: &Scope<'_>,
    source: &SourceFile,
    file: &File,
    raw: &raw::Page,
    module: String,
    sink: &mut Sink,
) -> Page {
    let endpoints = file.endpoints.iter().map(|endpoint| resolve_endpoint(scope, &module, endpoint, sink)).collect();
    let notifications =
        file.notifications.iter().map(|it| resolve_incoming(scope, it, Direction::Received, sink)).collect();
    let browser_returns =
        file.browser_returns.iter().map(|it| resolve_incoming(scope, it, Direction::Returned, sink)).collect();
    let text = |value: &Option<crate::source::Spanned<String>>| value.as_ref().map(|it| it.value.clone());
    Page {
        family: scope.family,
        module,
        file: source.name.to_string(),
        title: raw.title.value.clone(),
        path: Some(raw.path.value.clone()).filter(|path| path != UNKNOWN),
        updated: Some(raw.updated.value.clone()).filter(|updated| updated != UNKNOWN),
        completeness: raw.completeness.value,
        missing: raw.missing.iter().map(|missing| missing.value.clone()).collect(),
        about: raw.about.value.clone(),
        note: text(&raw.note),
        how_to_complete: text(&raw.how_to_complete),
        lifecycle: (&raw.lifecycle).into(),
        changelog: raw
            .changelog
            .iter()
            .map(|change| (change.date.value.clone(), change.changes.iter().map(|it| it.value.clone()).collect()))
            .collect(),
        endpoints,
        notifications,
        browser_returns,
        rows: table_rows(file),
        head: head(raw),
        span: raw.title.span,
    }
}

fn head(raw: &raw::Page) -> PageSpans {
    let or_title = |part: &Option<Spanned<String>>| part.as_ref().map_or(raw.title.span, |it| it.span);
    PageSpans {
        path: raw.path.span,
        updated: raw.updated.span,
        completeness: raw.completeness.span,
        about: raw.about.span,
        note: or_title(&raw.note),
        deprecated: raw.lifecycle.deprecated.as_ref().map_or(raw.title.span, |it| it.span),
        changelog: raw.changelog.iter().map(|change| change.date.span).collect(),
    }
}

fn table_rows(file: &File) -> Vec<TableRow> {
    file.rows().into_iter().map(|row| TableRow { wire: row.name.value.clone(), source: row.source }).collect()
}

fn resolve_endpoint(scope: &Scope<'_>, module: &str, raw: &raw::Endpoint, sink: &mut Sink) -> Endpoint {
    let operations = operations::resolve(scope, raw, sink);
    let page_request = page_request::resolve(scope, raw, module, &operations, sink);
    let text = |value: &Option<crate::source::Spanned<String>>| value.as_ref().map(|it| it.value.clone());
    Endpoint {
        name: raw.name.value.clone(),
        path: raw.path.value.clone(),
        effect: raw.effect.value,
        idempotent: raw.idempotent.value,
        reference: text(&raw.reference),
        resolved_by: raw.resolved_by.as_ref().map(Into::into),
        about: raw.about.value.clone(),
        nested_in: text(&raw.response.nested_in),
        may_omit: raw.response.may_omit.fields.iter().map(|name| name.value.clone()).collect(),
        is_undocumented: raw.response.is_undocumented,
        is_overview: raw.overview.is_some(),
        operations,
        page_request,
        lifecycle: (&raw.lifecycle).into(),
        span: raw.name.span,
    }
}

fn resolve_incoming(scope: &Scope<'_>, raw: &raw::Notification, direction: Direction, sink: &mut Sink) -> Notification {
    let table = operations::table_of(&raw.message);
    operations::report_repeated_rows(&raw.message, sink);
    rules::check_names(&raw.message.rules, &table, sink);
    let named = raw.browser_marker.iter().map(|browser| &browser.field);
    for name in named.chain(&raw.message.require.fields).chain(&raw.unique_fields) {
        rules::check_name(name, &table, sink);
    }
    let type_name = names::pascal(&raw.name.value);
    let context = Context {
        shared: scope.shared,
        family: scope.family,
        owner: &type_name,
        direction,
        channel: None,
        taken: &[],
        is_text: false,
        json_text: objects::json_text,
    };
    let fields = message_fields::received(scope, &context, &raw.message, &Overlay::default(), sink);
    Notification {
        name: raw.name.value.clone(),
        about: raw.about.value.clone(),
        browser_marker: raw.browser_marker.as_ref().map(|it| (it.field.value.clone(), it.value.value.clone())),
        unique_fields: raw.unique_fields.iter().map(|mark| mark.value.clone()).collect(),
        fields,
        type_name,
        span: raw.name.span,
    }
}

/// Returns the module of a file: `customer_scan_qr` for `spec/general/04-customer-scan-qr.yaml`.
fn module_name(file: &str) -> String {
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".yaml");
    names::snake(stem.trim_start_matches(|character: char| character.is_ascii_digit() || character == '-'))
}

/// Reports a `resolved_by` that names an undefined endpoint, and a duplicate endpoint of a page.
fn report_resolvers(files: &[File], sink: &mut Sink) {
    let all_endpoints = files.iter().flat_map(|file| &file.endpoints);
    let known = Known::of(all_endpoints.map(|endpoint| endpoint.name.value.as_str()));
    for file in files {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for endpoint in &file.endpoints {
            if let Some(first) = seen.insert(&endpoint.name.value, endpoint.name.span) {
                sink.push(duplicate("endpoint", &endpoint.name, first));
            }
            if let Some(resolver) = &endpoint.resolved_by {
                known.look_up("endpoint", &resolver.query, sink);
            }
        }
    }
}
