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

/// Returns the field and the value at a path that [`check`] returns. The value is `None` if it is missing.
pub(crate) fn find<'m>(
    operation: &'m Operation,
    fields: &Fields,
    path: &str,
) -> Option<(&'m Field, Option<ReceivedField>)> {
    let (name, mut rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    // The name of a field may contain dots.
    if let Some(field) = operation.request_field(path) {
        return Some((field, fields.get(path).cloned()));
    }
    let (mut field, mut value) = (operation.request_field(name)?, fields.get(name).cloned());
    while !rest.is_empty() {
        if let Type::Encoded(content) = &field.ty {
            (field, value) = (content, value.as_ref().and_then(json_in));
        }
        (field, value) = match (&field.ty, rest.strip_prefix('[')) {
            (Type::Array(array), Some(after)) => {
                let (index, after) = after.split_once(']')?;
                rest = after;
                let index: usize = index.parse().ok()?;
                (&*array.item, value?.items().ok()?.get(index).cloned())
            }
            (Type::Object(members), None) => {
                let after = rest.strip_prefix('.')?;
                let name;
                (name, rest) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
                let member = members.fields.iter().find(|member| member.wire == name)?;
                (member, value?.object().ok()?.get(name).cloned())
            }
            _ => return None,
        };
    }
    Some((field, value))
}

fn check_at(model: &Model, field: &Field, value: &ReceivedField, path: &str) -> Result<(), String> {
    let invalid = || path.to_owned();
    match &field.ty {
        Type::Array(array) => {
            // Only JSON has arrays: text in its place is invalid.
            let items = Some(value).filter(|value| value.is_nested()).and_then(|value| value.items().ok());
            let items = items.filter(|items| field.value_rules.items.contains(items.len()));
            for (at, item) in items.ok_or_else(invalid)?.iter().enumerate() {
                check_at(model, &array.item, item, &format!("{path}[{at}]"))?;
            }
            Ok(())
        }
        Type::Object(members) => {
            let object = value.object().map_err(|_| invalid())?;
            for member in &members.fields {
                let path = format!("{path}.{}", member.wire);
                // The client sends neither `null` nor blank text.
                match object.get(&member.wire).filter(|value| !is_absent(value)) {
                    Some(value) => check_at(model, member, value, &path)?,
                    None if member.required => return Err(path),
                    None => {}
                }
            }
            Ok(())
        }
        Type::Encoded(content) => {
            let json = json_in(value).filter(|_| fits(field.max, value));
            check_at(model, content, &json.ok_or_else(invalid)?, path)
        }
        _ if is_right_type(model, field, value) && fits(field.max, value) && field.satisfies(value.text()) => Ok(()),
        _ => Err(invalid()),
    }
}

/// Returns the JSON in a text as a value; `None` if the value is not such a text.
fn json_in(value: &ReceivedField) -> Option<ReceivedField> {
    let text = Some(value).filter(|value| value.kind() == FieldKind::Text)?.text();
    let object = Fields::from_json(&format!("{{\"{}\":{text}}}", value.name())).ok()?;
    // More than one member is not one value.
    let mut members = object.iter();
    members.next().filter(|_| members.next().is_none()).cloned()
}

/// Empty text counts as absent.
fn is_absent(value: &ReceivedField) -> bool {
    value.kind() == FieldKind::Text && value.text().is_empty()
}

/// The text of a field in the string to sign; `None` if the rule does not sign it.
pub(crate) fn signed_text<'f>(rule: &Signing, field: &'f ReceivedField) -> Option<Cow<'f, str>> {
    if !field.is_nested() {
        return Some(Cow::Borrowed(field.text()));
    }
    in_form(rule.nested_in_requests.as_ref().map(|form| form.value), field.text())
}
