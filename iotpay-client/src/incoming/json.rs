//! Parses a JSON object.

use std::borrow::Cow;

use memchr::memchr2;
use serde_json::value::RawValue;

use super::entry::Entry;
use super::{DecodeError, DecodeErrorKind, FieldKind, Fields, ReceivedField, json_object};

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
            let name = fields.append(&format!("{}[{at}]", self.name()));
            let text = fields.append(&text);
            fields.entries.push(Entry { name, text, kind });
        }
        fields.sort();
        Ok(fields)
    }
}

/// Parses a JSON object. Leading byte order marks are skipped. Values keep their characters as received, except text,
/// which is decoded.
pub(super) fn parse(text: &str) -> Result<Fields, DecodeError> {
    let text = without_byte_order_marks(text);
    let mut fields = Fields::in_text(text.to_owned(), USUAL_FIELDS);
    let read = json_object::read(text, &mut fields);
    // A repeated name is reported if it precedes any other error.
    fields.reject_repeated()?;
    read.ok_or_else(|| DecodeError::whole(DecodeErrorKind::NotJson))?;
    fields.may_contain_separators = memchr2(b'&', b'=', fields.source.as_bytes()).is_some();
    Ok(fields)
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The number of fields for which memory is reserved at first.
const USUAL_FIELDS: usize = 24;

fn kind_and_text(raw: &str) -> Result<(FieldKind, Cow<'_, str>), serde_json::Error> {
    let kind = FieldKind::of_json(raw);
    Ok(match kind {
        FieldKind::Text => (kind, text(raw)?),
        FieldKind::Null => (kind, Cow::Borrowed("")),
        _ => (kind, raw.into()),
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
