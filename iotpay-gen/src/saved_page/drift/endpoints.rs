//! Compares the endpoints of a page: address, method, content type and tables.

use super::comparison::{Comparison, Place};
use super::difference::Difference;
use super::rows;
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::Endpoint;
use crate::saved_page::model::endpoint::PageEndpoint;
use crate::saved_page::model::page::Table;
use crate::saved_page::model::role::Role;
use crate::saved_page::spec_index::spec_page;
use crate::source::Span;

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (imported, file, known) = (comparison.imported, comparison.file, comparison.known);
    let Some(head) = &file.page else { return };
    let mut seen = vec![false; file.endpoints.len()];
    for (at, on_page) in imported.endpoints.iter().enumerate() {
        let url = &on_page.url;
        let place = known.family_of(&url.value).filter(|(family, _)| *family == head.family.value);
        let path = place.map(|(_, path)| path);
        let same = path
            .and_then(|path| file.endpoints.iter().position(|it| spec_page::is_path(&it.path.value, path)))
            // If the page and the spec have equally many endpoints, only their addresses differ.
            .or_else(|| {
                let is_alike = imported.endpoints.len() == file.endpoints.len() && seen.get(at) == Some(&false);
                is_alike.then_some(at)
            });
        let Some((same, endpoint)) = same.and_then(|same| Some((same, file.endpoints.get(same)?))) else {
            let text = format!("the spec has no endpoint at {}", url.value);
            let found = Diagnostic::new(Code::EndpointMismatch, url.span, text, "new address");
            let found = found.related(head.title.span, "this page").help("add the endpoint; `import` writes it");
            comparison.push(Difference::new(Code::EndpointMismatch, "page").page(&url.value), found);
            continue;
        };
        compare_address(comparison, on_page, path, endpoint);
        compare_method_and_content_type(comparison, on_page, endpoint);
        let is_first = !std::mem::replace(&mut seen[same], true);
        let name = &endpoint.name.value;
        for (role, message, what) in
            [(Role::Request, &endpoint.request, "request"), (Role::Response, &endpoint.response, "response")]
        {
            let table = imported.tables.iter().find(|table| table.endpoint == Some(at) && table.role == role);
            if table.is_some() || is_first {
                let place = Place { words: format!("the {what} of {name}"), at: format!("{name}.{what}") };
                rows::compare(comparison, table, message, &place);
            }
        }
    }
    let missing: Vec<&Endpoint> =
        file.endpoints.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(endpoint, _)| endpoint).collect();
    not_found(comparison, &missing);
    for table in imported.tables.iter().filter(|table| table.endpoint.is_none()) {
        if matches!(table.role, Role::Request | Role::Response) {
            without_endpoint(comparison, table);
        }
    }
}

fn compare_address(comparison: &mut Comparison<'_>, on_page: &PageEndpoint, path: Option<&str>, endpoint: &Endpoint) {
    let (url, ours) = (&on_page.url, &endpoint.path);
    let difference = || Difference::new(Code::EndpointMismatch, &endpoint.name.value).page(&url.value);
    if path.is_none_or(|path| !spec_page::is_same_path(&ours.value, path)) {
        let is_case = path.is_some_and(|path| spec_page::is_path(&ours.value, path));
        let (text, help) = if is_case {
            let text = format!("the address of the endpoint differs in case: {}", url.value);
            (text, "find out which one the gateway serves; paths are case-sensitive")
        } else {
            (
                format!("the endpoint has a different address: {}", url.value),
                "correct `path:`, or `base_url:` of the family",
            )
        };
        let found = Diagnostic::new(Code::EndpointMismatch, url.span, text, "on the page");
        comparison.push(difference().spec(&ours.value), found.related(ours.span, "in the spec").help(help));
    }
    if let Some(rest) = url.value.strip_prefix("http://").filter(|_| path.is_some()) {
        let scheme = Span { end: url.span.start + (url.value.len() - rest.len()), ..url.span };
        let text = "the address on the page begins with http://, but the client uses only https://";
        let found = Diagnostic::new(Code::EndpointMismatch, scheme, text, "not secure");
        let found = found.related(ours.span, "this endpoint").help("keep the spec if https:// works, too");
        comparison.push(difference().spec("https"), found);
    }
}

