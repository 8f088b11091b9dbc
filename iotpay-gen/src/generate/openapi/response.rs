//! Responses: successful responses in their envelope, and the rejections of a family.

use super::document::{Document, Schemas};
use super::json::Object;
use super::message::{self, PageEndpoint, Parts, object, signature};
use super::{extensions, lifecycle};
use crate::model::{Envelope, Family, Operation, ResponseSigning};

const SUCCESS: &str = "SUCCESS";

/// Returns the schema of a successful response.
pub(super) fn success(
    document: &Document<'_>,
    schemas: &mut Schemas,
    entry: PageEndpoint<'_>,
    operation: &Operation,
) -> Object {
    let PageEndpoint { family, page, endpoint } = entry;
    let mut parts = envelope(family, entry);
    let fields = message::received(document, schemas, &operation.response);
    if let Some(holder) = &endpoint.nested_in {
        nest(&mut parts, holder, fields, &format!("{}.nested", document.name(&operation.response_name)), schemas);
    } else {
        parts.properties.extend(fields.properties);
        parts.required.extend(fields.required);
        parts.all_of.extend(fields.all_of);
    }
    sign(document, entry, &mut parts);
    let unknown = if endpoint.is_undocumented { " Its fields are undocumented." } else { "" };
    let about = format!("The successful response to `{}`.{unknown}", document.name(&operation.type_name));
    object(&about, parts.properties)
        .with_list("required", parts.required)
        .with_list("allOf", parts.all_of)
        .and(lifecycle::of_operation(page, endpoint, operation))
        .with_some("externalDocs", extensions::page_docs(page))
        .with_mark("x-iotpay-undocumented", endpoint.is_undocumented)
}

/// Allows the whole response either inside a field or at the top level.
fn nest(parts: &mut Parts, holder: &str, fields: Parts, name: &str, schemas: &mut Schemas) {
    let mut whole = Object::new().with_list("required", fields.required.clone());
    whole = whole.with_list("allOf", fields.all_of.clone());
    parts.properties.extend(fields.properties.clone());
    let reference = schemas.refer(name, |_| {
        object("The fields of the response, if they are nested in an object.", fields.properties)
            .with_list("required", fields.required)
            .with_list("allOf", fields.all_of)
    });
    let about =
        "Contains the whole response if the gateway nests it here; otherwise, its fields are next to the envelope.";
    parts.properties.push((holder.to_owned(), Object::new().with("description", about).and(reference)));
    if !whole.is_empty() {
        let nested = Object::new().with("required", [holder]);
        parts.all_of.push(Object::new().with("anyOf", [nested, whole]));
    }
}

fn envelope(family: &Family, entry: PageEndpoint<'_>) -> Parts {
    let Envelope { code, message, result, .. } = &family.envelope;
    let constant = |about: &str| Object::new().with("type", "string").with("const", SUCCESS).with("description", about);
    let mut properties = vec![
        (
            code.clone(),
            constant("The request was processed; this alone does not prove that it succeeded or that money moved."),
        ),
        (message.clone(), text("The error message; empty or omitted here.")),
    ];
    let mut required = vec![code.clone()];
    if let Some(result) = result {
        properties.push((result.clone(), constant("The request succeeded; see the status of the order.")));
        if !entry.endpoint.may_omit.contains(result) {
            required.push(result.clone());
        }
    }
    Parts { properties, required, all_of: Vec::new() }
}

fn sign(document: &Document<'_>, entry: PageEndpoint<'_>, parts: &mut Parts) {
    let field = &document.model.signing_of(entry.family).field;
    let policy = entry.family.signed_responses;
    if policy == ResponseSigning::Never {
        return;
    }
    parts.properties.push((field.clone(), signature("Signature of the response, over all other fields.")));
    if policy == ResponseSigning::Required && !entry.endpoint.may_omit.contains(field) {
        parts.required.push(field.clone());
    }
}

/// Returns the schema of a rejection.
pub(super) fn rejection(family: &Family) -> Object {
    let Envelope { code, message, result, error_code, error_message } = &family.envelope;
    let word = |about: &str| Object::new().with("type", "string").with("minLength", 1_i64).with("description", about);
    let mut properties = vec![
        (code.clone(), word("SUCCESS if the request could be processed, FAIL if it could not.")),
        (message.clone(), text("Why the request could not be processed.")),
    ];
    if let Some(result) = result {
        properties.push((result.clone(), word("FAIL if the request was rejected.")));
    }
    if let Some(error_code) = error_code {
        properties.push((error_code.clone(), text("Error code.")));
    }
    if let Some(error_message) = error_message {
        properties.push((error_message.clone(), text("Error message.")));
    }
    let no = |name: &String| {
        let other = Object::new().with("not", Object::new().with("const", SUCCESS));
        Object::new().with("properties", Object::new().with(name, other)).with("required", [name])
    };
    let ways: Vec<_> = std::iter::once(code).chain(result).map(no).collect();
    let about = "A rejection. It does not prove that the request had no effect: the tag's `x-iotpay-family.rejections` \
                 lists the texts that prove it. After `reference-used`, `gateway-error` and any other text, query \
                 the order by the merchant reference.";
    object(about, properties).with("required", [code]).with("allOf", [Object::new().with("anyOf", ways)])
}

fn text(about: &str) -> Object {
    Object::new().with("type", ["string", "null"]).with("description", about)
}
