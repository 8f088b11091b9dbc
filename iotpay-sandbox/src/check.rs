//! Validates a request with the spec that its type is generated from.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use iotpay_client::incoming::{FieldKind, Fields, ReceivedField};
use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_client::value::{HttpUrl, HttpUrlWithoutQuery, Id, JsonText, Text};
use iotpay_client::{Cents, MerchantKey};
use iotpay_gen::model::{Endpoint, EnumType, Family, Field, Filler, Members, Model, Operation, Signing, Type, Width};

use crate::facts::Known;
use crate::merchant::Merchant;
use crate::nested_request;
use crate::rejection::Rejection;
use crate::signing::sign;
use crate::value::as_sent;

/// The operation of a request: that of its channel, if the endpoint has channels. If several pages describe the
/// endpoint, the one with the most fields of the request.
pub(crate) fn operation<'m>(
    endpoints: &[&'m Endpoint],
    fields: &Fields,
) -> Result<(&'m Endpoint, &'m Operation), Rejection> {
    let all =
        || endpoints.iter().flat_map(|endpoint| endpoint.operations.iter().map(|operation| (*endpoint, operation)));
    let is_meant = |operation: &Operation| {
        channel_field(operation).is_none_or(|field| text(fields, &field.wire) == operation.channel.as_deref())
    };
    let known = |operation: &Operation| fields.iter().filter(|it| operation.request_field(it.name()).is_some()).count();
    // In a tie, the first page wins; `max_by_key` would choose the last.
    let meant = all().filter(|(_, operation)| is_meant(operation)).collect::<Vec<_>>().into_iter().rev();
    meant.max_by_key(|(_, operation)| known(operation)).ok_or_else(|| {
        let field = all().find_map(|(_, operation)| channel_field(operation));
        Rejection::field(field.map_or("", |field| &field.wire))
    })
}

/// The field with the channel.
pub(crate) fn channel_field(operation: &Operation) -> Option<&Field> {
    let channel = operation.channel.as_ref()?;
    operation.request.iter().find(|field| field.filled == Some(Filler::Fixed(channel.clone())))
}

/// Validates every field, then the signature, in the order of the gateway family. `endpoints` are the pages that
/// describe the same endpoint.
pub(crate) fn check(
    model: &Model,
    family: &Family,
    merchant: &Merchant,
    endpoints: &[&Endpoint],
    operation: &Operation,
    fields: &Fields,
) -> Result<(), Rejection> {
    for field in &operation.request {
        check_field(model, family, merchant, operation, field, fields)?;
    }
    for group in &operation.one_of {
        let mut present = group.fields.iter().filter(|name| text(fields, name).is_some());
        match (present.next(), present.next()) {
            (Some(_), None) => {}
            (None, _) => return group.fields.first().map_or(Ok(()), |first| Err(Rejection::field(first))),
            (Some(_), Some(second)) => return Err(Rejection::field(second)),
        }
    }
    let others = || endpoints.iter().flat_map(|endpoint| &endpoint.operations);
    for field in fields.iter().filter(|field| !field.is_empty()) {
        let is_forbidden = match operation.request_field(field.name()) {
            None => is_of_another(operation, others(), field.name()),
            Some(known) => has_members_of_another(known, others(), &field),
        };
        if is_forbidden {
            return Err(Rejection::field(field.name()));
        }
    }
    check_signature(model.signing_of(family), fields, &merchant.key)
}

/// Returns `true` if an unknown field belongs to another request type of the same endpoint, such as that of another
/// channel. Fields that are not in any table are accepted: the gateway family ignores them.
fn is_of_another<'m>(own: &Operation, mut others: impl Iterator<Item = &'m Operation>, name: &str) -> bool {
    let is_forbidden = own.forbidden.iter().any(|forbidden| forbidden == name);
    is_forbidden || others.any(|operation| operation.request_field(name).is_some())
}

