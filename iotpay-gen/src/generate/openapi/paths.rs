//! Endpoints. Pages describe an endpoint once for each group of its channels. In the document, it is one operation
//! with the body of any of the channels.

use std::collections::HashSet;

use super::contents::FormParams;
use super::document::{Document, Ids, Schemas, pointer, reference};
use super::error::OpenApiError;
use super::json::Object;
use super::message::{self, PageEndpoint};
use super::{extensions, lifecycle, response};
use crate::model::{BodyEncoding, FamilyId, Operation};

/// The requests that are sent to one URL.
struct Group<'a> {
    family: FamilyId,
    server: String,
    path: String,
    entries: Vec<PageEndpoint<'a>>,
}

/// Returns all endpoints by path, and the server that all of them share, if any, at the top level: many tools
/// ignore the server of a path.
pub(super) fn paths(document: &Document<'_>, schemas: &mut Schemas, ids: &mut Ids) -> Result<Object, OpenApiError> {
    let mut paths = Object::new();
    let groups = groups(document)?;
    let shared = groups.first().map(|group| group.server.clone());
    let shared = shared.filter(|server| groups.iter().all(|group| group.server == *server));
    for group in groups {
        let operation = operation(&document.of(group.family), schemas, &group, ids);
        let server = Object::new().with("url", group.server);
        paths.set(group.path, Object::new().with("servers", [server]).with("post", operation));
    }
    let shared = shared.map(|server| [Object::new().with("url", server)]);
    Ok(Object::new().with_some("servers", shared).with("paths", paths))
}

fn groups<'a>(document: &Document<'a>) -> Result<Vec<Group<'a>>, OpenApiError> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (id, family) in document.families() {
        for page in document.pages(id) {
            for endpoint in &page.endpoints {
                let entry = PageEndpoint { family, page, endpoint };
                let (server, path) = split(&format!("{}{}", family.base_url, endpoint.path));
                match groups.iter_mut().find(|group| group.path == path) {
                    None => groups.push(Group { family: id, server, path, entries: vec![entry] }),
                    Some(group) if group.family == id => group.entries.push(entry),
                    Some(group) => {
                        let families = [&document.model.families[group.family].name, &family.name].map(String::clone);
                        return Err(OpenApiError::SharedPath { path, families });
                    }
                }
            }
        }
    }
    groups.retain(|group| group.operations().next().is_some());
    Ok(groups)
}

/// Splits a URL into its server and its path. Escapes braces, which would be parameters.
fn split(url: &str) -> (String, String) {
    let begin = url.find("://").map_or(0, |at| at + "://".len());
    let end = url[begin..].find('/').map_or(url.len(), |at| begin + at);
    (url[..end].to_owned(), url[end..].replace('{', "%7B").replace('}', "%7D"))
}

impl<'a> Group<'a> {
    fn operations(&self) -> impl Iterator<Item = (PageEndpoint<'a>, &'a Operation)> {
        self.entries.iter().flat_map(|entry| entry.endpoint.operations.iter().map(|operation| (*entry, operation)))
    }
}

fn operation(document: &Document<'_>, schemas: &mut Schemas, group: &Group<'_>, ids: &mut Ids) -> Object {
    let family = &document.model.families[group.family];
    let body = body(document, schemas, group);
    let responses = responses(document, schemas, group);
    let describing: Vec<_> = group.entries.iter().filter(|entry| !entry.endpoint.is_overview).collect();
    let name = describing.first().map_or("", |entry| entry.endpoint.name.as_str());
    let docs = match group.entries.as_slice() {
        [one] => extensions::page_docs(one.page),
        _ => None,
    };
    let mut operations = group.operations();
    let is_deprecated = operations.all(|(entry, it)| lifecycle::is_deprecated(entry.page, entry.endpoint, it));
    let response = Object::new()
        .with(
            "description",
            "The response of the gateway, including rejections: the envelope reports them, not the HTTP status.",
        )
        .with("content", Object::new().with("application/json", Object::new().with("schema", responses)));
    Object::new()
        .with("operationId", ids.unique(&format!("{}_{name}", family.name)))
        .with("tags", [&family.name])
        .with("summary", name)
        .with("description", description(group))
        .with("externalDocs", docs.unwrap_or_else(|| extensions::docs_at(document.model, &family.page)))
        .with_mark("deprecated", is_deprecated)
        .with("requestBody", Object::new().with("required", true).with("content", body))
        .with("responses", Object::new().with("200", response))
        .with("x-iotpay-idempotent", describing.iter().all(|entry| entry.endpoint.idempotent))
        .with(
            "x-iotpay-operations",
            group.operations().map(|(entry, it)| facts(document, entry, it)).collect::<Vec<_>>(),
        )
}

