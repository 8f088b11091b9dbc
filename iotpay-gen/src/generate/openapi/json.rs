//! JSON whose members keep their order: a document begins with its type, and the fields of an object have the order of
//! the vendor page.

use std::fmt::Write as _;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Truth(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// A JSON object.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Object(Vec<(String, Json)>);

/// Lists of plain values up to this width are on one line.
const WIDTH: usize = 100;

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a member.
    #[must_use]
    pub(super) fn with(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        self.set(name, value);
        self
    }

    /// Adds a member if there is a value.
    #[must_use]
    pub(super) fn with_some(self, name: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a list, unless it is empty.
    #[must_use]
    pub(super) fn with_list<T: Into<Json>>(self, name: &str, values: Vec<T>) -> Self {
        if values.is_empty() { self } else { self.with(name, values) }
    }

    /// Adds a flag if it is true.
    #[must_use]
    pub(super) fn with_mark(self, name: &str, is_set: bool) -> Self {
        self.with_some(name, is_set.then_some(true))
    }

    /// Adds the members of another object.
    #[must_use]
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Removes a member.
    #[must_use]
    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    pub(super) fn set(&mut self, name: impl Into<String>, value: impl Into<Json>) {
        self.0.push((name.into(), value.into()));
    }

    /// Sets a member, and removes its former value.
    pub(super) fn replace(&mut self, name: &str, value: impl Into<Json>) {
        self.0.retain(|(known, _)| known != name);
        self.set(name, value);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(values: [T; N]) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl Json {
    /// Returns the text of the value, and a line end.
    pub(super) fn to_document(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text.push('\n');
        text
    }

    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Self::List(values) if values.iter().all(Self::is_plain) && self.width() <= WIDTH => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    value.write(out, depth);
                }
                out.push(']');
            }
            Self::List(values) => {
                block(out, depth, ['[', ']'], values, |out, value| value.write(out, depth + 1));
            }
            Self::Object(Object(members)) => block(out, depth, ['{', '}'], members, |out, (name, value)| {
                quote(out, name);
                out.push_str(": ");
                value.write(out, depth + 1);
            }),
            Self::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Number(number) => {
                let _ = write!(out, "{number}");
            }
            Self::Text(text) => quote(out, text),
        }
    }

    fn is_plain(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Object(_))
    }

    /// Returns the approximate width of a list of plain values.
    fn width(&self) -> usize {
        match self {
            Self::List(values) => values.iter().map(|value| value.width() + 2).sum(),
            Self::Text(text) => text.chars().count() + 2,
            Self::Truth(_) | Self::Number(_) | Self::Object(_) => 5,
        }
    }
}

fn block<T>(out: &mut String, depth: usize, [open, close]: [char; 2], parts: &[T], each: impl Fn(&mut String, &T)) {
    out.push(open);
    for (at, part) in parts.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        each(out, part);
    }
    if !parts.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if character.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_any_text() {
        let text = "\u{0}\t\n\r\u{1f}\u{7f}\u{85}\"\\/ é 购 😀";
        let written = Json::from(Object::new().with(text, [text, ""])).to_document();
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read, serde_json::json!({ text: [text, ""] }), "{written}");
    }

    #[test]
    fn members_keep_their_order_and_empty_ones_stay() {
        let object = Object::new().with("b", 1_i64).with("a", Object::new()).with("c", Vec::<Json>::new());
        assert_eq!(Json::from(object).to_document(), "{\n  \"b\": 1,\n  \"a\": {},\n  \"c\": []\n}\n");
    }
}
