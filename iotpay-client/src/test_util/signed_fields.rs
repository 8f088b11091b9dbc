//! The fields of a message, and its signature.

use std::fmt;

use serde_json::{Map, Value};

use crate::credentials::MerchantKey;
use crate::incoming::Fields;
use crate::masking::Name;
use crate::signing::{FieldValue, Signer, SigningRule, StringToSign};

/// The fields of a message.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct MessageFields(Map<String, Value>);

impl MessageFields {
    pub(super) fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Sets a field, which may be a member of an object, unless it is set.
    pub(super) fn set_if_absent(&mut self, path: &str, value: &Value) {
        let mut object = &mut self.0;
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let is_last = names.peek().is_none();
            let member = object.entry(name).or_insert_with(|| if is_last { value.clone() } else { Map::new().into() });
            match member {
                Value::Object(members) => object = members,
                _ => return,
            }
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub(super) fn extend(&mut self, members: Map<String, Value>) {
        self.0.extend(members);
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns these fields as text, as a form contains them.
    pub(super) fn as_texts(&self) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        Self(self.0.iter().map(|(name, value)| (name.clone(), Value::String(text(value)))).collect())
    }

    /// Signs the fields by a rule.
    pub(super) fn sign(&mut self, rule: &SigningRule<'_>, key: &MerchantKey) {
        self.remove(rule.field);
        // The text is JSON, so it can be parsed.
        let fields = Fields::from_json(&self.to_json()).unwrap_or_default();
        let mut signer = Signer::new(rule, key);
        for (name, text) in StringToSign::for_received(&fields, rule).fields() {
            signer.field(name, FieldValue::Text(text));
        }
        self.set(rule.field, signer.finish().as_str());
    }

    pub(super) fn to_json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    pub(super) fn to_form(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.as_texts().0 {
            form.append_pair(name, value.as_str().unwrap_or_default());
        }
        form.finish()
    }
}

/// Shows only the names: a test may contain real data.
impl fmt::Debug for MessageFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys().map(|name| Name(name))).finish()
    }
}