fn description(group: &Group<'_>) -> String {
    let pages = group.entries.iter().map(|entry| {
        let channels: Vec<_> = entry.endpoint.operations.iter().filter_map(|it| it.channel.as_deref()).collect();
        let channels = if channels.is_empty() { String::new() } else { format!(" ({})", channels.join(", ")) };
        let advice =
            [&entry.endpoint.lifecycle, &entry.page.lifecycle].into_iter().find_map(|it| it.advice(str::to_owned));
        let deprecated = advice.map_or_else(String::new, |it| format!(" Deprecated: {it}."));
        let fields = entry.endpoint.operations.iter().flat_map(|it| it.fields().into_iter());
        let about = extensions::on_the_wire(&entry.endpoint.about, &mut { fields });
        format!("{}: {about}{channels}{deprecated}", entry.page.title)
    });
    let pages: Vec<_> = pages.collect();
    match pages.as_slice() {
        [one] => one.clone(),
        several => several.iter().map(|page| format!("- {page}")).collect::<Vec<_>>().join("\n"),
    }
}

fn body(document: &Document<'_>, schemas: &mut Schemas, group: &Group<'_>) -> Object {
    let mut references = Vec::new();
    for (entry, operation) in group.operations() {
        let name = document.name(&operation.type_name);
        references.push(schemas.refer(&name, |schemas| message::request(document, schemas, entry, operation)));
    }
    let operations: Vec<_> = group.operations().map(|(_, operation)| operation).collect();
    let schema = match (message::channel_field(&operations), references.as_slice()) {
        (Some(field), _) if are_different(&operations) => {
            let mapping = operations.iter().fold(Object::new(), |mapping, operation| {
                let channel = operation.channel.clone().unwrap_or_default();
                mapping.with(channel, pointer(&document.name(&operation.type_name)))
            });
            let discriminator = Object::new().with("propertyName", field).with("mapping", mapping);
            Object::new().with("oneOf", references).with("discriminator", discriminator)
        }
        (_, [one]) => one.clone(),
        _ => Object::new().with("anyOf", references),
    };
    match document.model.families[group.family].body {
        BodyEncoding::Json => Object::new().with("application/json", Object::new().with("schema", schema)),
        BodyEncoding::ParamsForm => {
            Object::new().with("application/x-www-form-urlencoded", form(document.form_params, schema))
        }
    }
}

/// Returns the schema of a form whose only parameter contains the signed request as JSON.
fn form(form_params: FormParams, schema: Object) -> Object {
    let (params, encoding) = match form_params {
        FormParams::Object => {
            let json = Object::new().with("contentType", "application/json");
            (schema, Some(Object::new().with("params", json)))
        }
        FormParams::Text => {
            let about = "The signed request as JSON text. Its values are not percent-encoded; the form as a whole is.";
            let text = Object::new()
                .with("description", about)
                .with("type", "string")
                .with("contentMediaType", "application/json")
                .with("contentSchema", schema);
            (text, None)
        }
    };
    let form =
        message::object("A form with one parameter.", vec![("params".to_owned(), params)]).with("required", ["params"]);
    Object::new().with("schema", form).with_some("encoding", encoding)
}

fn are_different(operations: &[&Operation]) -> bool {
    let mut seen = HashSet::new();
    operations.iter().all(|operation| seen.insert(&operation.channel))
}

fn responses(document: &Document<'_>, schemas: &mut Schemas, group: &Group<'_>) -> Object {
    let mut references = Vec::new();
    for (entry, operation) in group.operations() {
        let name = document.name(&operation.response_name);
        references.push(schemas.refer(&name, |schemas| response::success(document, schemas, entry, operation)));
    }
    let family = &document.model.families[group.family];
    // No type name begins with a lower-case letter.
    references.push(schemas.refer(&document.name("rejection"), |_| response::rejection(family)));
    Object::new().with("anyOf", references)
}

/// Returns the facts of an endpoint, and the response of each request.
fn facts(document: &Document<'_>, entry: PageEndpoint<'_>, operation: &Operation) -> Object {
    let PageEndpoint { family, page, endpoint } = entry;
    let schema = |name: &str| reference(&document.name(name));
    let resolver = endpoint.resolved_by.as_ref();
    let inferred = resolver.filter(|it| !it.proves_absence());
    Object::new()
        .with_some("channel", operation.channel.as_ref())
        .with("request", schema(&operation.type_name))
        .with("response", schema(&operation.response_name))
        .with("page", &page.file)
        .with("effect", endpoint.effect.as_str())
        .with("idempotent", endpoint.idempotent)
        .with("timeout_seconds", family.timeout_seconds)
        .with_some("reference", endpoint.reference.as_ref())
        .with_some("resolved_by", resolver.map(|it| &it.query))
        .with_some("resolved_by_field", resolver.and_then(|it| it.reference.as_ref()))
        .with_some("resolved_by_source", inferred.map(|it| it.source_note.source.as_str()))
        .with_list("may_omit", endpoint.may_omit.iter().collect())
        .with_some("nested_in", endpoint.nested_in.as_ref())
        .with_mark("open_response", endpoint.is_undocumented)
        .and(lifecycle::facts_of_operation(page, endpoint, operation))
}
