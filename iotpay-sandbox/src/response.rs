//! Writes responses in the format of the family.

use std::borrow::Cow;

use iotpay_client::MerchantKey;
use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::{FieldValue, Signature};
use iotpay_gen::model::{Family, Field, Model, ResponseSigning, Signing, Type, Wire};

use crate::facts::Known;
use crate::faults::Fault;
use crate::nested;
use crate::rejection::{Rejection, message, wording};
use crate::signing::sign;
use crate::value::{from_sample, value_of};

/// A rejection in the family's envelope.
pub(crate) fn reject(model: &Model, family: &Family, rejection: &Rejection, key: &MerchantKey) -> String {
    let envelope = &family.envelope;
    let text_field = match &envelope.result {
        Some(_) => envelope.error_message.as_ref(),
        None => Some(&envelope.message),
    };
    let worded = |reason, field: Option<&String>| field.and_then(|field| wording(family, reason, field));
    let of_code = |reason| worded(reason, envelope.error_code.as_ref());
    let of_text = |reason| worded(reason, text_field);
    let (code, text) = match rejection {
        Rejection::NotUnderstood { reason, text, field } => match message(family, *reason, text, field) {
            Some(text) => (None, Cow::Owned(text)),
            // The spec records only one of them, and the other one could contradict it.
            None => (Some(of_code(*reason).unwrap_or_default()), of_text(*reason).unwrap_or_default().into()),
        },
        Rejection::Business { code, text } => (Some(*code), Cow::Borrowed(text.as_str())),
        Rejection::Worded { reason, code, text } => {
            (Some(of_code(*reason).unwrap_or(code)), of_text(*reason).unwrap_or(text).into())
        }
    };
    let text = text.as_ref();
    match (code, &envelope.result) {
        (Some(code), Some(result)) => {
            let mut response = Writer::new(model, None);
            response.text(&envelope.code, "SUCCESS");
            // Without a field for the text, the message contains it.
            let message = if text_field.is_some() { "" } else { text };
            response.text(&envelope.message, message);
            response.text(result, "FAIL");
            if let Some(code_field) = &envelope.error_code {
                response.text(code_field, code);
            }
            if let Some(text_field) = text_field {
                response.text(text_field, text);
            }
            response.finish(family, key)
        }
        _ => {
            let mut object = JsonObjectWriter::new();
            object.member(&envelope.code, FieldValue::Text("FAIL"));
            object.member(&envelope.message, FieldValue::Text(text));
            object.finish()
        }
    }
}

/// A success in the family's envelope: the fields of the response, or the object that contains all of them.
pub(crate) fn succeed(
    model: &Model,
    family: &Family,
    fields: &[Field],
    nested_in: Option<&str>,
    known: &Known,
    key: &MerchantKey,
    fault: Option<Fault>,
) -> String {
    let envelope = &family.envelope;
    let mut response = Writer::new(model, fault);
    response.text(&envelope.code, "SUCCESS");
    response.text(&envelope.message, "");
    if let Some(result) = &envelope.result {
        response.text(result, "SUCCESS");
    }
    match nested_in {
        Some(name) => {
            let mut object = Writer::new(model, fault);
            object.fields(fields, known);
            response.nested(name, &object.object());
        }
        None => response.fields(fields, known),
    }
    response.finish(family, key)
}

/// Collects members, and writes and signs them together.
struct Writer<'m> {
    model: &'m Model,
    /// The fault that changes the response.
    fault: Option<Fault>,
    members: Vec<(String, Member)>,
}

enum Member {
    Text(String),
    Integer(i64),
    Boolean(bool),
    Nested(String),
}

impl<'m> Writer<'m> {
    fn new(model: &'m Model, fault: Option<Fault>) -> Self {
        Self { model, fault, members: Vec::new() }
    }

    fn text(&mut self, name: &str, value: &str) {
        self.members.push((name.to_owned(), Member::Text(value.to_owned())));
    }

    fn nested(&mut self, name: &str, json: &str) {
        self.members.push((name.to_owned(), Member::Nested(json.to_owned())));
    }

    /// The known values of the fields, or made-up values.
    fn fields(&mut self, fields: &[Field], known: &Known) {
        for field in fields {
            match nested::json(field, &field.wire, known) {
                Some(json) => self.nested(&field.wire, &json),
                None => self.field(field, value_of(field, &field.wire, known).or_else(|| placeholder(field, known))),
            }
        }
    }

    fn field(&mut self, field: &Field, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.is_empty()) else { return };
        let wire = if self.fault == Some(Fault::NumbersAsText) { Wire::Text } else { field.ty.wire() };
        let member = match (wire, value.parse(), value.parse()) {
            (Wire::Integer, Ok(number), _) => Member::Integer(number),
            (Wire::Boolean, _, Ok(boolean)) => Member::Boolean(boolean),
            _ => Member::Text(value),
        };
        self.members.push((field.wire.clone(), member));
    }

    fn object(&self) -> String {
        let mut object = JsonObjectWriter::new();
        for (name, member) in &self.members {
            match member {
                Member::Text(text) => object.member(name, FieldValue::Text(text)),
                Member::Integer(number) => object.member(name, FieldValue::Integer(*number)),
                Member::Boolean(boolean) => object.member(name, FieldValue::Boolean(*boolean)),
                Member::Nested(json) => object.raw_member(name, json),
            }
        }
        object.finish()
    }

    fn finish(mut self, family: &Family, key: &MerchantKey) -> String {
        if self.fault == Some(Fault::UnknownField) {
            self.text("sandboxUnknownField", "made up");
        }
        let is_unsigned = self.fault == Some(Fault::MissingSignature);
        // If undocumented, sign like the gateways of the wallet family.
        if family.signed_responses != ResponseSigning::Never && !is_unsigned {
            let rule = self.model.signing_of(family);
            let signature = match self.fault {
                Some(Fault::WrongSignature) => sign(rule, key, [("", FieldValue::Text("wrong"))]),
                _ => self.sign(rule, key),
            };
            self.text(&rule.field, signature.as_str());
        }
        self.object()
    }

    fn sign(&self, rule: &Signing, key: &MerchantKey) -> Signature {
        let mut nested = Vec::new();
        let mut signed = Vec::new();
        for (name, member) in &self.members {
            match member {
                Member::Integer(number) => signed.push((name.as_str(), FieldValue::Integer(*number))),
                Member::Boolean(boolean) => signed.push((name.as_str(), FieldValue::Boolean(*boolean))),
                Member::Text(text) => signed.push((name.as_str(), FieldValue::Text(text))),
                Member::Nested(json) => nested.extend(nested::signed_text(rule, name, json).map(|text| (name, text))),
            }
        }
        signed.extend(nested.iter().map(|(name, text)| (name.as_str(), FieldValue::Text(text))));
        sign(rule, key, signed)
    }
}

/// The sample of a required field, with the masked part replaced by the order id.
fn placeholder(field: &Field, known: &Known) -> Option<String> {
    if let Some((start, end)) = field.sample.find('*').zip(field.sample.rfind('*')) {
        return Some(format!("{}{}{}", &field.sample[..start], known.id, &field.sample[end + 1..]));
    }
    match &field.ty {
        _ if !field.required => None,
        Type::Enum(_) => from_sample(field),
        ty if ty.made_up().is_some() => from_sample(field).or_else(|| ty.made_up()),
        ty if ty.is_integer() => Some(from_sample(field).unwrap_or_else(|| "0".to_owned())),
        _ => Some(known.made_up_url(field)),
    }
}
