//! A field as a schema: strict in requests, lenient in received messages.

use super::document::{Document, Schemas};
use super::json::{Json, Object};
use super::{enumeration, example, extensions, message, value_rules};
use crate::model::{self, DateForm, Decimal, Field, Filler, Formed, Kind, Members, Type, Width};

/// An absolute http or https URL, as the client accepts it.
const URL: &str = r"^[Hh][Tt][Tt][Pp][Ss]?://[^/\\\s][^\\\s]*$";
const URL_WITHOUT_QUERY: &str = r"^[Hh][Tt][Tt][Pp][Ss]?://[^/\\\s?#][^\\\s?#]*$";
const BASE64: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
/// A pattern that every tool can check, since few tools parse JSON inside text.
const OBJECT: &str = r"^\s*\{[\s\S]*\}\s*$";
const ARRAY: &str = r"^\s*\[[\s\S]*\]\s*$";
/// `\s` matches only one invisible character, the byte order mark; the gateway and the client also reject the others.
const ID: &str = r"^[^\s&=]+$";
const MMYY: &str = "^(0[1-9]|1[0-2])[0-9]{2}$";

/// Returns the schema of a field of a request.
pub(super) fn sent(document: &Document<'_>, schemas: &mut Schemas, field: &Field) -> Object {
    let schema = match (&field.filled, &field.ty) {
        (Some(Filler::Fixed(value)), _) => constant(field, value),
        (_, Type::Enum(choice)) => enumeration::closed(document, choice, &field.about),
        _ => described(field).and(value_rules::applied(field, of_type(document, schemas, field))),
    };
    let is_secret = field.secret.is_some() && !field.ty.is_nested();
    schema
        .with_some("format", is_secret.then_some("password"))
        .with_some("default", field.value_rules.default.as_ref().map(|default| example::value(field, default)))
        .with_mark("writeOnly", is_secret)
        .with_list("examples", example::example(document.model, field).into_iter().collect())
        .and(extensions::of_field(field))
}

fn described(field: &Field) -> Object {
    Object::new().with("description", &field.about)
}

fn constant(field: &Field, value: &str) -> Object {
    let value = example::value(field, value);
    let ty = match value {
        Json::Number(_) => "integer",
        Json::Truth(_) => "boolean",
        Json::Text(_) | Json::List(_) | Json::Object(_) => "string",
    };
    described(field).with("type", ty).with("const", value)
}

fn of_type(document: &Document<'_>, schemas: &mut Schemas, field: &Field) -> Object {
    let text = |rules: Object| {
        let limits = Object::new().with("type", "string").with("minLength", 1_i64);
        limits.with_some("maxLength", field.max).and(rules)
    };
    let pattern = |pattern: &str| Object::new().with("type", "string").with("pattern", pattern);
    match &field.ty {
        Type::Url { query } => {
            let rule = if *query { URL } else { URL_WITHOUT_QUERY };
            text(Object::new().with("format", "uri").with("pattern", rule))
        }
        Type::Ip => {
            let of = |format: &str| Object::new().with("type", "string").with("format", format);
            text(Object::new().with("anyOf", [of("ipv4"), of("ipv6")]))
        }
        Type::CardNumber => pattern("^[0-9]{14,19}$"),
        Type::Cvv => pattern("^[0-9]{3,4}$"),
        Type::ExpiryDate => pattern(MMYY),
        Type::Base64 => text(Object::new().with("pattern", BASE64).with("contentEncoding", "base64")),
        Type::Cents => integer("int32", 1, i32::MAX.into()),
        Type::Integer(Width::Int) => integer("int32", i32::MIN.into(), i32::MAX.into()),
        // Many JSON parsers round larger numbers, so only the format states the width.
        Type::Integer(Width::Long) => Object::new().with("type", "integer").with("format", "int64"),
        Type::Decimal(decimal) => {
            let rules = Object::new().with("pattern", decimal_pattern(*decimal)).with("format", "decimal");
            text(rules).with("maxLength", decimal.longest())
        }
        Type::Boolean(None) => Object::new().with("type", "boolean"),
        Type::Boolean(Some(words)) => Object::new().with("type", "string").with("enum", [&*words.yes, &*words.no]),
        Type::Date(form) => date(form.notation(), false, *form == DateForm::Dashed),
        Type::DateTime(ty) => date(ty.form.notation(), false, false),
        Type::Json(members) => {
            let content = match members {
                Some(members) => schemas.refer(&document.name(&members.type_name), |schemas| {
                    members_sent(document, schemas, members, &field.about)
                }),
                None => Object::new().with("type", "object"),
            };
            json_text(text, OBJECT, content)
        }
        Type::Encoded(nested) => {
            let pattern = if matches!(nested.ty, Type::Array(_)) { ARRAY } else { OBJECT };
            let content = value_rules::applied(nested, of_type(document, schemas, nested));
            json_text(text, pattern, content)
        }
        Type::Object(members) => schemas.refer(&document.name(&members.type_name), |schemas| {
            members_sent(document, schemas, members, &field.about)
        }),
        Type::Array(array) => {
            let items = sent(document, schemas, &array.item).without("description");
            Object::new().with("type", "array").with("items", items)
        }
        Type::Passthrough(_) | Type::RawObject => Object::new().with("type", "object"),
        Type::Any => Object::new(),
        Type::Reference | Type::Id(_) => text(Object::new().with("pattern", ID)),
        Type::Text | Type::Enum(_) => text(Object::new()),
    }
}

