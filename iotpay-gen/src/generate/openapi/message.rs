//! Messages as objects: their fields, which are required, and which are mutually exclusive.

use super::document::{Document, Schemas};
use super::json::Object;
use super::{extensions, field, lifecycle};
use crate::model::{Endpoint, Family, Field, Filler, Notification, Operation, Page};

/// The fields of a message, and the constraints on all of them.
pub(super) struct Parts {
    pub(super) properties: Vec<(String, Object)>,
    pub(super) required: Vec<String>,
    pub(super) all_of: Vec<Object>,
}

/// Returns the schema of an object with these fields; additional fields are allowed.
pub(super) fn object(about: &str, properties: Vec<(String, Object)>) -> Object {
    let members = properties.into_iter().fold(Object::new(), |members, (name, schema)| members.with(name, schema));
    Object::new().with("type", "object").with("description", about).with("properties", members)
}

/// Returns the names of the required fields.
pub(super) fn required(fields: &[Field]) -> Vec<String> {
    // A field that the client fills is always sent, even if its row says that it is optional.
    let needed = fields.iter().filter(|field| field.required || field.filled.is_some());
    needed.map(|field| field.wire.clone()).collect()
}

/// Returns the schema of an operation's request.
pub(super) fn request(
    document: &Document<'_>,
    schemas: &mut Schemas,
    entry: PageEndpoint<'_>,
    operation: &Operation,
) -> Object {
    let PageEndpoint { page, endpoint, family } = entry;
    let digits = document.model.signing_of(family).algorithm.value.digits();
    let mut sent = |it: &Field| match it.filled {
        // The signing rule determines the length of a signature, whatever its row says.
        Some(Filler::Signature) => {
            field::sent(document, schemas, &Field { max: it.max.map(|max| max.max(digits)), ..it.clone() })
        }
        _ => field::sent(document, schemas, it),
    };
    let properties = operation.request.iter().map(|it| (it.wire.clone(), sent(it))).collect();
    let mut all_of = Vec::new();
    for group in &operation.one_of {
        let choices: Vec<_> = group.fields.iter().map(|name| needs(name)).collect();
        all_of.push(Object::new().with("oneOf", choices));
    }
    for forbidden in &operation.forbidden {
        all_of.push(Object::new().with("not", needs(forbidden)));
    }
    object(&extensions::about(operation), properties)
        .with_list("required", required(&operation.request))
        .with_list("allOf", all_of)
        .and(lifecycle::of_operation(page, endpoint, operation))
        .with_some("externalDocs", extensions::page_docs(page))
        .with_some("x-iotpay-channel", operation.channel.as_ref())
        .with_list("x-iotpay-forbidden", operation.forbidden.iter().collect())
}

/// The channel field of these requests.
pub(super) fn channel_field<'a>(operations: &[&'a Operation]) -> Option<&'a str> {
    let contains_channel = |operation: &Operation, wire: &str| {
        let field = operation.request_field(wire).and_then(|field| field.filled.as_ref());
        matches!((field, &operation.channel), (Some(Filler::Fixed(value)), Some(channel)) if value == channel)
    };
    let first: &'a Operation = operations.first()?;
    let fields = first.request.iter().map(|field| field.wire.as_str());
    fields.into_iter().find(|wire| operations.iter().all(|operation| contains_channel(operation, wire)))
}

fn needs(name: &str) -> Object {
    Object::new().with("required", [name])
}

/// Received fields, each also under its other names.
pub(super) fn received(document: &Document<'_>, schemas: &mut Schemas, fields: &[Field]) -> Parts {
    let mut parts = Parts { properties: Vec::new(), required: Vec::new(), all_of: Vec::new() };
    for it in fields {
        let schema = field::received(document, schemas, it);
        for alias in &it.aliases {
            parts.properties.push((alias.clone(), schema.clone().with("x-iotpay-alias-of", &it.wire)));
        }
        parts.properties.push((it.wire.clone(), schema));
        if it.required && it.aliases.is_empty() {
            parts.required.push(it.wire.clone());
        } else if it.required {
            let names = std::iter::once(&it.wire).chain(&it.aliases);
            parts.all_of.push(Object::new().with("anyOf", names.map(|name| needs(name)).collect::<Vec<_>>()));
        }
    }
    parts
}

/// Returns the schema of a notification, which is signed, or of a browser return, which is not.
pub(super) fn notification(
    document: &Document<'_>,
    schemas: &mut Schemas,
    page: &Page,
    notification: &Notification,
    is_signed: bool,
) -> Object {
    let mut parts = received(document, schemas, &notification.fields);
    if is_signed {
        let sign = &document.model.signing_of(&document.model.families[page.family]).field;
        parts.properties.push((sign.clone(), signature("Signature of the notification.")));
        parts.required.push(sign.clone());
    }
    let browser = notification.browser_marker.as_ref();
    object(&extensions::on_the_wire(&notification.about, &mut notification.fields.iter()), parts.properties)
        .with_list("required", parts.required)
        .with_list("allOf", parts.all_of)
        .with_mark("deprecated", page.lifecycle.is_deprecated())
        .with_some("externalDocs", extensions::page_docs(page))
        .with_some(
            "x-iotpay-browser-marker",
            browser.map(|(field, value)| Object::new().with("field", field).with("value", value)),
        )
        .with_list("x-iotpay-unique-fields", notification.unique_fields.iter().collect())
}

/// Returns the schema of a field with a signature.
pub(super) fn signature(about: &str) -> Object {
    Object::new().with("type", "string").with("minLength", 1_i64).with("description", about)
}

/// An endpoint with its page and its family.
#[derive(Clone, Copy)]
pub(super) struct PageEndpoint<'a> {
    pub(super) family: &'a Family,
    pub(super) page: &'a Page,
    pub(super) endpoint: &'a Endpoint,
}
