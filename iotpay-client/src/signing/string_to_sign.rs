//! The string to sign, for debugging.

use super::{Account, FieldValue, KeyPosition, NestedForm, Signed, SigningRule, boolean_text, nested};
use crate::incoming::{FieldKind, Fields, ReceivedField};
use crate::masking::Name;

/// The string to sign, field by field, with a masked key. It contains the raw values: do not log it.
///
/// ```
/// use iotpay_client::incoming::Fields;
/// use iotpay_client::signing::{SigningRule, StringToSign};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fields = Fields::from_json(r#"{"b":2,"a":"apple","c":"","sign":"00"}"#)?;
/// let string = StringToSign::for_received(&fields, &SigningRule::new("sign"));
/// assert_eq!(string.to_masked_string(), "a=apple&b=2&key=***");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StringToSign {
    fields: Vec<(String, String)>,
    key: Option<Key>,
}

/// The position of the key, and the name of its parameter.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    is_first: bool,
    parameter: Option<String>,
}

impl Key {
    fn of(rule: &SigningRule<'_>) -> Option<Self> {
        let (is_first, parameter) = match rule.algorithm.key_position()? {
            KeyPosition::Appended(parameter) => (false, parameter),
            KeyPosition::Prepended(parameter) => (true, parameter),
        };
        Some(Self { is_first, parameter: parameter.map(str::to_owned) })
    }
}

impl StringToSign {
    /// Returns the string to sign for a request.
    pub fn for_request(request: &dyn Signed, account: &Account<'_>, rule: &SigningRule<'_>) -> Self {
        let mut fields = Vec::new();
        request.visit(account, &mut |name, value| {
            let text = match value {
                FieldValue::Text(text) | FieldValue::Secret(text) => text.to_owned(),
                FieldValue::Integer(number) => number.to_string(),
                FieldValue::Boolean(value) => boolean_text(value).to_owned(),
                FieldValue::Json(json) => match nested::signed(json.as_str(), rule.nested_in_requests) {
                    Some(text) => text.into_owned(),
                    None => return,
                },
            };
            if (rule.signs_empty_values || !text.is_empty()) && !rule.excludes(name) {
                fields.push((name.to_owned(), text));
            }
        });
        Self { fields, key: Key::of(rule) }
    }

    /// Returns the string to sign for a response or a notification, without null. Objects and arrays have the first form
    /// of the rule.
    pub fn for_received(received: &Fields, rule: &SigningRule<'_>) -> Self {
        Self::with_forms(received, rule, &|field| rule.form_received(field.name()))
    }

    /// Returns the string to sign for a message, with the form of each object and array.
    pub(super) fn with_forms(
        message: &Fields,
        rule: &SigningRule<'_>,
        form: &dyn Fn(&ReceivedField) -> NestedForm,
    ) -> Self {
        let is_signed = |kind, is_empty: bool| kind != FieldKind::Null && (rule.signs_empty_values || !is_empty);
        let signed =
            message.iter().filter(|field| !rule.excludes(field.name()) && is_signed(field.kind(), field.is_unsigned()));
        let pair = |field: ReceivedField| {
            let text = if field.is_nested() {
                nested::signed(field.text(), form(&field))?.into_owned()
            } else {
                field.text().to_owned()
            };
            Some((field.name().to_owned(), text))
        };
        let mut fields: Vec<_> = signed.filter_map(pair).collect();
        fields.sort();
        Self { fields, key: Key::of(rule) }
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
        let Some(Key { is_first, parameter }) = &self.key else { return fields };
        match (is_first, parameter) {
            (false, Some(parameter)) => format!("{fields}{separator}{parameter}={MASKED}"),
            (false, None) => format!("{fields}{MASKED}"),
            (true, Some(parameter)) => format!("{parameter}={MASKED}{separator}{fields}"),
            (true, None) => format!("{MASKED}{fields}"),
        }
    }
}

/// Shows only the names.
impl std::fmt::Debug for StringToSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| Name(name))).finish()
    }
}
