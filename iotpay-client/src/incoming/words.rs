//! Booleans that are received as one of two texts.

use super::{DecodeError, DecodeErrorKind, FieldKind, FromField, ReceivedField};

/// A type of fields with `#[field(words("Y", "N"))]`: `bool`, or an `Option` or a `Vec` of it.
#[diagnostic::on_unimplemented(
    message = "`words` cannot be used for a field of type `{Self}`",
    label = "not a boolean",
    note = "`words` requires a field of type `bool`, or an `Option` or a `Vec` of it"
)]
pub trait FromWords: FromField {
    /// Decodes the text of true, the text of false, or a JSON boolean.
    fn from_words(field: &ReceivedField, words: [&str; 2]) -> Result<Self, DecodeError>;
}

impl FromWords for bool {
    fn from_words(field: &ReceivedField, [yes, no]: [&str; 2]) -> Result<Self, DecodeError> {
        match (field.kind(), field.text()) {
            (FieldKind::Bool, text) => Ok(text == "true"),
            // Gateways write numbers as text, and text as numbers.
            (FieldKind::Text | FieldKind::Number, text) if text == yes => Ok(true),
            (FieldKind::Text | FieldKind::Number, text) if text == no => Ok(false),
            _ => Err(field.problem(DecodeErrorKind::UnexpectedValue)),
        }
    }
}

impl<T: FromWords> FromWords for Option<T> {
    fn from_words(field: &ReceivedField, words: [&str; 2]) -> Result<Self, DecodeError> {
        Ok(T::from_words(field, words).ok())
    }
}

impl<T: FromWords> FromWords for Vec<T> {
    fn from_words(field: &ReceivedField, words: [&str; 2]) -> Result<Self, DecodeError> {
        let read = |item: &ReceivedField| match item.kind() {
            FieldKind::Null => T::absent(item.name()),
            _ => T::from_words(item, words),
        };
        field.items()?.iter().map(|item| read(&item)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::Fields;
    use crate::incoming::hidden::{Located, WireName};

    /// Decodes a field by its name or its alias.
    fn read_words<T: FromWords>(fields: &Fields, words: [&str; 2]) -> Result<T, DecodeError> {
        static NAMES: [WireName; 2] = [WireName::new("a"), WireName::new("b")];
        Located::new(fields, &NAMES, &mut [None; 2]).read_words(&[0, 1], words)
    }

    #[test]
    fn only_words_and_json_booleans_are_booleans() {
        let read = |json: &str| read_words::<bool>(&Fields::from_json(json).unwrap(), ["1", "0"]).ok();
        let plain = |json: &str| Fields::from_json(json).unwrap().read::<bool>("a", &[]).ok();
        for (json, words, boolean) in [
            (r#"{"a":true}"#, Some(true), Some(true)),
            (r#"{"a":false}"#, Some(false), Some(false)),
            (r#"{"a":"1"}"#, Some(true), None),
            (r#"{"a":0}"#, Some(false), None),
            (r#"{"b":"1"}"#, Some(true), None),
            (r#"{"a":"true"}"#, None, Some(true)),
            (r#"{"a":"false"}"#, None, Some(false)),
            (r#"{"a":"TRUE"}"#, None, None),
            (r#"{"a":"Y"}"#, None, None),
            (r#"{"a":{}}"#, None, None),
            (r#"{"a":""}"#, None, None),
        ] {
            assert_eq!((read(json), plain(json)), (words, boolean), "{json}");
        }
        let fields = Fields::from_json(r#"{"a":"x"}"#).unwrap();
        assert!(matches!(read_words::<Option<bool>>(&fields, ["Y", "N"]), Ok(None)));
        let list = |json: &str| read_words::<Vec<bool>>(&Fields::from_json(json).unwrap(), ["Y", "N"]).ok();
        assert_eq!(list(r#"{"a":["Y",false,"N"]}"#), Some(vec![true, false, false]));
        assert_eq!(list(r#"{"a":["true"]}"#), None);
        let absent = Fields::default();
        let error = read_words::<bool>(&absent, ["Y", "N"]).unwrap_err();
        assert_eq!(error.to_string(), absent.read::<String>("a", &[]).unwrap_err().to_string());
    }
}
