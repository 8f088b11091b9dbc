//! A flat JSON object, written member by member.

use std::fmt::Write as _;

use super::ZeroizingString;
use crate::signing::{FieldValue, boolean_text};

/// Writes a flat JSON object. Its buffer is wiped from memory, except the string returned by `finish`.
///
/// ```
/// use iotpay_client::protocol::JsonObjectWriter;
/// use iotpay_client::signing::FieldValue;
///
/// let mut object = JsonObjectWriter::new();
/// object.member("name", FieldValue::Text("green \"tea\""));
/// object.raw_member("tags", r#"["new"]"#);
/// assert_eq!(object.finish(), r#"{"name":"green \"tea\"","tags":["new"]}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonObjectWriter {
    text: ZeroizingString,
}

impl Default for JsonObjectWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl JsonObjectWriter {
    /// Creates an object without members.
    pub fn new() -> Self {
        let mut text = ZeroizingString::with_capacity(512);
        text.push("{");
        Self { text }
    }

    /// Adds a member.
    pub fn member(&mut self, name: &str, value: FieldValue<'_>) {
        self.name(name);
        match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => self.string(text),
            FieldValue::Integer(number) => {
                // Writing to a string cannot fail.
                let _ = write!(self.text, "{number}");
            }
            FieldValue::Boolean(value) => self.text.push(boolean_text(value)),
            FieldValue::Json(json) => self.text.push(json.as_str()),
        }
    }

    /// Adds a member whose value is JSON already.
    pub fn raw_member(&mut self, name: &str, json: &str) {
        self.name(name);
        self.text.push(json);
    }

    /// Returns the object. The string is not wiped from memory.
    pub fn finish(self) -> String {
        self.finish_zeroizing().into_plain()
    }

    pub(super) fn finish_zeroizing(mut self) -> ZeroizingString {
        self.text.push("}");
        self.text
    }

    fn name(&mut self, name: &str) {
        if self.text.len() > 1 {
            self.text.push(",");
        }
        self.string(name);
        self.text.push(":");
    }

    fn string(&mut self, value: &str) {
        self.text.push("\"");
        self.text.push_escaped(value);
        self.text.push("\"");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_json_that_parses_to_the_same_values() {
        let all: String = (0..0x300).filter_map(char::from_u32).chain("茶😀".chars()).collect();
        let mut object = JsonObjectWriter::new();
        object.member("a\"b", FieldValue::Text(&all));
        object.member("n", FieldValue::Integer(-7));
        object.member("b", FieldValue::Boolean(true));
        let read: serde_json::Value = serde_json::from_str(&object.finish()).unwrap();
        assert_eq!(read, serde_json::json!({"a\"b": all, "n": -7, "b": true}));
    }

    #[test]
    fn an_object_may_be_empty() {
        assert_eq!(JsonObjectWriter::new().finish(), "{}");
    }
}
