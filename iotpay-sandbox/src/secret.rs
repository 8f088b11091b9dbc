//! Removes secrets from requests before they are stored.

use std::collections::BTreeMap;

use iotpay_client::incoming::{FieldKind, Fields, ReceivedField};
use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Field, Kind, Members, Operation, Secrecy};

use crate::value::as_json;

/// The known fields of a request that may be stored. Unknown and secret fields are removed, also from objects and
/// arrays; card numbers are masked.
pub(crate) fn kept(operation: &Operation, fields: &Fields) -> BTreeMap<String, String> {
    let known = fields.iter().filter_map(|value| Some((value, operation.request_field(value.name())?)));
    known.filter_map(|(value, field)| Some((value.name().to_owned(), text(field, &value)?))).collect()
}

/// The text of a field without its secrets; `None` if the whole field is secret.
fn text(field: &Field, value: &ReceivedField) -> Option<String> {
    match secrecy(field) {
        Some(Secrecy::Hidden) => None,
        Some(Secrecy::LastFour) if !field.ty.is_nested() => Some(mask(value.text())),
        Some(Secrecy::LastFour) | None => match field.ty.kind() {
            Kind::Array(array) => {
                let items: Vec<_> = value.items().ok()?.iter().filter_map(|it| json(&array.item, &it)).collect();
                Some(format!("[{}]", items.join(",")))
            }
            Kind::Object(members) => Some(object(members, &value.object().ok()?)),
            Kind::Json(Some(members)) if has_secrets(members) => {
                Some(object(members, &Fields::from_json(value.text()).ok()?))
            }
            Kind::Encoded(content) if content.ty.members().is_some_and(has_secrets) => encoded(content, value),
            Kind::Json(_) | Kind::Encoded(_) | Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Secret(_) => {
                Some(value.text().to_owned())
            }
            Kind::Cents | Kind::Integer | Kind::Formed(_) | Kind::Enum(_) => Some(value.text().to_owned()),
            Kind::RawObject | Kind::Any => Some(value.text().to_owned()),
        },
    }
}

/// The JSON in a text without its secrets.
fn encoded(content: &Field, value: &ReceivedField) -> Option<String> {
    match content.ty.object() {
        Some(members) => Some(object(members, &Fields::from_json(value.text()).ok()?)),
        None => text(content, value),
    }
}

/// A value in an object or an array as JSON without its secrets; `None` if it is secret or `null`.
fn json(field: &Field, value: &ReceivedField) -> Option<String> {
    let text = text(field, value)?;
    match value.kind() {
        FieldKind::Null => None,
        FieldKind::Text => Some(as_json(FieldValue::Text(&text))),
        // A masked number is text.
        FieldKind::Number | FieldKind::Bool if text != value.text() => Some(as_json(FieldValue::Text(&text))),
        FieldKind::Number | FieldKind::Bool | FieldKind::Object | FieldKind::Array => Some(text),
    }
}

/// The known members of an object that may be stored.
fn object(members: &Members, values: &Fields) -> String {
    let mut object = JsonObjectWriter::new();
    for field in &members.fields {
        if let Some(json) = values.get(&field.wire).and_then(|value| json(field, &value)) {
            object.raw_member(&field.wire, &json);
        }
    }
    object.finish()
}

fn has_secrets(members: &Members) -> bool {
    members.fields.iter().any(|field| secrecy(field).is_some() || field.ty.members().is_some_and(has_secrets))
}

fn secrecy(field: &Field) -> Option<Secrecy> {
    field.ty.secrecy().or(field.secret)
}

/// Masks a card number as in the documented samples: six digits, six asterisks, four digits. A text that is too short
/// is masked completely.
pub(crate) fn mask(number: &str) -> String {
    match (number.get(..6), number.len().checked_sub(4).and_then(|at| number.get(at..))) {
        (Some(first), Some(last)) if number.len() >= 14 => format!("{first}******{last}"),
        _ => "******".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_all_but_six_and_four_digits() {
        assert_eq!(mask("4325671234562266"), "432567******2266");
        assert_eq!(mask("42424242424242"), "424242******4242");
        for short in ["", "786", "0725", "4242424242424", "茶茶茶茶"] {
            assert_eq!(mask(short), "******", "{short}");
        }
    }
}
