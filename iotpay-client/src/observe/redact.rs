//! Redacts bodies for the hooks.

use serde_json::{Map, Value};

use crate::masking::{Name, Secrets};
use crate::outgoing::JsonObjectWriter;
use crate::signing::{Account, FieldValue, NestedJson, Signed};

/// The replacement for a secret value.
const HIDDEN: &str = "[secret]";

/// The rules for the body of one message.
pub(crate) struct Redaction<'a> {
    /// The secrets of the request, which the gateway may repeat.
    pub(crate) secrets: &'a Secrets,
    /// The field with the signature.
    pub(crate) signature: &'a str,
    /// The secret fields.
    pub(crate) secret_fields: &'a [&'a str],
    /// The fields with ids and references, which may be long numbers.
    pub(crate) id_fields: &'a [&'a str],
    /// The only fields whose values are shown, if the others are undocumented.
    pub(crate) only: Option<&'a [Option<&'a str>]>,
}

impl Redaction<'_> {
    /// The redacted body of a response: JSON or another text.
    pub(crate) fn body(&self, body: &[u8]) -> String {
        match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(object) => self.object(object).to_string(),
            Err(_) => self.text(&String::from_utf8_lossy(body)),
        }
    }

    /// The redacted fields of a query and a body, which is a form or JSON. If a name occurs twice, the last value is shown.
    pub(crate) fn query_and_body(&self, query: &[u8], body: &[u8]) -> String {
        let mut object = Map::new();
        add_form(&mut object, query);
        match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(members) => object.extend(members),
            Err(_) => add_form(&mut object, body),
        }
        self.object(object).to_string()
    }

    /// A redacted object. Its fields have the order of their names.
    pub(crate) fn object(&self, object: Map<String, Value>) -> Value {
        let mut members = Map::new();
        for (name, value) in object {
            let redacted = self.field(&name, value);
            members.insert(Name(&name).to_string(), redacted);
        }
        Value::Object(members)
    }

    fn field(&self, name: &str, value: Value) -> Value {
        if name == self.signature || self.secret_fields.contains(&name) {
            return match value {
                Value::Null => Value::Null,
                Value::String(text) if text.is_empty() => Value::String(text),
                _ => HIDDEN.into(),
            };
        }
        match value {
            Value::Object(object) => self.object(object),
            Value::Array(items) => items.into_iter().map(|item| self.field(name, item)).collect(),
            Value::Bool(_) | Value::Null => value,
            Value::String(text) => self.value(name, &text).into(),
            Value::Number(number) => {
                let text = number.to_string();
                let shown = self.value(name, &text);
                if shown == text { number.into() } else { shown.into() }
            }
        }
    }

    fn value(&self, name: &str, text: &str) -> String {
        if self.only.is_some_and(|only| !only.contains(&Some(name))) {
            return format!("[{} bytes]", text.len());
        }
        // Ids and references may be as long as a card number, and are needed to find the order.
        let is_id =
            text.len() <= LONGEST_ID && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if is_id && self.id_fields.contains(&name) && !self.secrets.are_in(text) {
            return text.to_owned();
        }
        self.text(text)
    }

    fn text(&self, text: &str) -> String {
        self.secrets.masked(text)
    }
}

fn add_form(object: &mut Map<String, Value>, form: &[u8]) {
    for (name, value) in form_urlencoded::parse(form) {
        object.insert(name.into_owned(), value.into_owned().into());
    }
}

/// The longest id or reference.
const LONGEST_ID: usize = 64;

/// The fields of a request as a JSON object, redacted.
pub(crate) fn request(request: &dyn Signed, account: &Account<'_>, redaction: &Redaction<'_>) -> String {
    let mut object = JsonObjectWriter::new();
    request.visit(account, &mut |name, value| match value {
        FieldValue::Secret(_) => object.member(name, FieldValue::Text(HIDDEN)),
        _ if redaction.secret_fields.contains(&name) => object.member(name, FieldValue::Text(HIDDEN)),
        FieldValue::Json(json) => object.raw_member(name, &nested(json, redaction)),
        FieldValue::Text(text) if text == account.mch_id || text == account.login_name => object.member(name, value),
        // The spec says that the field is not secret, but a free text can contain anything.
        FieldValue::Text(text) => object.member(name, FieldValue::Text(&redaction.value(name, text))),
        FieldValue::Integer(number) => {
            let text = number.to_string();
            let shown = redaction.value(name, &text);
            object.member(name, if shown == text { value } else { FieldValue::Text(&shown) });
        }
        FieldValue::Boolean(_) => object.member(name, value),
    });
    object.member(redaction.signature, FieldValue::Text(HIDDEN));
    object.finish()
}

fn nested(json: NestedJson<'_>, redaction: &Redaction<'_>) -> String {
    match serde_json::from_str::<Value>(json.as_str()) {
        Ok(value) => redaction.field("", value).to_string(),
        Err(_) => Value::from(HIDDEN).to_string(),
    }
}
