//! A sample that is invalid for its type indicates a mistake in the table, the transcription or a rule.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{EnumType, EnumerationValue, Field, Model, Operation, Type, literal, words};
use crate::source::Span;

/// Checks the samples of an endpoint's requests. A sample is a mistake if no channel accepts it.
pub(super) fn check_sent(model: &Model, operations: &[Operation], sink: &mut Sink) {
    let requests: Vec<&[Field]> = operations.iter().map(|operation| operation.request.as_slice()).collect();
    check(model, &requests, false, sink);
}

/// Checks the samples of an endpoint's responses.
pub(super) fn check_responses(model: &Model, operations: &[Operation], sink: &mut Sink) {
    let responses: Vec<&[Field]> = operations.iter().map(|operation| operation.response.as_slice()).collect();
    check(model, &responses, true, sink);
}

/// Checks the samples of a notification, in which an amount can be 0.
pub(super) fn check_received(model: &Model, fields: &[Field], sink: &mut Sink) {
    check(model, &[fields], true, sink);
}

fn check(model: &Model, messages: &[&[Field]], is_received: bool, sink: &mut Sink) {
    let mut found = Found { order: Vec::new(), by_sample: HashMap::new() };
    for fields in messages {
        found.add(model, fields, is_received, sink);
    }
    for sample in found.order {
        if let Some(Some(diagnostic)) = found.by_sample.remove(&sample) {
            sink.push(diagnostic);
        }
    }
}

/// The mistakes by the location of the sample; `None` if a channel accepts the sample.
struct Found {
    order: Vec<Span>,
    by_sample: HashMap<Span, Option<Diagnostic>>,
}

impl Found {
    fn add(&mut self, model: &Model, fields: &[Field], is_received: bool, sink: &Sink) {
        for field in fields {
            if let Some(members) = field.ty.members() {
                self.add(model, &members.fields, is_received, sink);
            }
            let is_other_value = is_received && is_received_value(field);
            let fault = too_long(field).or_else(|| other_than_type(model, field, sink)).filter(|_| !is_other_value);
            // A field that the caller does not set has no type that a sample could break.
            if field.sample_cell.is_empty() || (fault.is_none() && field.filled.is_some()) {
                continue;
            }
            let diagnostic = fault.map(|(message, label, at_type)| {
                Diagnostic::new(Code::SampleTypeMismatch, field.sample_span, message, label)
                    .related(field.type_span, at_type)
                    .help("compare the row's sample and type with the page; if the page itself is wrong, leave the sample empty and explain this in the description")
            });
            match self.by_sample.entry(field.sample_span) {
                Entry::Vacant(place) => {
                    self.order.push(field.sample_span);
                    place.insert(diagnostic);
                }
                Entry::Occupied(mut place) if diagnostic.is_none() => {
                    place.insert(None);
                }
                Entry::Occupied(_) => {}
            }
        }
    }
}

/// Returns `true` for values that can only be received: an amount of 0, a decimal number with fewer places, and a JSON
/// boolean in place of a word.
fn is_received_value(field: &Field) -> bool {
    match &field.ty {
        Type::Cents => field.sample_cell == "0",
        Type::Decimal(decimal) => {
            let places = field.sample_cell.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let scale = usize::try_from(decimal.scale).unwrap_or_default();
            let point = if places == 0 && scale > 0 { "." } else { "" };
            let missing = scale.saturating_sub(places);
            decimal.accepts(&format!("{}{point}{}", field.sample_cell, "0".repeat(missing)))
        }
        Type::Boolean(Some(_)) => matches!(field.sample_cell.as_str(), "true" | "false"),
        _ => false,
    }
}

/// The message, the label at the sample and the label at the type.
type Fault = (String, &'static str, &'static str);

fn too_long(field: &Field) -> Option<Fault> {
    let max = field.max.filter(|_| !field.fits(&field.sample_cell))?;
    let length = field.sample_cell.chars().count();
    let message = format!("the sample of `{}` has {length} characters; at most {max} are allowed", field.wire);
    Some((message, "too long", "the limit"))
}

