//! Parses a JSON object.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde_core::de::{Deserializer as _, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::name_index::NameIndex;
use super::{DecodeError, DecodeErrorKind, FieldKind, Fields, ReceivedField};

/// Returns the text without leading byte order marks, and without whitespace before or between them. RFC 8259,
/// section 8.1, allows parsers to skip a mark. PHP sends one for each source file that was saved with one.
pub(crate) fn without_byte_order_marks(text: &str) -> &str {
    let rest = text.trim_start_matches([BYTE_ORDER_MARK, ' ', '\t', '\r', '\n']);
    let skipped = text.strip_suffix(rest).unwrap_or_default();
    if skipped.contains(BYTE_ORDER_MARK) { rest } else { text }
}

impl Fields {
    /// Parses a JSON object. Leading byte order marks are skipped.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the text is not a JSON object or has duplicate names.
    pub fn from_json(text: &str) -> Result<Self, DecodeError> {
        parse(text)
    }
}

impl ReceivedField {
    /// Returns the members of an object.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is not an object or has duplicate members.
    pub fn object(&self) -> Result<Fields, DecodeError> {
        if self.kind() != FieldKind::Object {
            return Err(self.problem(DecodeErrorKind::NotAnObject));
        }
        parse(self.text()).map_err(|problem| problem.within(self.name()))
    }
}

impl ReceivedField {
    /// Returns the items of an array, or of an array inside text, as in a form. The name of an item ends with its index:
    /// `items[0]`.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is not an array.
    pub fn items(&self) -> Result<Vec<Self>, DecodeError> {
        let not_an_array = || self.problem(DecodeErrorKind::NotAnArray);
        if !matches!(self.kind(), FieldKind::Array | FieldKind::Text) {
            return Err(not_an_array());
        }
        let text = without_byte_order_marks(self.text());
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| not_an_array())?;
        let item = |(at, raw): (usize, &&RawValue)| {
            let (kind, text) = kind_and_text(raw.get())?;
            Ok(Self::new(&format!("{}[{at}]", self.name()), kind, &text))
        };
        items.iter().enumerate().map(|it| item(it).map_err(|_: serde_json::Error| not_an_array())).collect()
    }
}

/// Parses a JSON object. Leading byte order marks are skipped. Values keep their characters as received, except text,
/// which is decoded.
pub(super) fn parse(text: &str) -> Result<Fields, DecodeError> {
    let source: Arc<str> = without_byte_order_marks(text).into();
    let mut repeated = None;
    let mut deserializer = serde_json::Deserializer::from_str(&source);
    let fields = deserializer
        .deserialize_map(ObjectVisitor { source: &source, repeated: &mut repeated })
        .and_then(|fields| deserializer.end().map(|()| fields));
    match (fields, repeated) {
        (Ok(fields), _) => Ok(fields),
        (Err(_), Some(name)) => Err(DecodeError::new(&name, DecodeErrorKind::Duplicate)),
        (Err(_), None) => Err(DecodeError::whole(DecodeErrorKind::NotJson)),
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

struct ObjectVisitor<'r> {
    source: &'r Arc<str>,
    repeated: &'r mut Option<String>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Fields, A::Error> {
        let mut entries: Vec<ReceivedField> = Vec::new();
        let mut index = NameIndex::default();
        while let Some((name, value)) = access.next_entry::<&'de RawValue, &'de RawValue>()? {
            let field = field(self.source, name.get(), value.get()).map_err(A::Error::custom)?;
            // Duplicate names are ambiguous, which an attacker could exploit.
            if index.find(&entries, field.name()).is_some() {
                *self.repeated = Some(field.name().to_owned());
                return Err(A::Error::custom("repeated name"));
            }
            entries.push(field);
        }
        Ok(Fields::new(entries))
    }
}

