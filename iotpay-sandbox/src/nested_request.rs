//! Validates objects and arrays in requests, member by member.

use std::borrow::Cow;

use iotpay_client::incoming::ReceivedField;
use iotpay_gen::model::{Field, Model, Signing, Type};

use crate::check::{fits, is_right_type};
use crate::signing::in_form;

/// Returns the path of the first invalid value: `items[1].name`.
pub(crate) fn check(model: &Model, field: &Field, value: &ReceivedField) -> Result<(), String> {
    check_at(model, field, value, &field.wire)
}

fn check_at(model: &Model, field: &Field, value: &ReceivedField, path: &str) -> Result<(), String> {
    let invalid = || path.to_owned();
    match &field.ty {
        Type::Array(array) => {
            // Only JSON has arrays: text in its place is invalid.
            let items = Some(value).filter(|value| value.is_nested()).and_then(|value| value.items().ok());
            for (at, item) in items.ok_or_else(invalid)?.iter().enumerate() {
                check_at(model, &array.item, item, &format!("{path}[{at}]"))?;
            }
            Ok(())
        }
        Type::Object(members) => {
            let object = value.object().map_err(|_| invalid())?;
            for member in &members.fields {
                let path = format!("{path}.{}", member.wire);
                match object.get(&member.wire).filter(|value| !value.is_empty()) {
                    Some(value) => check_at(model, member, value, &path)?,
                    None if member.required => return Err(path),
                    None => {}
                }
            }
            Ok(())
        }
        _ if is_right_type(model, field, value) && fits(field.max, value) => Ok(()),
        _ => Err(invalid()),
    }
}

/// The text of a field in the string to sign; `None` if the rule does not sign it.
pub(crate) fn signed_text<'f>(rule: &Signing, field: &'f ReceivedField) -> Option<Cow<'f, str>> {
    if !field.is_nested() {
        return Some(Cow::Borrowed(field.text()));
    }
    in_form(rule.nested_in_requests.as_ref().map(|form| form.value), field.text())
}
