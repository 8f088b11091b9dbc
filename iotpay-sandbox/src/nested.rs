//! Writes objects and arrays of responses and notifications.

use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Field, Members, NestedForm, Signing, Type};

use crate::facts::{Known, with_members};
use crate::value::{as_sent, from_sample, value_of};

/// The JSON text of a field that contains an object or an array; `None` for a single value.
pub(crate) fn json(field: &Field, known: &Known) -> Option<String> {
    match &field.ty {
        Type::Object(members) | Type::Passthrough(members) => Some(object(members, known)),
        Type::Array(array) => Some(items(&array.item, known)),
        Type::RawObject => Some(made_up_object(known)),
        Type::Any if !known.values.contains_key(&field.wire) => Some(made_up_object(known)),
        _ => None,
    }
}

/// Whether the signing rule includes an object or an array of a received message.
pub(crate) fn is_signed(rule: &Signing, name: &str) -> bool {
    let nested = rule.nested.iter().find(|nested| nested.field == name);
    nested.and_then(|nested| nested.forms.first()) != Some(&NestedForm::LeftOut)
}

/// An object with the known values of its members, or with samples. Optional members have a sample too, so that
/// objects are complete.
fn object(members: &Members, known: &Known) -> String {
    let mut object = JsonObjectWriter::new();
    for field in &members.fields {
        // A member of any type is text.
        let is_any = matches!(field.ty, Type::Any);
        if let Some(json) = json(field, known).filter(|_| !is_any) {
            object.raw_member(&field.wire, &json);
        } else if let Some(value) = member_value(field, known) {
            object.member(&field.wire, as_sent(field, &value, known));
        }
    }
    object.finish()
}

/// An array with one item about what the sandbox knows, or with two made-up items.
fn items(item: &Field, known: &Known) -> String {
    let mut fields = item.ty.members().into_iter().flat_map(|members| with_members(&members.fields));
    let is_known = fields.any(|member| known.values.contains_key(&member.wire));
    let text = json(item, known).unwrap_or_else(|| {
        let value = member_value(item, known).unwrap_or_default();
        as_json(as_sent(item, &value, known))
    });
    if is_known { format!("[{text}]") } else { format!("[{text},{text}]") }
}

fn member_value(field: &Field, known: &Known) -> Option<String> {
    let value = value_of(field, known).or_else(|| placeholder(field, known));
    value.filter(|value| !value.is_empty())
}

/// A single value as JSON.
fn as_json(value: FieldValue<'_>) -> String {
    let mut object = JsonObjectWriter::new();
    object.member("", value);
    let object = object.finish();
    object.strip_prefix("{\"\":").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default().to_owned()
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
        _ if field.wire.to_lowercase().ends_with("url") => {
            Some(format!("https://sandbox.invalid/{}/{}", field.wire, known.id))
        }
        _ => Some(format!("{}-{}", field.wire, known.id)),
    }
}