/// Returns the schema of text that contains JSON.
fn json_text(text: impl Fn(Object) -> Object, pattern: &str, content: Object) -> Object {
    let kind = Object::new().with("pattern", pattern).with("contentMediaType", "application/json");
    text(kind.with("contentSchema", content))
}

/// Returns the pattern of a decimal number as the client sends it, with all decimal places.
fn decimal_pattern(decimal: Decimal) -> String {
    let whole = match decimal.digits - decimal.scale {
        0 => "0".to_owned(),
        1 => "[0-9]".to_owned(),
        count => format!("(0|[1-9][0-9]{{0,{}}})", count - 1),
    };
    match decimal.scale {
        0 => format!("^-?{whole}$"),
        places => format!("^-?{whole}\\.[0-9]{{{places}}}$"),
    }
}

/// Returns the schema of a date or a date with a time. `format` of JSON Schema has the forms of RFC 3339 only.
fn date(notation: &str, may_be_empty: bool, is_date: bool) -> Object {
    let format = if is_date { Some("date") } else { notation.ends_with("XXX").then_some("date-time") };
    let pattern = date_pattern(notation);
    let pattern = if may_be_empty { format!("^({pattern})?$") } else { format!("^{pattern}$") };
    let kind = if may_be_empty { Json::from(["string", "null"]) } else { "string".into() };
    // An empty text has no format.
    let format = format.filter(|_| !may_be_empty);
    Object::new().with("type", kind).with_some("format", format).with("pattern", pattern)
}

/// Returns the pattern of a written form: a digit for each letter outside of quotes.
fn date_pattern(notation: &str) -> String {
    let plain = notation.replace("XXX", "").replace('\'', "");
    let mut pattern = String::new();
    for letter in plain.chars() {
        match letter {
            'y' | 'M' | 'd' | 'H' | 'm' | 's' => pattern.push_str("[0-9]"),
            other => pattern.push(other),
        }
    }
    if notation.ends_with("XXX") {
        pattern.push_str("(Z|[+-][0-9]{2}:[0-9]{2})");
    }
    pattern
}

fn integer(format: &str, minimum: i64, maximum: i64) -> Object {
    Object::new().with("type", "integer").with("format", format).with("minimum", minimum).with("maximum", maximum)
}

fn members_sent(document: &Document<'_>, schemas: &mut Schemas, members: &Members, about: &str) -> Object {
    let properties = members.fields.iter().map(|member| (member.wire.clone(), sent(document, schemas, member)));
    let properties: Vec<_> = properties.collect();
    message::object(about, properties).with_list("required", message::required(&members.fields))
}

