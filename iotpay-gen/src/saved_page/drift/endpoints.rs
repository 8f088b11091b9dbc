//! The calls of a page: address, method, content type, and the tables of each.

use super::comparison::{Comparison, Place};
use super::difference::Difference;
use super::rows;
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::Endpoint;
use crate::saved_page::model::endpoint::Call;
use crate::saved_page::model::page::Table;
use crate::saved_page::model::role::Role;
use crate::saved_page::spec_index::spec_page;
use crate::source::Span;

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (imported, file, known) = (comparison.imported, comparison.file, comparison.known);
    let Some(head) = &file.page else { return };
    let mut seen = vec![false; file.endpoints.len()];
    for (at, call) in imported.calls.iter().enumerate() {
        let url = &call.url;
        let place = known.family_of(&url.value).filter(|(family, _)| *family == head.family.value);
        let path = place.map(|(_, path)| path);
        let same = path
            .and_then(|path| file.endpoints.iter().position(|it| spec_page::is_path(&it.path.value, path)))
            // A page with as many calls as the spec has them under other addresses.
            .or_else(|| {
                let is_alike = imported.calls.len() == file.endpoints.len() && seen.get(at) == Some(&false);
                is_alike.then_some(at)
            });
        let Some((same, endpoint)) = same.and_then(|same| Some((same, file.endpoints.get(same)?))) else {
            let text = format!("the spec's page has no call at {}", url.value);
            let found = Diagnostic::new(Code::EndpointMismatch, url.span, text, "a new address");
            let found = found.related(head.title.span, "this page").help("add the call; `import` writes it");
            comparison.push(Difference::new(Code::EndpointMismatch, "page").page(&url.value), found);
            continue;
        };
        compare_address(comparison, call, path, endpoint);
        compare_way(comparison, call, endpoint);
        let is_first = !std::mem::replace(&mut seen[same], true);
        let name = &endpoint.name.value;
        for (role, message, what) in
            [(Role::Request, &endpoint.request, "request"), (Role::Response, &endpoint.response, "response")]
        {
            let table = imported.tables.iter().find(|table| table.call == Some(at) && table.role == role);
            if table.is_some() || is_first {
                let place = Place { words: format!("the {what} of {name}"), at: format!("{name}.{what}") };
                rows::compare(comparison, table, message, &place);
            }
        }
    }
    let missing: Vec<&Endpoint> =
        file.endpoints.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(endpoint, _)| endpoint).collect();
    not_found(comparison, &missing);
    for table in imported.tables.iter().filter(|table| table.call.is_none()) {
        if matches!(table.role, Role::Request | Role::Response) {
            without_call(comparison, table);
        }
    }
}

fn compare_address(comparison: &mut Comparison<'_>, call: &Call, path: Option<&str>, endpoint: &Endpoint) {
    let (url, ours) = (&call.url, &endpoint.path);
    let difference = || Difference::new(Code::EndpointMismatch, &endpoint.name.value).page(&url.value);
    if path.is_none_or(|path| !spec_page::is_same_path(&ours.value, path)) {
        let is_case = path.is_some_and(|path| spec_page::is_path(&ours.value, path));
        let (text, help) = if is_case {
            let text = format!("the call's address differs in upper and lower case: {}", url.value);
            (text, "ask the gateway which one it serves: paths are case-sensitive")
        } else {
            (format!("the call has another address: {}", url.value), "mend `path:`, or the family's `host:`")
        };
        let found = Diagnostic::new(Code::EndpointMismatch, url.span, text, "the page's");
        comparison.push(difference().spec(&ours.value), found.related(ours.span, "the spec's").help(help));
    }
    if let Some(rest) = url.value.strip_prefix("http://").filter(|_| path.is_some()) {
        let scheme = Span { end: url.span.start + (url.value.len() - rest.len()), ..url.span };
        let text = "the page's address begins with http://, and the spec calls https:// alone";
        let found = Diagnostic::new(Code::EndpointMismatch, scheme, text, "not secure");
        let found = found.related(ours.span, "this call").help("leave the spec as it is if https:// responses too");
        comparison.push(difference().spec("https"), found);
    }
}

fn compare_way(comparison: &mut Comparison<'_>, call: &Call, endpoint: &Endpoint) {
    let difference =
        |page: &str, spec: &str| Difference::new(Code::EndpointMismatch, &endpoint.name.value).page(page).spec(spec);
    if let Some(method) = call.method.as_ref().filter(|method| method.value != "POST") {
        let message = format!("the page's method is {}, and the spec's is POST", method.value);
        let found = Diagnostic::new(Code::EndpointMismatch, method.span, message, "the page's method")
            .related(endpoint.name.span, "this call")
            .help("look at the page");
        comparison.push(difference(&method.value, "POST"), found);
    }
    let family = comparison.file.page.as_ref().map_or("", |head| &head.family.value);
    let (Some(theirs), Some(ours)) = (&call.content_type, comparison.known.content_type_of(family)) else { return };
    if !theirs.value.to_lowercase().starts_with(ours) {
        let message = format!("the page's content type is {}, and the family's is {ours}", theirs.value);
        let found = Diagnostic::new(Code::EndpointMismatch, theirs.span, message, "the page's content type")
            .related(endpoint.name.span, "this call")
            .help("look at the family's `body:`");
        comparison.push(difference(&theirs.value, ours), found);
    }
}

/// Calls of the spec at no address of the page. Whether they are gone, the vendor's page tells.
fn not_found(comparison: &mut Comparison<'_>, missing: &[&Endpoint]) {
    const HELP: &str = "verify it on the vendor's page before you change the spec: the saved page may not be whole";
    if let (true, [first, _, ..]) = (comparison.imported.calls.is_empty(), missing) {
        let names: Vec<_> = missing.iter().map(|it| format!("`{}`", it.name.value)).collect();
        let text = format!("no address of a call was found on the saved page; the spec has {}", names.join(", "));
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
        let text = format!("no address of {name} was found on the saved page{how}");
        let found = Diagnostic::new(Code::EndpointMismatch, path.span, text, "this path");
        let found = found.related(comparison.start, "the saved page").help(HELP);
        comparison.push(Difference::new(Code::EndpointMismatch, name).spec(&path.value), found);
    }
}

/// Rows that no address gives a call.
fn without_call(comparison: &mut Comparison<'_>, table: &Table) {
    comparison.drift.without_call += table.entries.len();
    let text = "this table is not compared: no address on the page tells to which call it belongs";
    let found = Diagnostic::new(Code::EndpointMismatch, table.span, text, "this table");
    let what = if table.role == Role::Request { "page.request" } else { "page.response" };
    let names: Vec<_> = table.rows().map(|row| row.name.as_str()).collect();
    let difference = Difference::new(Code::EndpointMismatch, what).page(names.join(", "));
    comparison.push(difference, found.help("compare it by hand, or save a page with one call"));
}
