//! The string to sign, for debugging.

use super::{Account, FieldValue, Signed};
use crate::incoming::{FieldKind, Fields};
use crate::masking::Name;
use crate::spec::SigningRule;

/// The string to sign, field by field, with a masked key. It contains the raw values: do not log it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StringToSign {
    fields: Vec<(String, String)>,
}

impl StringToSign {
    /// Returns the string to sign for a request.
    pub fn for_request(request: &dyn Signed, account: &Account<'_>) -> Self {
        let mut fields = Vec::new();
        request.visit(account, &mut |name, value| {
            let text = match value {
                FieldValue::Text(text) | FieldValue::Secret(text) => text.to_owned(),
                FieldValue::Integer(number) => number.to_string(),
            };
            if !text.is_empty() {
                fields.push((name.to_owned(), text));
            }
        });
        Self { fields }
    }

    /// Returns the string to sign for a received message, with nested values as received.
    pub fn for_received(received: &Fields, rule: &SigningRule) -> Self {
        let signed = received.iter().filter(|field| field.name() != rule.field && !field.is_unsigned());
        let mut fields: Vec<_> = signed
            .filter(|field| field.kind() != FieldKind::Null)
            .map(|field| (field.name().to_owned(), field.text().to_owned()))
            .collect();
        fields.sort();
        Self { fields }
    }

    /// Returns the signed fields, in the order of signing.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Returns the string to sign with a masked key.
    pub fn to_masked_string(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.fields {
            text.extend([name, "=", value, "&"]);
        }
        text + "key=***"
    }
}

/// Shows only the names.
impl std::fmt::Debug for StringToSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| Name(name))).finish()
    }
}