fn other_than_type(model: &Model, field: &Field, sink: &Sink) -> Option<Fault> {
    let sample = field.sample_cell.as_str();
    if sample.is_empty() || is_prose(sample) {
        return None;
    }
    if let Some(choice) = field.ty.choice() {
        return none_of_the_values(model, field, choice, sink);
    }
    if literal::is_of(&field.ty, sample) {
        return outside_of_rules(field);
    }
    let form;
    let what = match &field.ty {
        Type::Decimal(decimal) => {
            form = format!("not a number of the form {}", decimal.largest());
            form.as_str()
        }
        Type::Boolean(texts) => {
            let (yes, no) = words(texts.as_ref());
            form = format!("not `{yes}` or `{no}`");
            form.as_str()
        }
        Type::Date(date) => {
            form = format!("not a date of the form {}", date.notation());
            form.as_str()
        }
        Type::DateTime(date_time) => {
            form = format!("not a date and time of the form {}", date_time.form.notation());
            form.as_str()
        }
        Type::Cents => "not a number of cents",
        Type::Integer(_) => "not an integer of this size",
        Type::Url { query: true } => "not an http or https URL",
        Type::Url { query: false } => "not an http or https URL without `?` or `#`",
        Type::Ip => "no IP address",
        Type::Reference => "not an id, because it contains a space, `&` or `=`",
        Type::CardNumber => "not a card number",
        Type::Cvv => "not a card security code",
        Type::ExpiryDate => "not a month and year, MMYY",
        Type::Base64 => "no Base64",
        Type::Encoded(content) if matches!(content.ty, Type::Array(_)) => "no JSON array",
        Type::Encoded(_) | Type::Json(_) | Type::Object(_) | Type::Passthrough(_) | Type::RawObject => "no JSON object",
        Type::Array(_) => "no JSON array",
        // Every text is a value of these.
        Type::Text | Type::Id(_) | Type::Enum(_) | Type::Any => return None,
    };
    Some((format!("the sample of `{}` is {what}", field.wire), "invalid value", "the field's type"))
}

/// Returns an error if the sample is a value of the type, but not in the range, or if it does not match the pattern.
fn outside_of_rules(field: &Field) -> Option<Fault> {
    if field.satisfies(&field.sample_cell) || field.filled.is_some() {
        return None;
    }
    let rules = match &field.ty {
        Type::Encoded(content) => &content.value_rules,
        _ => &field.value_rules,
    };
    let what = match (&rules.range, &rules.pattern) {
        (Some(range), _) => format!("not {}", range.description()),
        (None, Some(pattern)) => format!("not of the pattern `{}`", pattern.text),
        (None, None) => format!("not an array of {}", rules.items.description()),
    };
    Some((format!("the sample of `{}` is {what}", field.wire), "invalid value", "the field's type"))
}

/// Returns an error if the sample is not a value of the enumeration. A page may print one value, or several with commas.
fn none_of_the_values(model: &Model, field: &Field, choice: &EnumType, sink: &Sink) -> Option<Fault> {
    let enumeration = model.enumerations.get(choice.enumeration)?;
    // An invalid value in the spec is reported there.
    let is_documented = |value: &&EnumerationValue| value.is_documented_in(field.sample_span.file);
    let is_known = |value: &str| {
        enumeration.values.iter().filter(is_documented).any(|known| known.wire == value) || sink.is_unreadable(value)
    };
    if is_known(&field.sample_cell) {
        return None;
    }
    let invalid_value = field.sample_cell.split(',').map(str::trim).find(|value| !is_known(value))?;
    let message =
        format!("`{invalid_value}` in the sample of `{}` is not a value of `{}`", field.wire, enumeration.name);
    Some((message, "unknown value", "the field's type"))
}

/// Matches a description of the values instead of a value, such as `2 or 3`.
fn is_prose(sample: &str) -> bool {
    !sample.starts_with(['{', '[']) && sample.contains(' ') && sample.contains(char::is_alphabetic)
}
