//! A valid request, to try the sandbox without a client.

use std::sync::atomic::Ordering;

use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{BodyEncoding, Effect, Endpoint, Family, Field, Filler, Model, Operation, Type};

use crate::gateway::Gateway;
use crate::ledger::Scope;
use crate::merchant::Merchant;
use crate::signing::sign;

/// A valid, signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExampleRequest {
    /// The URL.
    pub url: String,
    /// Whether the body is a form field, which must be percent-encoded, or JSON.
    pub is_form: bool,
    /// The body: `params={…}` before percent-encoding, or JSON.
    pub body: String,
    /// The merchant reference, which no other example of the sandbox has.
    pub mch_order_no: String,
}

impl ExampleRequest {
    /// Returns a `curl` command that sends the request.
    pub fn curl(&self) -> String {
        let option = if self.is_form { "--data-urlencode" } else { "--header 'Content-Type: application/json' --data" };
        let body = self.body.replace('\'', r"'\''");
        format!("curl {} {option} '{body}'", self.url)
    }

    /// Returns the body as it is sent.
    pub(crate) fn encoded(&self) -> String {
        match self.body.split_once('=').filter(|_| self.is_form) {
            Some((name, value)) => form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish(),
            None => self.body.clone(),
        }
    }
}

impl Gateway {
    /// Returns the smallest request that creates an order, with an unused merchant reference; `None` if the spec has no
    /// such endpoint.
    pub fn example_order(&self, merchant: &Merchant) -> Option<ExampleRequest> {
        let model = &self.shared.model;
        let (family, endpoint, operation) = smallest(model)?;
        let reference = self.next_reference(Scope { mch_id: &merchant.mch_id, family: &family.name });
        let mut fields: Vec<(&str, Value)> = Vec::new();
        for field in needed(operation) {
            let is_reference = endpoint.reference.as_ref() == Some(&field.wire);
            let value = if is_reference { Value::Text(reference.clone()) } else { value(model, merchant, field)? };
            fields.push((&field.wire, value));
        }
        let rule = model.signing_of(family);
        let signature = sign(rule, &merchant.key, fields.iter().map(|(name, value)| (*name, value.as_field())));
        let mut object = JsonObjectWriter::new();
        for (name, value) in &fields {
            object.member(name, value.as_field());
        }
        object.member(&rule.field, FieldValue::Text(signature.as_str()));
        let is_form = family.body == BodyEncoding::ParamsForm;
        let prefix = if is_form { "params=" } else { "" };
        let url = format!("{}{}", self.base_url(&family.name)?, endpoint.path);
        let body = format!("{prefix}{}", object.finish());
        Some(ExampleRequest { url, is_form, body, mch_order_no: reference })
    }

    /// Returns a merchant reference for another example. A data file may contain orders with earlier ones.
    fn next_reference(&self, scope: Scope<'_>) -> String {
        let ledger = self.shared.ledger();
        loop {
            let number = self.shared.examples.fetch_add(1, Ordering::Relaxed) + 1;
            let reference = format!("example-{number}");
            if ledger.orders.by_reference(scope, &reference).is_none() {
                return reference;
            }
        }
    }
}

/// The request with the fewest fields of those that create an order.
fn smallest(model: &Model) -> Option<(&Family, &Endpoint, &Operation)> {
    let pages = model.pages.iter().filter_map(|page| Some((model.families.get(page.family)?, page)));
    let endpoints = pages.flat_map(|(family, page)| page.endpoints.iter().map(move |endpoint| (family, endpoint)));
    let operations = endpoints
        .filter(|(_, endpoint)| endpoint.effect == Effect::CreateOrder)
        .flat_map(|(family, endpoint)| endpoint.operations.iter().map(move |operation| (family, endpoint, operation)));
    operations.min_by_key(|(family, _, operation)| (family.body != BodyEncoding::ParamsForm, needed(operation).count()))
}

/// The required fields, and the first of each group.
fn needed(operation: &Operation) -> impl Iterator<Item = &Field> {
    let is_needed = |field: &&Field| match operation.group_of(&field.wire) {
        Some(group) => group.fields.first() == Some(&field.wire),
        None => field.required,
    };
    operation.request.iter().filter(|field| field.filled != Some(Filler::Signature)).filter(is_needed)
}

enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl Value {
    fn as_field(&self) -> FieldValue<'_> {
        match self {
            Self::Text(text) => FieldValue::Text(text),
            Self::Integer(number) => FieldValue::Integer(*number),
            Self::Boolean(boolean) => FieldValue::Boolean(*boolean),
        }
    }
}

/// A valid value of a field; `None` for types that no request of an order has.
fn value(model: &Model, merchant: &Merchant, field: &Field) -> Option<Value> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    match &field.filled {
        Some(Filler::MchId) => return text(&merchant.mch_id),
        Some(Filler::LoginName) => return text(&merchant.login_name),
        Some(Filler::Fixed(value)) if field.ty.is_integer() => return value.parse().ok().map(Value::Integer),
        Some(Filler::Fixed(value)) => return text(value),
        Some(Filler::Signature) | None => {}
    }
    match &field.ty {
        Type::Cents => Some(Value::Integer(2865)),
        Type::Integer(_) => Some(Value::Integer(1)),
        Type::Boolean(None) => Some(Value::Boolean(true)),
        Type::Decimal(_) | Type::Boolean(Some(_)) | Type::Date(_) | Type::DateTime(_) => {
            field.ty.made_up().map(Value::Text)
        }
        Type::Enum(choice) => {
            let values = &model.enumerations.get(choice.enumeration)?.values;
            text(&values.get(*choice.values.first()?)?.wire)
        }
        // The port of nothing: notifications have no receiver in this example.
        Type::Url { .. } => text("http://127.0.0.1:9/"),
        Type::Ip => text("203.0.113.7"),
        Type::Text if !field.sample.is_empty() => text(&field.sample),
        Type::Text | Type::Reference | Type::Id(_) => text("example"),
        Type::Json(None) => text("{}"),
        Type::Json(Some(members)) => {
            let mut object = JsonObjectWriter::new();
            for member in members.fields.iter().filter(|member| member.required) {
                object.member(&member.wire, value(model, merchant, member)?.as_field());
            }
            text(&object.finish())
        }
        Type::CardNumber
        | Type::Cvv
        | Type::ExpiryDate
        | Type::Base64
        | Type::Encoded(_)
        | Type::Object(_)
        | Type::Passthrough(_)
        | Type::Array(_)
        | Type::RawObject
        | Type::Any => None,
    }
}
