//! Parses a JSON object.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde_core::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::Entry;
use super::name_index::NameIndex;
use super::name_prefix::NamePrefix;
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

impl ReceivedField<'_> {
    /// Returns the members of an object.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is not an object or has duplicate members.
    pub fn object(self) -> Result<Fields, DecodeError> {
        if self.kind() != FieldKind::Object {
            return Err(self.problem(DecodeErrorKind::NotAnObject));
        }
        parse(self.text()).map_err(|problem| problem.within(self.name()))
    }
}

impl ReceivedField<'_> {
    /// Returns the items of an array, or of an array inside text, as in a form. The name of an item ends with its index:
    /// `items[0]`.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the value is not an array.
    pub fn items(self) -> Result<Fields, DecodeError> {
        let not_an_array = || self.problem(DecodeErrorKind::NotAnArray);
        if !matches!(self.kind(), FieldKind::Array | FieldKind::Text) {
            return Err(not_an_array());
        }
        let text = without_byte_order_marks(self.text());
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| not_an_array())?;
        let mut fields = Fields::in_text(String::with_capacity(text.len()), items.len());
        for (at, item) in items.iter().enumerate() {
            let (kind, text) = kind_and_text(item.get()).map_err(|_| not_an_array())?;
            fields.add(&format!("{}[{at}]", self.name()), kind, &text);
        }
        Ok(fields)
    }
}

/// Parses a JSON object. Leading byte order marks are skipped. Values keep their characters as received, except text,
/// which is decoded.
pub(super) fn parse(text: &str) -> Result<Fields, DecodeError> {
    let text = without_byte_order_marks(text);
    let mut fields = Fields::in_text(text.to_owned(), USUAL_FIELDS);
    let mut repeated = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let object = ObjectVisitor { text, fields: &mut fields, repeated: &mut repeated };
    match (deserializer.deserialize_map(object).and_then(|()| deserializer.end()), repeated) {
        (Ok(()), _) => Ok(fields),
        (Err(_), Some(name)) => Err(DecodeError::new(&name, DecodeErrorKind::Duplicate)),
        (Err(_), None) => Err(DecodeError::whole(DecodeErrorKind::NotJson)),
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The number of fields for which memory is reserved at first.
const USUAL_FIELDS: usize = 24;

/// Reads the members of an object.
struct ObjectVisitor<'a> {
    text: &'a str,
    /// The members, which begin as a copy of the text.
    fields: &'a mut Fields,
    repeated: &'a mut Option<String>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut index = NameIndex::default();
        while let Some((Name(name), value)) = access.next_entry::<Name<'de>, &'de RawValue>()? {
            let (kind, text) = kind_and_text(value.get()).map_err(A::Error::custom)?;
            let prefix = NamePrefix::of(name.as_bytes());
            // Duplicate names are ambiguous, which an attacker could exploit.
            if index.find(self.fields, &name, prefix).is_some() {
                *self.repeated = Some(name.into_owned());
                return Err(A::Error::custom("repeated name"));
            }
            let [name, text] =
                [name, text].map(|part| place(self.text, &part).unwrap_or_else(|| self.fields.append(&part)));
            self.fields.push(Entry { prefix, name, text, kind });
        }
        Ok(())
    }
}

/// Returns the place of a part of a text; `None` if it is not a part, since it was decoded.
fn place(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    (end <= text.len()).then_some(start..end)
}

/// The name of a member, decoded. Without a backslash, it is a part of the text.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
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
