//! A JSON value to forward.

use std::fmt;

use serde_core::de::IgnoredAny;

use super::field::ReceivedField;
use super::json;
use super::kind::FieldKind;

/// A JSON value to forward, with its characters as received: an object, an array, a number, `true` or `false`. A
/// string that contains an object or array is unwrapped: the value is the JSON inside it. Any other text remains a JSON
/// string; its escapes may differ from the received ones.
///
/// ```
/// use iotpay_client::incoming::{Fields, RawJson};
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"parameters":"{\"appId\":\"wx1\"}"}"#)?;
/// let parameters: RawJson = fields.read("parameters", &[])?;
/// assert_eq!(parameters.as_str(), r#"{"appId":"wx1"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawJson(String);

impl RawJson {
    pub(super) fn new(field: &ReceivedField) -> Self {
        match field.kind() {
            // The only kind whose JSON notation is not kept.
            FieldKind::Text if !is_nested_json(field.text()) => Self(serde_json::Value::from(field.text()).to_string()),
            FieldKind::Text => Self(json::without_byte_order_marks(field.text()).to_owned()),
            _ => Self(field.text().to_owned()),
        }
    }

    #[cfg(feature = "serde")]
    pub(crate) fn from_text(text: &str) -> Self {
        ReceivedField::of_text(text, Self::new)
    }

    /// Returns the JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows only the length: the text may be secret.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.0.len())
    }
}

/// Returns `true` if a text value is an object or an array.
fn is_nested_json(text: &str) -> bool {
    let text = json::without_byte_order_marks(text);
    let begins = text.trim_ascii_start().starts_with(['{', '[']);
    begins && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::Fields;

    fn raw(json: &str) -> String {
        Fields::from_json(&format!("{{\"payParams\": {json} }}")).unwrap().read::<RawJson>("payParams", &[]).unwrap().0
    }

    #[test]
    fn json_keeps_its_characters() {
        for json in [r#"{ "url":"a:\/\/b", "caf\u00e9" : 1.0 }"#, "[ 1, {} ]", "1.0", "true", "false", "{}"] {
            assert_eq!(raw(json), json);
        }
    }

    #[test]
    fn accepts_an_object_inside_text() {
        for json in [r#"{ "url":"a:\/\/b", "caf\u00e9" : 1.0 }"#, "[ 1, {} ]", " {} ", "\n[]"] {
            let text = serde_json::Value::from(json).to_string();
            assert_eq!(raw(&text), json);
        }
        let deep = "[".repeat(100_000);
        assert_eq!(raw(&serde_json::Value::from(deep.as_str()).to_string()), format!("\"{deep}\""));
    }

    #[test]
    fn other_text_is_a_string() {
        for text in [r#""a=1&b=2""#, r#""{no JSON""#, r#""{} {}""#, r#""7""#, r#""true""#, r#""a \"b\" é""#] {
            assert_eq!(raw(text), text);
        }
        assert_eq!(raw(r#""\u00e9\/""#), r#""é/""#);
    }

    #[test]
    fn hides_the_text_in_debug() {
        let json = ReceivedField::of_text("canary", RawJson::new);
        assert_eq!(format!("{json:?}"), "RawJson(8 bytes)");
    }
}
