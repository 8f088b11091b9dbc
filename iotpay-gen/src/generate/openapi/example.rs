//! The pages' samples as examples, if they are values of their field. Other samples say when a field is required,
//! list all values, or are truncated.

use std::net::IpAddr;

use super::json::Json;
use crate::model::{Field, Filler, Model, Type, Wire, literal};

/// Returns the page's sample of a field, unless the field is secret or the sample is not a value of it.
pub(super) fn example(model: &Model, field: &Field) -> Option<Json> {
    let sample = field.sample.as_str();
    let is_constant = matches!(field.filled, Some(Filler::Fixed(_)));
    if sample.is_empty() || field.secret.is_some() || is_constant {
        return None;
    }
    let is_value = match &field.ty {
        Type::Text => true,
        Type::Reference | Type::Id(_) => !sample.contains(|it: char| it.is_whitespace() || matches!(it, '&' | '=')),
        Type::Url { query } => is_http_url(sample) && (*query || !sample.contains(['?', '#'])),
        Type::Ip => sample.parse::<IpAddr>().is_ok(),
        Type::Cents => sample.parse().is_ok_and(|cents: i32| cents >= 0),
        Type::Decimal(_) | Type::Boolean(_) | Type::Date(_) | Type::DateTime(_) => literal::is_of(&field.ty, sample),
        Type::Integer(_) => sample.parse::<i64>().is_ok(),
        Type::Enum(choice) => model.enumerations.get(choice.enumeration).is_some_and(|known| {
            choice.values.iter().filter_map(|at| known.values.get(*at)).any(|value| value.wire == sample)
        }),
        Type::Json(members) => is_object_with(sample, members.iter().flat_map(|members| &members.fields)),
        Type::Encoded(_) => literal::is_of(&field.ty, sample),
        // Secrets, and objects, whose samples are those of their members.
        Type::CardNumber
        | Type::Cvv
        | Type::ExpiryDate
        | Type::Base64
        | Type::Object(_)
        | Type::Passthrough(_)
        | Type::RawObject
        | Type::Any
        | Type::Array(_) => false,
    };
    (field.fits(sample) && field.satisfies(sample) && is_value && !describes_values(sample))
        .then(|| value(field, sample))
}

/// Returns `true` if a sample describes values but is not one: it is quoted, masked, or a list of values.
fn describes_values(sample: &str) -> bool {
    sample.starts_with('\'') || sample.contains("***") || sample.starts_with("optional values")
}

/// Returns a value as it is sent: integers as integers, booleans as booleans.
pub(super) fn value(field: &Field, text: &str) -> Json {
    match (field.ty.wire(), text.parse::<i64>(), text.parse::<bool>()) {
        (Wire::Integer, Ok(number), _) => number.into(),
        (Wire::Boolean, _, Ok(boolean)) => boolean.into(),
        _ => text.into(),
    }
}

fn is_http_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|character| character.is_ascii_graphic()))
}

/// Returns `true` if a text is an object with these members. The sample may belong to a different channel.
fn is_object_with<'a>(text: &str, mut members: impl Iterator<Item = &'a Field>) -> bool {
    let Ok(serde_json::Value::Object(object)) = serde_json::from_str(text) else { return false };
    members.all(|member| {
        let example_value = object.get(&member.wire).and_then(|value| value.as_str());
        match &member.filled {
            Some(Filler::Fixed(value)) => example_value == Some(value),
            _ => example_value.is_some() || !member.required,
        }
    })
}