/// Returns `true` if a JSON object has a member that only the same field of another request type has.
fn has_members_of_another<'m>(own: &Field, others: impl Iterator<Item = &'m Operation>, value: &ReceivedField) -> bool {
    let Type::Json(Some(own_members)) = &own.ty else { return false };
    let Ok(object) = Fields::from_json(value.text()) else { return false };
    let has = |members: &Members, name: &str| members.fields.iter().any(|member| member.wire == name);
    let others: Vec<&Members> = others
        .filter_map(|operation| operation.request_field(&own.wire))
        .filter_map(|field| match &field.ty {
            Type::Json(members) => members.as_ref(),
            _ => None,
        })
        .collect();
    let present = object.iter().filter(|member| !member.is_empty()).map(ReceivedField::name);
    present.filter(|name| !has(own_members, name)).any(|name| others.iter().any(|members| has(members, name)))
}

fn check_field(
    model: &Model,
    family: &Family,
    merchant: &Merchant,
    operation: &Operation,
    field: &Field,
    fields: &Fields,
) -> Result<(), Rejection> {
    let rejection = || Rejection::field(&field.wire);
    let is_needed = field.required && operation.group_of(&field.wire).is_none();
    // Blank received fields count as absent, but a request must not contain them.
    let is_absent = |value: &ReceivedField| value.is_empty() && value.text().trim().len() == value.text().len();
    let Some(value) = fields.get(&field.wire).filter(|value| !is_absent(value)) else {
        return if is_needed { Err(rejection()) } else { Ok(()) };
    };
    if field.ty.is_structured() {
        return nested_request::check(model, field, &value).map_err(|path| Rejection::field(&path));
    }
    if value.is_nested() {
        return Err(rejection());
    }
    let is_right = match &field.filled {
        Some(Filler::MchId) => value.text() == merchant.mch_id,
        Some(Filler::LoginName) => value.text() == merchant.login_name,
        Some(Filler::Fixed(fixed)) => value.text() == fixed,
        Some(Filler::Signature) => true,
        None => is_right_type(model, field, &value) && field.satisfies(value.text()),
    };
    // The signing rule determines the length of a signature, whatever its row says.
    let digits = model.signing_of(family).algorithm.value.digits();
    let max = field.max.map(|max| if field.filled == Some(Filler::Signature) { max.max(digits) } else { max });
    if is_right && fits(max, &value) { Ok(()) } else { Err(rejection()) }
}

pub(crate) fn is_right_type(model: &Model, field: &Field, value: &ReceivedField) -> bool {
    let is_passed_on = field.ty.is_structured() || matches!(field.ty, Type::Any);
    let is_boolean = matches!(field.ty, Type::Boolean(None)) && value.kind() == FieldKind::Bool;
    if !is_passed_on && !is_boolean && !is_scalar(value) {
        return false;
    }
    match &field.ty {
        Type::Cents => value.integer().is_ok_and(|cents| Cents::try_from(cents).is_ok()),
        Type::Integer(Width::Int) => value.integer().is_ok_and(|number| i32::try_from(number).is_ok()),
        Type::Integer(Width::Long) => value.integer().is_ok(),
        // The API family sends numbers with all decimal places, and dates in one form.
        Type::Decimal(_) | Type::Boolean(Some(_)) | Type::Date(_) | Type::DateTime(_) => {
            value.kind() == FieldKind::Text && field.ty.accepts(value.text())
        }
        Type::Boolean(None) => value.kind() == FieldKind::Bool,
        Type::Enum(choice) => is_choice(model, choice, value.text()),
        Type::Json(members) => {
            let is_sent_so = JsonText::<{ u32::MAX }>::new(value.text()).is_ok();
            let has_members = |object| members.as_ref().is_none_or(|it| has_members(model, it, &object));
            is_sent_so && Fields::from_json(value.text()).is_ok_and(has_members)
        }
        Type::Url { query: true } => HttpUrl::<{ u32::MAX }>::new(value.text()).is_ok(),
        Type::Url { query: false } => HttpUrlWithoutQuery::<{ u32::MAX }>::new(value.text()).is_ok(),
        Type::Ip => value.text().parse::<IpAddr>().is_ok(),
        Type::CardNumber => is_digits(value.text(), 14..=19),
        Type::Cvv => is_digits(value.text(), 3..=4),
        Type::ExpiryDate => {
            let month = value.text().get(..2).and_then(|month| month.parse().ok());
            is_digits(value.text(), 4..=4) && month.is_some_and(|month: u8| (1..=12).contains(&month))
        }
        Type::Base64 => is_base64(value.text()),
        Type::Reference | Type::Id(_) => Id::<{ u32::MAX }>::new(value.text()).is_ok(),
        Type::Text => Text::<{ u32::MAX }>::new(value.text()).is_ok(),
        Type::Passthrough(_) | Type::RawObject | Type::Any => true,
        Type::Encoded(_) | Type::Object(_) | Type::Array(_) => nested_request::check(model, field, value).is_ok(),
    }
}

