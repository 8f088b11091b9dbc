//! Objects and arrays in requests.

use std::fmt::{self, Write as _};

use super::{FieldValue, SignedValue, boolean_text};
use crate::outgoing::ZeroizingString;

/// A function that changes the form of a value, such as text to an integer.
///
/// ```
/// use iotpay_client::signing::{FieldValue, NestedWriter, ValueForm};
///
/// let as_number: ValueForm = |value| match value {
///     FieldValue::Boolean(value) => FieldValue::Integer(value.into()),
///     other => other,
/// };
/// let mut writer = NestedWriter::new();
/// writer.object(|writer| writer.member_as("gift", &true, as_number));
/// assert!(writer.finish_as_text() == FieldValue::Text(r#"{"gift":1}"#));
/// ```
pub type ValueForm = fn(FieldValue<'_>) -> FieldValue<'_>;

/// A value inside an object or an array of a request: an object, an array, or any [`SignedValue`].
///
/// ```
/// use iotpay_client::signing::{NestedValue, NestedWriter};
///
/// /// An item of an order, without the derive `RequestObject`.
/// struct Item {
///     name: String,
///     count: u32,
/// }
///
/// impl NestedValue for Item {
///     fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
///         writer.object(|writer| {
///             writer.member("name", &self.name);
///             writer.member("count", &self.count);
///         });
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in an object or an array of a request",
    label = "cannot be sent",
    note = "use a type that can be a field, a `Vec`, or a struct with `#[derive(RequestObject)]`"
)]
pub trait NestedValue {
    /// Writes the value as JSON.
    fn write<'a>(&'a self, writer: &mut NestedWriter<'a>);

    /// Writes the value like [`write`](Self::write), with the values in it in another form, such as integers.
    fn write_as<'a>(&'a self, writer: &mut NestedWriter<'a>, form: ValueForm) {
        let _ = form;
        self.write(writer);
    }
}

impl<T: SignedValue> NestedValue for T {
    fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
        writer.value(self.signed_value());
    }

    fn write_as<'a>(&'a self, writer: &mut NestedWriter<'a>, form: ValueForm) {
        writer.value(self.signed_value().map(form));
    }
}

impl<T: NestedValue> NestedValue for Vec<T> {
    fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
        writer.list(self, T::write);
    }

    fn write_as<'a>(&'a self, writer: &mut NestedWriter<'a>, form: ValueForm) {
        writer.list(self, |item, writer| item.write_as(writer, form));
    }
}

/// Writes an object or an array of a request as compact JSON. Its buffer is wiped from memory.
///
/// ```
/// use iotpay_client::signing::{FieldValue, NestedWriter};
///
/// let tags = vec!["green", "first flush"];
/// let mut writer = NestedWriter::new();
/// writer.object(|writer| writer.member("tags", &tags));
/// assert!(writer.finish_as_text() == FieldValue::Text(r#"{"tags":["green","first flush"]}"#));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NestedWriter<'a> {
    text: ZeroizingString,
    secrets: Vec<&'a str>,
    needs_comma: bool,
}

