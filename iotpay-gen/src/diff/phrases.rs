//! Types in words.

use crate::model::{Field, Filler, IdTarget, Model, Secrecy, Type, Width};

/// Describes the type of a field in words. Type names are omitted: they differ between two channels even if the
/// change is the same.
pub(super) fn of_type(model: &Model, field: &Field) -> String {
    match &field.ty {
        Type::Text => "text".to_owned(),
        Type::Reference => "an id".to_owned(),
        Type::Url { query: true } => "a URL".to_owned(),
        Type::Url { query: false } => "a URL without a query".to_owned(),
        Type::Ip => "an IP address".to_owned(),
        Type::CardNumber => "a card number".to_owned(),
        Type::Cvv => "a card security code".to_owned(),
        Type::ExpiryDate => "a month and year, MMYY".to_owned(),
        Type::Base64 => "Base64".to_owned(),
        Type::Id(IdTarget::Order) => "an IOTPay order id".to_owned(),
        Type::Id(IdTarget::Refund) => "an IOTPay refund id".to_owned(),
        Type::Id(IdTarget::Transaction) => "an IOTPay order id or refund id".to_owned(),
        Type::Cents => "cents".to_owned(),
        Type::Integer(Width::Int) => "a 32-bit integer".to_owned(),
        Type::Integer(Width::Long) => "a 64-bit integer".to_owned(),
        Type::Decimal(decimal) => format!("a decimal number of the form {}", decimal.largest()),
        Type::Boolean(None) => "a boolean".to_owned(),
        Type::Boolean(Some(words)) => format!("`{}` or `{}`", words.yes, words.no),
        Type::Date(form) => format!("a date of the form {}", form.notation()),
        Type::DateTime(date_time) => {
            let zone = date_time.zone().map_or_else(String::new, |zone| format!(", {zone}"));
            format!("a date and time of the form {}{zone}", date_time.form.notation())
        }
        Type::Enum(choice) => {
            let known = model.enumerations.get(choice.enumeration);
            known.map_or_else(|| "a value".to_owned(), |known| format!("a value of `{}`", known.name))
        }
        Type::Json(None) => "a JSON object as text".to_owned(),
        Type::Json(Some(members)) => format!("a JSON object as text{}", with(&members.fields)),
        Type::Encoded(content) => format!("{} as JSON text", of_type(model, content)),
        Type::Object(members) => format!("an object{}", with(&members.fields)),
        Type::Passthrough(members) => format!("an object{} that is passed through unchanged", with(&members.fields)),
        Type::RawObject => "a raw object".to_owned(),
        Type::Any => "any raw value".to_owned(),
        Type::Array(array) => format!("an array in which each item is {}", of_type(model, &array.item)),
    }
}

/// Describes the type of a request's field. A request accepts only the listed values of an enumeration; received
/// messages may contain others.
pub(super) fn of_request_type(model: &Model, field: &Field) -> String {
    let kind = of_type(model, field);
    let Some((choice, known)) = field.ty.choice().zip(model.enumeration_of(field)) else { return kind };
    let values = choice.values.iter().filter_map(|at| known.values.get(*at)).map(|value| value.wire.as_str());
    format!("{kind} ({})", list(values))
}

fn with(members: &[Field]) -> String {
    if members.is_empty() {
        return String::new();
    }
    format!(" with {}", list(members.iter().map(|member| member.wire.as_str())))
}

/// `a`, `b` and `c`.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(super) fn limit(max: Option<u32>) -> String {
    max.map_or_else(|| "any length".to_owned(), |max| format!("{max} characters"))
}

pub(super) fn filler(filled: Option<&Filler>) -> String {
    match filled {
        None => "the caller".to_owned(),
        Some(Filler::MchId) => "the merchant id of the credentials".to_owned(),
        Some(Filler::LoginName) => "the login name of the credentials".to_owned(),
        Some(Filler::Signature) => "the signer".to_owned(),
        Some(Filler::Fixed(value)) => format!("always `{value}`"),
    }
}

pub(super) fn secrecy(secret: Option<Secrecy>) -> &'static str {
    match secret {
        None => "shown",
        Some(Secrecy::Hidden) => "hidden",
        Some(Secrecy::LastFour) => "shown with its last four characters",
    }
}

/// Returns a text, truncated if it is long.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut shown = String::new();
    for (at, character) in text.chars().enumerate() {
        if at == LONGEST {
            shown.push('…');
            break;
        }
        if character.is_control() { shown.push(' ') } else { shown.push(character) }
    }
    shown
}