/// Text, or a whole number in its place, as in a documented sample of an order number. Signing implementations disagree
/// on the form of other values.
fn is_scalar(value: &ReceivedField) -> bool {
    match value.kind() {
        FieldKind::Text => true,
        FieldKind::Number => !value.text().contains(['.', 'e', 'E']),
        _ => false,
    }
}

fn is_digits(text: &str, length: RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns `true` for padded standard base64.
fn is_base64(text: &str) -> bool {
    let unpadded = text.trim_end_matches('=');
    let is_symbol = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.len().is_multiple_of(4) && text.len() - unpadded.len() <= 2 && unpadded.bytes().all(is_symbol)
}

fn is_choice(model: &Model, choice: &EnumType, code: &str) -> bool {
    let values = model.enumerations.get(choice.enumeration).map_or(&[] as &[_], |it| &it.values);
    choice.values.iter().filter_map(|at| values.get(*at)).any(|value| value.wire == code)
}

fn has_members(model: &Model, members: &Members, object: &Fields) -> bool {
    members.fields.iter().all(|member| {
        let Some(value) = object.get(&member.wire).filter(|value| !value.is_empty()) else { return !member.required };
        let is_right = match &member.filled {
            Some(Filler::Fixed(fixed)) => value.text() == fixed,
            _ => is_right_type(model, member, &value) && member.satisfies(value.text()),
        };
        is_right && fits(member.max, &value)
    })
}

pub(crate) fn fits(max: Option<u32>, value: &ReceivedField) -> bool {
    let length = value.text().chars().count();
    max.is_none_or(|max| u32::try_from(length).is_ok_and(|length| length <= max))
}

fn check_signature(rule: &Signing, fields: &Fields, key: &MerchantKey) -> Result<(), Rejection> {
    let signed = fields.iter().filter(|field| field.name() != rule.field && field.kind() != FieldKind::Null);
    let signed = signed.filter_map(|field| Some((field.name(), nested_request::signed_text(rule, &field)?)));
    let signed: Vec<_> = signed.collect();
    let signature = sign(rule, key, signed.iter().map(|(name, text)| (*name, FieldValue::Text(text))));
    let received = text(fields, &rule.field).unwrap_or_default();
    if signature.matches(received) { Ok(()) } else { Err(Rejection::signature()) }
}

/// The fields of a valid request, with the values that the gateway uses for absent ones.
pub(crate) fn with_defaults(operation: &Operation, fields: &Fields) -> Fields {
    let mut all = fields.clone();
    let absent = operation.request.iter().filter(|field| text(fields, &field.wire).is_none());
    let mut defaults = JsonObjectWriter::new();
    for field in absent {
        if let Some(default) = &field.value_rules.default {
            defaults.member(&field.wire, as_sent(field, default, &Known::default()));
        }
    }
    // An object that was just written is valid, and its fields are absent in the request.
    if let Ok(defaults) = Fields::from_json(&defaults.finish()) {
        let _ = all.merge(defaults);
    }
    all
}

/// The text of a field, if any.
pub(crate) fn text<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.get(name).filter(|field| !field.is_empty()).map(ReceivedField::text)
}