impl<'a> NestedWriter<'a> {
    /// Creates a writer without a value.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes an object with the members that the function writes.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.open("{");
        members(self);
        self.close("}");
    }

    /// Writes a member of an object.
    pub fn member<T: NestedValue>(&mut self, name: &str, value: &'a T) {
        self.name(name);
        value.write(self);
    }

    /// Writes a member of an object, with the values in it in another form.
    pub fn member_as<T: NestedValue>(&mut self, name: &str, value: &'a T, form: ValueForm) {
        self.name(name);
        value.write_as(self, form);
    }

    /// Returns the value to sign and send.
    pub fn finish(&self) -> FieldValue<'_> {
        FieldValue::Json(NestedJson { text: &self.text, secrets: &self.secrets })
    }

    /// Returns the value to sign and send as text: secret text if the value contains secrets.
    pub fn finish_as_text(&self) -> FieldValue<'_> {
        if self.secrets.is_empty() { FieldValue::Text(&self.text) } else { FieldValue::Secret(&self.text) }
    }

    /// Returns the number of characters.
    pub(crate) fn length(&self) -> usize {
        self.text.chars().count()
    }

    fn list<T>(&mut self, items: &'a [T], write: impl Fn(&'a T, &mut Self)) {
        self.open("[");
        for item in items {
            write(item, self);
        }
        self.close("]");
    }

    fn value(&mut self, value: Option<FieldValue<'a>>) {
        self.separate();
        match value {
            None => self.text.push("null"),
            Some(FieldValue::Text(text)) => self.string(text),
            Some(FieldValue::Secret(text)) => {
                self.secrets.push(text);
                self.string(text);
            }
            Some(FieldValue::Integer(number)) => {
                // Writing to a string cannot fail.
                let _ = write!(self.text, "{number}");
            }
            Some(FieldValue::Boolean(value)) => self.text.push(boolean_text(value)),
            Some(FieldValue::Json(json)) => {
                self.secrets.extend(json.secrets);
                self.text.push(json.text);
            }
        }
        self.needs_comma = true;
    }

    fn open(&mut self, bracket: &str) {
        self.separate();
        self.text.push(bracket);
        self.needs_comma = false;
    }

    fn close(&mut self, bracket: &str) {
        self.text.push(bracket);
        self.needs_comma = true;
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.string(name);
        self.text.push(":");
        self.needs_comma = false;
    }

    fn separate(&mut self) {
        if self.needs_comma {
            self.text.push(",");
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push("\"");
        self.text.push_escaped(text);
        self.text.push("\"");
    }
}

/// Shows only the length: the text may contain secrets.
impl fmt::Debug for NestedWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NestedWriter({} bytes)", self.text.len())
    }
}

/// An object or an array of a request as JSON.
///
/// ```
/// use iotpay_client::signing::{FieldValue, NestedWriter};
///
/// let mut writer = NestedWriter::new();
/// writer.object(|writer| writer.member("name", &"tea"));
/// let FieldValue::Json(json) = writer.finish() else { panic!() };
/// assert_eq!(json.as_str(), r#"{"name":"tea"}"#);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NestedJson<'a> {
    text: &'a str,
    secrets: &'a [&'a str],
}

impl<'a> NestedJson<'a> {
    /// Creates a value from its text and the secrets in it.
    #[cfg(feature = "transport")]
    pub(crate) fn from_parts(text: &'a str, secrets: &'a [&'a str]) -> Self {
        Self { text, secrets }
    }

    /// Returns the compact JSON text as it is sent. It may contain secrets.
    pub fn as_str(self) -> &'a str {
        self.text
    }

    /// Returns the secrets in the text.
    pub(crate) fn secrets(self) -> &'a [&'a str] {
        self.secrets
    }
}

/// Shows only the length: the text may contain secrets.
impl fmt::Debug for NestedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NestedJson({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Cents, SecretText, Text};

    struct Item {
        name: Text<5>,
        prices: Vec<Cents>,
        code: Option<SecretText>,
    }

    impl NestedValue for Item {
        fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
            writer.object(|writer| {
                writer.member("name", &self.name);
                writer.member("prices", &self.prices);
                if let Some(code) = &self.code {
                    writer.member("code", code);
                }
            });
        }
    }

    #[test]
    fn writes_compact_json_and_remembers_secrets() {
        let item = |name: &str, code: Option<&str>| Item {
            name: Text::new(name).unwrap(),
            prices: vec![Cents::new(1).unwrap(), Cents::new(2).unwrap()],
            code: code.map(|code| SecretText::new(code).unwrap()),
        };
        let items = vec![item("a\"b", Some("canary")), item("c", None)];
        let mut writer = NestedWriter::new();
        items.write(&mut writer);
        let json = match writer.finish() {
            FieldValue::Json(json) => json,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(json.as_str(), r#"[{"name":"a\"b","prices":[1,2],"code":"canary"},{"name":"c","prices":[1,2]}]"#);
        assert_eq!(json.secrets(), ["canary"]);
        assert!(!format!("{:?} {writer:?}", FieldValue::Json(json)).contains("a\\\"b"));
    }

    #[test]
    fn an_array_may_be_empty() {
        let mut writer = NestedWriter::new();
        let none: Vec<Item> = Vec::new();
        none.write(&mut writer);
        assert!(matches!(writer.finish(), FieldValue::Json(json) if json.as_str() == "[]"));
    }
}
