//! Received messages as JSON, with every field of the model and, in each object, an unknown field with a
//! card number.

use iotpay_gen::model::{Endpoint, Field, Filler, Model, Operation, Page, Secrecy, Type};

use super::{canary, path, values};

/// The merchant of the tests.
const MCH_ID: &str = "10000701";

/// Returns the calls of the visitor, one for each response of a page.
pub fn responses(model: &Model, page: &Page) -> String {
    let endpoints = page.endpoints.iter().filter(|endpoint| !endpoint.is_overview);
    let operations = endpoints.flat_map(|endpoint| &endpoint.operations);
    operations.map(|it| call(model, page, "response", &it.response_name, &it.response)).collect()
}

/// Returns a call of the visitor.
pub fn call(model: &Model, page: &Page, method: &str, type_name: &str, fields: &[Field]) -> String {
    let (name, json) = (path(model, page, type_name), object(model, fields));
    let shows_last_four = shows_last_four(fields);
    format!(
        "    visitor.{method}::<{name}>(&Message {{ name: {name:?}, json: {json:?}, shows_last_four: {shows_last_four} }});\n"
    )
}

/// Returns the response to a request, without the envelope. Echoed fields have the values of the request.
pub fn response(model: &Model, endpoint: &Endpoint, operation: &Operation) -> String {
    let content = object(model, &operation.response);
    match &endpoint.nested_in {
        Some(field) => format!("{{{field:?}:{content}}}"),
        None => content,
    }
}

fn object(model: &Model, fields: &[Field]) -> String {
    let mut members: Vec<_> = fields.iter().map(|field| format!("{:?}:{}", field.wire, value(model, field))).collect();
    members.push(format!("\"notOnAnyPage\":{:?}", canary::CARD_NUMBER));
    format!("{{{}}}", members.join(","))
}

fn value(model: &Model, field: &Field) -> String {
    if field.secret.is_some() && !matches!(field.ty, Type::Array(_)) {
        return format!("{:?}", values::secret_text(field));
    }
    match &field.ty {
        Type::Cents | Type::Integer(_) => "1".to_owned(),
        ty @ (Type::Decimal(_) | Type::Boolean(Some(_)) | Type::Date(_) | Type::DateTime(_)) => {
            format!("{:?}", ty.made_up().unwrap())
        }
        Type::Boolean(None) => "true".to_owned(),
        Type::Enum(choice) => {
            let wire = &values::value(model, choice).wire;
            if wire.parse::<i64>().is_ok() { wire.clone() } else { format!("{wire:?}") }
        }
        Type::Object(members) | Type::Passthrough(members) => object(model, &members.fields),
        Type::RawObject | Type::Any => object(model, &[]),
        Type::Array(array) => format!("[{0},{0}]", value(model, &array.item)),
        _ if field.wire == "mchId" || field.filled == Some(Filler::MchId) => format!("{MCH_ID:?}"),
        // The value of a text field in the request is its own name.
        _ => format!("{:?}", field.echoes.as_ref().unwrap_or(&field.wire)),
    }
}

fn shows_last_four(fields: &[Field]) -> bool {
    fields.iter().any(|field| {
        let inner = field.ty.members().is_some_and(|members| shows_last_four(&members.fields));
        inner || field.secret == Some(Secrecy::LastFour)
    })
}