/// Returns the schema of a field of a response or a notification. Numbers may be sent as text, and optional fields
/// may be empty or null; a text may be longer than the page says.
pub(super) fn received(document: &Document<'_>, schemas: &mut Schemas, field: &Field) -> Object {
    let annotations = || {
        let is_text = !matches!(field.ty, Type::Array(_));
        let secret = field.secret.filter(|_| is_text).map(|_| "password");
        Object::new()
            .with_some("format", secret)
            .with_list("examples", example::example(document.model, field).into_iter().collect())
            .with_some("x-iotpay-max-length", field.max)
            .and(value_rules::documented(field))
            .and(extensions::of_field(field))
    };
    let schema = described(field);
    match field.ty.kind() {
        Kind::Enum(choice) => {
            let Some(reference) = document.enumeration(choice.enumeration) else { return schema.and(annotations()) };
            let empty = Object::new().with("type", "string").with("const", "");
            let kinds = if field.required { vec![reference] } else { vec![reference, empty] };
            schema.and(perhaps(field, kinds)).and(annotations())
        }
        Kind::Cents | Kind::Integer => {
            let pattern = if field.required { "^-?[0-9]+$" } else { "^(-?[0-9]+)?$" };
            let names = if field.required { vec!["integer", "string"] } else { vec!["integer", "string", "null"] };
            schema.with("type", names).with("format", "int64").with("pattern", pattern).and(annotations())
        }
        Kind::Formed(Formed::Decimal(_)) => {
            let number = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?";
            let pattern = if field.required { format!("^{number}$") } else { format!("^({number})?$") };
            let names = if field.required { vec!["string", "number"] } else { vec!["string", "number", "null"] };
            schema.with("type", names).with("format", "decimal").with("pattern", pattern).and(annotations())
        }
        Kind::Formed(Formed::Boolean(words)) => {
            let (yes, no) = model::words(words);
            let texts = if field.required { vec![yes, no] } else { vec![yes, no, ""] };
            let kinds =
                [Object::new().with("type", "boolean"), Object::new().with("type", "string").with("enum", texts)];
            schema.and(perhaps(field, kinds.into())).and(annotations())
        }
        Kind::Formed(Formed::Date(form)) => {
            schema.and(date(form.notation(), !field.required, form == DateForm::Dashed)).and(annotations())
        }
        Kind::Formed(Formed::DateTime(ty)) => {
            schema.and(date(ty.form.notation(), !field.required, false)).and(annotations())
        }
        Kind::Object(members) => {
            let reference = schemas.refer(&document.name(&members.type_name), |schemas| {
                members_received(document, schemas, members, &field.about)
            });
            let passthrough = matches!(field.ty, Type::Passthrough(_));
            let kinds = if passthrough { vec![reference, object_as_text()] } else { vec![reference] };
            schema.and(perhaps(field, kinds)).with_mark("x-iotpay-passthrough", passthrough).and(annotations())
        }
        Kind::RawObject => {
            let kinds = vec![Object::new().with("type", "object"), object_as_text()];
            schema.and(perhaps(field, kinds)).and(annotations())
        }
        Kind::Any => schema.and(annotations()),
        Kind::Array(array) => {
            let items = received(document, schemas, &array.item).without("description");
            let kinds = vec![Object::new().with("type", "array").with("items", items), array_as_text()];
            schema.and(perhaps(field, kinds)).and(annotations())
        }
        Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Secret(_) | Kind::Json(_) | Kind::Encoded(_) => {
            if field.required {
                schema.with("type", "string").with("minLength", 1_i64).and(annotations())
            } else {
                schema.with("type", ["string", "null"]).and(annotations())
            }
        }
    }
}

/// Returns a schema that accepts any of these kinds, or null if the field is optional.
fn perhaps(field: &Field, mut kinds: Vec<Object>) -> Object {
    if !field.required {
        kinds.push(Object::new().with("type", "null"));
    }
    match kinds.as_slice() {
        [one] => one.clone(),
        _ => Object::new().with("anyOf", kinds),
    }
}

/// Returns the schema of a passthrough object that is sent as text, as in the vendor's tables. It is also accepted.
fn object_as_text() -> Object {
    Object::new().with("type", "string").with("contentMediaType", "application/json")
}

/// Returns the schema of an array that is sent as text, as in a form. It is also accepted.
fn array_as_text() -> Object {
    Object::new().with("type", "string").with("contentMediaType", "application/json")
}

fn members_received(document: &Document<'_>, schemas: &mut Schemas, members: &Members, about: &str) -> Object {
    let message = message::received(document, schemas, &members.fields);
    message::object(about, message.properties)
        .with_list("required", message.required)
        .with_list("allOf", message.all_of)
}
