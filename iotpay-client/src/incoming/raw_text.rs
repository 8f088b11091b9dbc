//! The text of a message as received.

use super::Fields;

/// The text of a message. Most messages need no copy of it, since their fields already contain it.
#[derive(Clone)]
pub(crate) enum RawText {
    /// The length of the text with which the text of the fields begins.
    InFields(usize),
    Separate(Box<str>),
}

impl RawText {
    /// Creates the text of a message from the text and its fields.
    pub(crate) fn new(text: &str, fields: &Fields) -> Self {
        if fields.source.starts_with(text) { Self::InFields(text.len()) } else { Self::Separate(text.into()) }
    }

    /// Returns the text. The fields must be those that it was created with, or some of them.
    pub(crate) fn in_message<'a>(&'a self, fields: &'a Fields) -> &'a str {
        match self {
            Self::InFields(length) => fields.source.get(..*length).unwrap_or_default(),
            Self::Separate(text) => text,
        }
    }

    /// Returns the text without the fields.
    pub(super) fn into_text(self, fields: Fields) -> String {
        match self {
            Self::InFields(length) => {
                let mut text = fields.source;
                text.truncate(length);
                text
            }
            Self::Separate(text) => text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_kept_with_and_without_a_copy() {
        for (text, is_copied) in [
            (r#"{"a":"1","b":[2]}"#, false),
            ("{ \"a\" : \"caf\\u00e9\" } \n", false),
            ("\u{feff}{\"a\":1}", true),
            ("{}", false),
        ] {
            let mut fields = Fields::from_json(text).unwrap();
            let raw = RawText::new(text, &fields);
            assert_eq!(matches!(raw, RawText::Separate(_)), is_copied, "{text}");
            fields.remove(|name| name == "a");
            assert_eq!(raw.in_message(&fields), text);
            assert_eq!(raw.into_text(fields), text);
        }
        for text in ["", "a=1&b=2", "a=caf%C3%A9&b=+"] {
            let fields = Fields::from_form(text.as_bytes()).unwrap();
            let raw = RawText::new(text, &fields);
            assert!(matches!(raw, RawText::InFields(_)), "{text}");
            assert_eq!(raw.in_message(&fields), text);
        }
        let mut fields = Fields::from_form(b"a=1").unwrap();
        fields.merge(Fields::from_form(b"b=2").unwrap()).unwrap();
        assert_eq!(RawText::new("a=1\nb=2", &fields).in_message(&fields), "a=1\nb=2");
    }
}
