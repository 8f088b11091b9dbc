//! Values of single fields in responses and notifications.

use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Field, Role, Type, Wire};

use crate::clock;
use crate::facts::Known;

/// The known value of the field at a path, in the format of the field.
pub(crate) fn value_of(field: &Field, path: &str, known: &Known) -> Option<String> {
    let value = known.values.get(path)?;
    // Times are stored in milliseconds; some tables have text with a date as sample.
    let is_time = field.role == Some(Role::PaidAt) && matches!(field.ty, Type::Text);
    let time = value.parse().ok().filter(|_| is_time).map(clock::as_text);
    if let (Some(Role::PaidAt), Ok(millis)) = (field.role, value.parse::<i64>()) {
        match &field.ty {
            Type::DateTime(date_time) => return Some(date_time.written(millis.div_euclid(1000))),
            Type::Date(form) => return Some(form.written(millis.div_euclid(86_400_000))),
            _ => {}
        }
    }
    Some(time.unwrap_or_else(|| value.clone()))
}

/// A value as it is sent: integers and booleans without quotes.
pub(crate) fn as_sent<'v>(field: &Field, value: &'v str, known: &Known) -> FieldValue<'v> {
    if known.numbers_as_text {
        return FieldValue::Text(value);
    }
    match (field.ty.wire(), value.parse(), value.parse()) {
        (Wire::Integer, Ok(number), _) => FieldValue::Integer(number),
        (Wire::Boolean, _, Ok(boolean)) => FieldValue::Boolean(boolean),
        _ => FieldValue::Text(value),
    }
}

/// A single value as JSON.
pub(crate) fn as_json(value: FieldValue<'_>) -> String {
    let mut object = JsonObjectWriter::new();
    object.member("", value);
    let object = object.finish();
    object.strip_prefix("{\"\":").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default().to_owned()
}

/// The sample of a field, if it is a value.
pub(crate) fn from_sample(field: &Field) -> Option<String> {
    let sample = field.sample.as_str();
    let ty = &field.ty;
    let fits =
        if ty.made_up().is_some() { ty.accepts(sample) } else { !ty.is_integer() || sample.parse::<i64>().is_ok() };
    (!sample.is_empty() && fits).then(|| sample.to_owned())
}
