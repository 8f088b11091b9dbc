//! Answers, as the family writes them.

use std::collections::BTreeMap;

use iotpay_client::{JsonObject, MerchantKey, Signer, Value};
use iotpay_gen::model::{AnswerSigning, Family, Field, Model, NestedForm, Type};

use crate::effect::is_integer;
use crate::refusal::Refusal;

/// What the gateway knows for an answer, by the field's name.
pub(crate) type Known = BTreeMap<String, String>;

/// A refusal in the family's envelope.
pub(crate) fn refuse(model: &Model, family: &Family, refusal: &Refusal, key: &MerchantKey) -> String {
    let envelope = &family.envelope;
    match (refusal, &envelope.result) {
        (Refusal::Business { code, text }, Some(result)) => {
            let mut answer = Writer::new();
            answer.text(&envelope.code, "SUCCESS");
            answer.text(&envelope.message, "");
            answer.text(result, "FAIL");
            answer.text(envelope.error_code.as_deref().unwrap_or("errCode"), code);
            answer.text(envelope.error_message.as_deref().unwrap_or("errCodeDes"), text);
            answer.finish(model, family, key)
        }
        (Refusal::NotUnderstood(text) | Refusal::Business { text, .. }, _) => {
            let mut object = JsonObject::new();
            object.member(&envelope.code, Value::Text("FAIL"));
            object.member(&envelope.message, Value::Text(text));
            object.finish()
        }
    }
}

/// A success in the family's envelope: the answer's fields, or the object that holds them all.
pub(crate) fn succeed(
    model: &Model,
    family: &Family,
    fields: &[Field],
    nested_in: Option<&str>,
    known: &Known,
    key: &MerchantKey,
) -> String {
    let envelope = &family.envelope;
    let mut answer = Writer::new();
    answer.text(&envelope.code, "SUCCESS");
    answer.text(&envelope.message, "");
    if let Some(result) = &envelope.result {
        answer.text(result, "SUCCESS");
    }
    match nested_in {
        Some(name) => {
            let mut object = Writer::new();
            object.fields(fields, known);
            answer.nested(name, &object.object());
        }
        None => answer.fields(fields, known),
    }
    answer.finish(model, family, key)
}

/// Gathers members, and writes and signs them together.
struct Writer {
    members: Vec<(String, Member)>,
}

enum Member {
    Text(String),
    Integer(i64),
    Nested(String),
}

impl Writer {
    fn new() -> Self {
        Self { members: Vec::new() }
    }

    fn text(&mut self, name: &str, value: &str) {
        self.members.push((name.to_owned(), Member::Text(value.to_owned())));
    }

    fn nested(&mut self, name: &str, json: &str) {
        self.members.push((name.to_owned(), Member::Nested(json.to_owned())));
    }

    /// What is known of the fields; where nothing is, the page's sample made this order's own.
    fn fields(&mut self, fields: &[Field], known: &Known) {
        for field in fields {
            match &field.ty {
                Type::Object(members) => {
                    let mut object = Self::new();
                    object.fields(&members.fields, known);
                    self.nested(&field.wire, &object.object());
                }
                Type::RawObject | Type::Any => {
                    let mut object = Self::new();
                    object.text("sandbox", known.get("payOrderId").map_or("", String::as_str));
                    self.nested(&field.wire, &object.object());
                }
                ty => {
                    let value = known.get(&field.wire).cloned().or_else(|| from_sample(field, known));
                    let Some(value) = value else { continue };
                    let integer = is_integer(ty).then(|| value.parse().ok()).flatten();
                    let member = integer.map_or(Member::Text(value), Member::Integer);
                    self.members.push((field.wire.clone(), member));
                }
            }
        }
    }

    fn object(&self) -> String {
        let mut object = JsonObject::new();
        for (name, member) in &self.members {
            match member {
                Member::Text(text) => object.member(name, Value::Text(text)),
                Member::Integer(number) => object.member(name, Value::Integer(*number)),
                Member::Nested(json) => object.raw_member(name, json),
            }
        }
        object.finish()
    }

    fn finish(mut self, model: &Model, family: &Family, key: &MerchantKey) -> String {
        if family.signed_answers == AnswerSigning::Required {
            let signature = self.sign(model, key);
            self.text(&model.signing.field, &signature);
        }
        self.object()
    }

    fn sign(&self, model: &Model, key: &MerchantKey) -> String {
        let mut sorted: Vec<_> = self.members.iter().collect();
        sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut signer = Signer::new();
        for (name, member) in sorted {
            match member {
                Member::Text(text) => signer.field(name, Value::Text(text)),
                Member::Integer(number) => signer.field(name, Value::Integer(*number)),
                Member::Nested(json) => {
                    let rule = model.signing.nested.iter().find(|nested| nested.field == *name);
                    let form = rule.and_then(|nested| nested.forms.first());
                    if form != Some(&NestedForm::LeftOut) {
                        signer.field(name, Value::Text(json));
                    }
                }
            }
        }
        signer.finish(key).to_string()
    }
}

/// A required field's sample, with the part that the page blots out filled by the order's id.
fn from_sample(field: &Field, known: &Known) -> Option<String> {
    let id = known.get("payOrderId").or_else(|| known.get("secureId")).map_or("", String::as_str);
    if field.sample.contains('*') {
        let (start, end) = (field.sample.find('*')?, field.sample.rfind('*')?);
        return Some(format!("{}{id}{}", &field.sample[..start], &field.sample[end + 1..]));
    }
    field.required.then(|| format!("https://sandbox.invalid/{}/{id}", field.wire))
}
