//! Writes and signs objects and arrays of responses and notifications.

use std::borrow::Cow;

use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Field, Members, Signing, Type};

use crate::facts::{Known, path_of_items, path_of_member};
use crate::signing::in_form;
use crate::value::{as_json, as_sent, from_sample, value_of};

/// The JSON text of the field at a path if it contains an object or an array; `None` for a single value.
pub(crate) fn json(field: &Field, path: &str, known: &Known) -> Option<String> {
    match &field.ty {
        Type::Object(members) | Type::Passthrough(members) => Some(object(members, path, known)),
        Type::Array(array) => Some(items(&array.item, &path_of_items(path), known)),
        Type::RawObject => Some(made_up_object(known)),
        Type::Any if !known.values.contains_key(path) => Some(made_up_object(known)),
        _ => None,
    }
}

/// The text of an object or an array in the string to sign of a response or a notification, in the first form of the
/// rule; `None` if the rule does not sign it.
pub(crate) fn signed_text<'j>(rule: &Signing, name: &str, json: &'j str) -> Option<Cow<'j, str>> {
    let nested = rule.nested.iter().find(|nested| nested.field == name);
    in_form(nested.and_then(|nested| nested.forms.first().copied()), json)
}

/// An object with the known values of its members, or with samples. Optional members have a sample too, so that
/// objects are complete.
fn object(members: &Members, path: &str, known: &Known) -> String {
    let mut object = JsonObjectWriter::new();
    for field in &members.fields {
        // A member of any type is text.
        let is_any = matches!(field.ty, Type::Any);
        let path = path_of_member(path, field);
        if let Some(json) = json(field, &path, known).filter(|_| !is_any) {
            object.raw_member(&field.wire, &json);
        } else if let Some(value) = member_value(field, &path, known) {
            object.member(&field.wire, as_sent(field, &value, known));
        }
    }
    object.finish()
}

/// An array with one item about what the sandbox knows, or with two made-up items.
fn items(item: &Field, path: &str, known: &Known) -> String {
    let is_known = known.values.keys().any(|known| known.starts_with(path));
    let text = json(item, path, known).unwrap_or_else(|| {
        let value = member_value(item, path, known).unwrap_or_default();
        as_json(as_sent(item, &value, known))
    });
    if is_known { format!("[{text}]") } else { format!("[{text},{text}]") }
}

fn member_value(field: &Field, path: &str, known: &Known) -> Option<String> {
    let value = value_of(field, path, known).or_else(|| placeholder(field, known));
    value.filter(|value| !value.is_empty())
}

/// An object without known members.
fn made_up_object(known: &Known) -> String {
    let mut object = JsonObjectWriter::new();
    object.member("sandbox", FieldValue::Text(&known.id));
    object.finish()
}

/// The sample of a member; without one, a required member gets a value based on the order.
fn placeholder(field: &Field, known: &Known) -> Option<String> {
    let is_choice = matches!(field.ty, Type::Enum(_));
    // Samples of enum values may list all values; an optional value may belong to another transaction.
    if let Some(sample) = from_sample(field).filter(|_| field.required || !is_choice) {
        return Some(sample);
    }
    match &field.ty {
        Type::Enum(_) => None,
        ty if ty.made_up().is_some() => ty.made_up().filter(|_| field.required),
        ty if ty.is_integer() => field.required.then(|| "0".to_owned()),
        _ if field.wire.to_lowercase().ends_with("url") => Some(known.made_up_url(field)),
        _ => Some(format!("{}-{}", field.wire, known.id)),
    }
}