/// Returns a field of a message. If nothing in it is escaped, its name and value are parts of the message.
fn field(source: &Arc<str>, name: &str, raw: &str) -> Result<ReceivedField, serde_json::Error> {
    let name = text(name)?;
    let (kind, text) = kind_and_text(raw)?;
    if let (Cow::Borrowed(name), Cow::Borrowed(text)) = (&name, &text)
        && let (Some(name), Some(text)) = (place(source, name), place(source, text))
        && let Some(field) = ReceivedField::of_message(source, name, kind, text)
    {
        return Ok(field);
    }
    Ok(ReceivedField::new(&name, kind, &text))
}

/// Returns the place of a part of a message.
fn place(source: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(source.as_ptr().addr())?;
    Some(start..start.checked_add(part.len())?)
}

fn kind_and_text(raw: &str) -> Result<(FieldKind, Cow<'_, str>), serde_json::Error> {
    Ok(match raw.as_bytes().first() {
        Some(b'"') => (FieldKind::Text, text(raw)?),
        Some(b'{') => (FieldKind::Object, raw.into()),
        Some(b'[') => (FieldKind::Array, raw.into()),
        Some(b't' | b'f') => (FieldKind::Bool, raw.into()),
        Some(b'n') => (FieldKind::Null, raw.get(..0).unwrap_or_default().into()),
        _ => (FieldKind::Number, raw.into()),
    })
}

/// Decodes a string. Without a backslash, the characters between the quotes are the text.
fn text(raw: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
        Some(text) if !text.as_bytes().contains(&b'\\') => Ok(text.into()),
        _ => serde_json::from_str(raw).map(Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_characters() {
        let fields =
            parse("{\"a\": \"caf\\u00e9\", \"n\": 1.0, \"o\": { \"x\" : [1] }, \"z\": null, \"t\": true}").unwrap();
        let texts: Vec<_> = fields.iter().map(|field| (field.name(), field.kind(), field.text())).collect();
        assert_eq!(
            texts,
            [
                ("a", FieldKind::Text, "café"),
                ("n", FieldKind::Number, "1.0"),
                ("o", FieldKind::Object, "{ \"x\" : [1] }"),
                ("z", FieldKind::Null, ""),
                ("t", FieldKind::Bool, "true"),
            ]
        );
    }

    #[test]
    fn rejects_values_that_are_not_objects() {
        for text in ["", "[]", "1", "{", "{\"a\":1", "{\"a\":}", "{} x", "{\"a\":\"\\ud800\"}", "<html>"] {
            assert_eq!(parse(text).unwrap_err().kind, DecodeErrorKind::NotJson, "{text}");
        }
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert_eq!(parse(&deep).unwrap_err().kind, DecodeErrorKind::NotJson);
    }

    #[test]
    fn items_have_the_index_in_their_name() {
        let array = |json: &str| parse(&format!("{{\"a\":{json}}}")).unwrap().get("a").unwrap().items();
        for json in ["[1.0, \"é\", {\"b\": 2}]", r#""[1.0, \"é\", {\"b\": 2}]""#] {
            let items = array(json).unwrap();
            let texts: Vec<_> = items.iter().map(|item| (item.name(), item.kind(), item.text())).collect();
            assert_eq!(
                texts,
                [
                    ("a[0]", FieldKind::Number, "1.0"),
                    ("a[1]", FieldKind::Text, "é"),
                    ("a[2]", FieldKind::Object, "{\"b\": 2}"),
                ],
                "{json}"
            );
        }
        assert!(array("[]").unwrap().is_empty());
        for json in ["{}", "1", "true", "null", r#""x""#, r#""{}""#] {
            assert_eq!(array(json).unwrap_err(), DecodeError::new("a", DecodeErrorKind::NotAnArray), "{json}");
        }
    }

    #[test]
    fn rejects_duplicate_names() {
        let unreadable = parse("{\"status\":1,\"st\\u0061tus\":2}").unwrap_err();
        assert_eq!(unreadable, DecodeError::new("status", DecodeErrorKind::Duplicate));
    }
}
