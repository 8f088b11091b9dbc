//! Validates objects and arrays in requests, member by member.

use std::borrow::Cow;

use iotpay_client::incoming::{FieldKind, Fields, ReceivedField};
use iotpay_gen::model::{Field, Model, Operation, Signing, Type};

use crate::check::{fits, is_right_type};
use crate::signing::in_form;

/// Returns the path of the first invalid value: `items[1].name`.
pub(crate) fn check(model: &Model, field: &Field, value: &ReceivedField) -> Result<(), String> {
    check_at(model, field, value, &field.wire)
}

/// Calls a function with the field and the value at a path that [`check`] returns. The value is `None` if it is missing.
pub(crate) fn find<'m, T>(
    operation: &'m Operation,
    fields: &Fields,
    path: &str,
    found: impl FnOnce(&'m Field, Option<ReceivedField>) -> T,
) -> Option<T> {
    // The name of a field may contain dots.
    if let Some(field) = operation.request_field(path) {
        return Some(found(field, fields.get(path)));
    }
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    find_at(operation.request_field(name)?, fields.get(name), rest, found)
}

/// Calls a function with the field and the value at a path inside a value.
fn find_at<'m, T>(
    field: &'m Field,
    value: Option<ReceivedField>,
    path: &str,
    found: impl FnOnce(&'m Field, Option<ReceivedField>) -> T,
) -> Option<T> {
    if path.is_empty() {
        return Some(found(field, value));
    }
    match (&field.ty, path.strip_prefix('[')) {
        (Type::Encoded(content), _) => {
            let json = value.as_ref().and_then(json_in);
            find_at(content, json.as_ref().and_then(first), path, found)
        }
        (Type::Array(array), Some(after)) => {
            let (index, after) = after.split_once(']')?;
            let items = value?.items().ok()?;
            find_at(&array.item, items.iter().nth(index.parse().ok()?), after, found)
        }
        (Type::Object(members), None) => {
            let after = path.strip_prefix('.')?;
            let (name, rest) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
            let member = members.fields.iter().find(|member| member.wire == name)?;
            let object = value?.object().ok()?;
            find_at(member, object.get(name), rest, found)
        }
        _ => None,
    }
}

fn check_at(model: &Model, field: &Field, value: &ReceivedField, path: &str) -> Result<(), String> {
    let invalid = || path.to_owned();
    match &field.ty {
        Type::Array(array) => {
            // Only JSON has arrays: text in its place is invalid.
            let items = Some(value).filter(|value| value.is_nested()).and_then(|value| value.items().ok());
            let items = items.filter(|items| field.value_rules.items.contains(items.len()));
            for (at, item) in items.ok_or_else(invalid)?.iter().enumerate() {
                check_at(model, &array.item, &item, &format!("{path}[{at}]"))?;
            }
            Ok(())
        }
        Type::Object(members) => {
            let object = value.object().map_err(|_| invalid())?;
            for member in &members.fields {
                let path = format!("{path}.{}", member.wire);
                // The client sends neither `null` nor blank text.
                match object.get(&member.wire).filter(|value| !is_absent(value)) {
                    Some(value) => check_at(model, member, &value, &path)?,
                    None if member.required => return Err(path),
                    None => {}
                }
            }
            Ok(())
        }
        Type::Encoded(content) => {
            let json = json_in(value).filter(|_| fits(field.max, value));
            let json = json.ok_or_else(invalid)?;
            check_at(model, content, &first(&json).ok_or_else(invalid)?, path)
        }
        _ if is_right_type(model, field, value) && fits(field.max, value) && field.satisfies(value.text()) => Ok(()),
        _ => Err(invalid()),
    }
}

/// Returns the JSON in a text as the value of the only field of a message; `None` if the value is not such a text.
fn json_in(value: &ReceivedField) -> Option<Fields> {
    let text = Some(value).filter(|value| value.kind() == FieldKind::Text)?.text();
    let object = Fields::from_json(&format!("{{\"{}\":{text}}}", value.name())).ok()?;
    // More than one member is not one value.
    Some(object).filter(|object| object.len() == 1)
}

fn first(fields: &Fields) -> Option<ReceivedField<'_>> {
    fields.iter().next()
}

/// Empty text counts as absent.
fn is_absent(value: &ReceivedField) -> bool {
    value.kind() == FieldKind::Text && value.text().is_empty()
}

/// The text of a field in the string to sign; `None` if the rule does not sign it.
pub(crate) fn signed_text<'f>(rule: &Signing, field: &ReceivedField<'f>) -> Option<Cow<'f, str>> {
    if !field.is_nested() {
        return Some(Cow::Borrowed(field.text()));
    }
    in_form(rule.nested_in_requests.as_ref().map(|form| form.value), field.text())
}
