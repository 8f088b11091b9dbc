//! A flat JSON object, written member by member.

use std::fmt::Write as _;

use crate::signing::Value;

/// Writes a flat JSON object.
pub struct JsonObject {
    text: String,
}

impl Default for JsonObject {
    fn default() -> Self {
        Self::new()
    }
}

impl JsonObject {
    /// An object without members.
    pub fn new() -> Self {
        let mut text = String::with_capacity(512);
        text.push('{');
        Self { text }
    }

    /// Adds a member.
    pub fn member(&mut self, name: &str, value: Value<'_>) {
        self.name(name);
        match value {
            Value::Text(text) | Value::Secret(text) => self.string(text),
            Value::Integer(number) => {
                // Writing into a string does not fail.
                let _ = write!(self.text, "{number}");
            }
        }
    }

    /// Adds a member whose value is JSON already.
    pub fn raw_member(&mut self, name: &str, json: &str) {
        self.name(name);
        self.text.push_str(json);
    }

    /// The finished object.
    pub fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }

    fn name(&mut self, name: &str) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        self.string(name);
        self.text.push(':');
    }

    fn string(&mut self, value: &str) {
        self.text.push('"');
        let mut rest = value;
        while let Some(at) = rest.find(|character: char| matches!(character, '"' | '\\') || character < ' ') {
            self.text.push_str(&rest[..at]);
            let character = rest[at..].chars().next().unwrap_or_default();
            self.escape(character);
            rest = &rest[at + character.len_utf8()..];
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    fn escape(&mut self, character: char) {
        match character {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            control => {
                let _ = write!(self.text, "\\u{:04x}", u32::from(control));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_as_it_was_written() {
        let all: String = (0..0x300).filter_map(char::from_u32).chain("茶😀".chars()).collect();
        let mut object = JsonObject::new();
        object.member("a\"b", Value::Text(&all));
        object.member("n", Value::Integer(-7));
        let read: serde_json::Value = serde_json::from_str(&object.finish()).unwrap();
        assert_eq!(read, serde_json::json!({"a\"b": all, "n": -7}));
    }

    #[test]
    fn an_object_may_be_empty() {
        assert_eq!(JsonObject::new().finish(), "{}");
    }
}