fn compare_method_and_content_type(comparison: &mut Comparison<'_>, on_page: &PageEndpoint, endpoint: &Endpoint) {
    let difference =
        |page: &str, spec: &str| Difference::new(Code::EndpointMismatch, &endpoint.name.value).page(page).spec(spec);
    if let Some(method) = on_page.method.as_ref().filter(|method| method.value != "POST") {
        let message = format!("the method is {} on the page and POST in the spec", method.value);
        let found = Diagnostic::new(Code::EndpointMismatch, method.span, message, "on the page")
            .related(endpoint.name.span, "this endpoint")
            .help("check the page");
        comparison.push(difference(&method.value, "POST"), found);
    }
    let family = comparison.file.page.as_ref().map_or("", |head| &head.family.value);
    let (Some(theirs), Some(ours)) = (&on_page.content_type, comparison.known.content_type_of(family)) else { return };
    if !theirs.value.to_lowercase().starts_with(ours) {
        let message = format!("the content type is {} on the page and {ours} in the spec", theirs.value);
        let found = Diagnostic::new(Code::EndpointMismatch, theirs.span, message, "on the page")
            .related(endpoint.name.span, "this endpoint")
            .help("check `body:` of the family");
        comparison.push(difference(&theirs.value, ours), found);
    }
}

/// Reports endpoints of the spec that the page does not have.
fn not_found(comparison: &mut Comparison<'_>, missing: &[&Endpoint]) {
    const HELP: &str = "verify it on the vendor's page before you change the spec: the saved page may be incomplete";
    if let (true, [first, _, ..]) = (comparison.imported.endpoints.is_empty(), missing) {
        let names: Vec<_> = missing.iter().map(|it| format!("`{}`", it.name.value)).collect();
        let text = format!("the saved page has no endpoint address; the spec has {}", names.join(", "));
        let found = Diagnostic::new(Code::EndpointMismatch, first.path.span, text, "the first of them");
        let found = found.related(comparison.start, "the saved page").help(HELP);
        let names: Vec<_> = missing.iter().map(|it| it.name.value.as_str()).collect();
        comparison.push(Difference::new(Code::EndpointMismatch, "page").spec(names.join(", ")), found);
        return;
    }
    for endpoint in missing {
        let (name, path) = (&endpoint.name.value, &endpoint.path);
        let is_named = !path.value.is_empty() && comparison.words.contains(&path.value);
        let how = if is_named { ", but the page mentions its path" } else { "" };
        let text = format!("the address of {name} was not found on the saved page{how}");
        let found = Diagnostic::new(Code::EndpointMismatch, path.span, text, "this path");
        let found = found.related(comparison.start, "the saved page").help(HELP);
        comparison.push(Difference::new(Code::EndpointMismatch, name).spec(&path.value), found);
    }
}

/// Reports a table that belongs to no endpoint.
fn without_endpoint(comparison: &mut Comparison<'_>, table: &Table) {
    comparison.drift.without_endpoint += table.entries.len();
    let text = "this table is not compared: no address on the page shows which endpoint it belongs to";
    let found = Diagnostic::new(Code::EndpointMismatch, table.span, text, "this table");
    let what = if table.role == Role::Request { "page.request" } else { "page.response" };
    let names: Vec<_> = table.rows().map(|row| row.name.as_str()).collect();
    let difference = Difference::new(Code::EndpointMismatch, what).page(names.join(", "));
    comparison.push(difference, found.help("compare it by hand, or save a page with one endpoint"));
}
