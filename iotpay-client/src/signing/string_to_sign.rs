//! The string to sign, for debugging.

use super::{Account, FieldValue, KeyPosition, NestedForm, Signed, SigningRule, boolean_text, nested};
use crate::incoming::{FieldKind, Fields};
use crate::masking::Name;

/// The string to sign, field by field, with a masked key. It contains the raw values: do not log it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StringToSign {
    fields: Vec<(String, String)>,
    /// The position of the key, and the name of its parameter.
    key: Option<KeyPosition<'static>>,
}

impl StringToSign {
    /// Returns the string to sign for a request.
    pub fn for_request(request: &dyn Signed, account: &Account<'_>, rule: &SigningRule<'static>) -> Self {
        let mut fields = Vec::new();
        request.visit(account, &mut |name, value| {
            let text = match value {
                FieldValue::Text(text) | FieldValue::Secret(text) => text.to_owned(),
                FieldValue::Integer(number) => number.to_string(),
                FieldValue::Boolean(value) => boolean_text(value).to_owned(),
                FieldValue::Json(json) => match rule.nested_in_requests {
                    NestedForm::Omitted => return,
                    NestedForm::Raw => json.as_str().to_owned(),
                    NestedForm::Sorted => nested::sorted(json.as_str()).unwrap_or_else(|| json.as_str().to_owned()),
                },
            };
            if (rule.signs_empty_values || !text.is_empty()) && !rule.excludes(name) {
                fields.push((name.to_owned(), text));
            }
        });
        Self { fields, key: rule.algorithm.key_position() }
    }

    /// Returns the string to sign for a received message, with nested values as received and without null.
    pub fn for_received(received: &Fields, rule: &SigningRule<'static>) -> Self {
        let is_signed = |kind, is_empty: bool| kind != FieldKind::Null && (rule.signs_empty_values || !is_empty);
        let signed = received
            .iter()
            .filter(|field| !rule.excludes(field.name()) && is_signed(field.kind(), field.is_unsigned()));
        let mut fields: Vec<_> = signed.map(|field| (field.name().to_owned(), field.text().to_owned())).collect();
        fields.sort();
        Self { fields, key: rule.algorithm.key_position() }
    }

    /// Returns the signed fields, in the order of signing.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Returns the string to sign with a masked key. It contains no key if only HMAC uses the key.
    pub fn to_masked_string(&self) -> String {
        const MASKED: &str = "***";
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (separator, fields) = (if fields.is_empty() { "" } else { "&" }, fields.join("&"));
        match self.key {
            Some(KeyPosition::Appended(Some(parameter))) => format!("{fields}{separator}{parameter}={MASKED}"),
            Some(KeyPosition::Appended(None)) => format!("{fields}{MASKED}"),
            Some(KeyPosition::Prepended(Some(parameter))) => format!("{parameter}={MASKED}{separator}{fields}"),
            Some(KeyPosition::Prepended(None)) => format!("{MASKED}{fields}"),
            None => fields,
        }
    }
}

/// Shows only the names.
impl std::fmt::Debug for StringToSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| Name(name))).finish()
    }
}
