//! Reads the members of a JSON object.

use serde_core::de::Deserialize;
use serde_json::value::RawValue;

use super::FieldKind;
use super::entry::{Entry, Place};
use super::fields::Fields;
use super::scan::{NotInString, find};

/// Reads the members of an object, and adds them to fields that begin as a copy of its text. Returns `None` at the first
/// error, after it has added the members before it.
///
/// Names, text without escapes and natural numbers are read here: most messages contain nothing else, and their places
/// are all that is needed. `serde_json` reads any other value.
pub(super) fn read(text: &str, fields: &mut Fields) -> Option<()> {
    let mut reader = Reader { text, at: 0, fields };
    reader.skip(b'{')?;
    if reader.peek()? == b'}' {
        reader.at += 1;
    } else {
        reader.members()?;
    }
    // Only whitespace may follow.
    reader.peek().is_none().then_some(())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    fields: &'a mut Fields,
}

impl<'a> Reader<'a> {
    /// Reads the members up to the end of the object.
    fn members(&mut self) -> Option<()> {
        loop {
            let name = self.string()?;
            self.skip(b':')?;
            let (kind, text) = self.value()?;
            self.fields.entries.push(Entry { name, text, kind });
            if self.peek()? == b'}' {
                self.at += 1;
                return Some(());
            }
            self.skip(b',')?;
        }
    }

    /// Skips whitespace, and returns the next byte.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    /// Skips whitespace and a byte.
    #[inline]
    fn skip(&mut self, byte: u8) -> Option<()> {
        let is_next = self.peek()? == byte;
        self.at += 1;
        is_next.then_some(())
    }

    /// Reads a name or a text value.
    #[inline]
    fn string(&mut self) -> Option<Place> {
        self.skip(b'"')?;
        let (start, end) = (self.at, find::<NotInString>(self.text.as_bytes(), self.at));
        self.at = end + 1;
        match self.text.as_bytes().get(end)? {
            b'"' => Some(Place::from(start..end)),
            b'\\' => self.escaped_string(start),
            // A control character.
            _ => None,
        }
    }

    /// Reads a string that begins before this position.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Option<Place> {
        self.at = start.checked_sub(1)?;
        let decoded: String = self.by_serde()?;
        Some(self.fields.append(&decoded))
    }

    #[inline]
    fn value(&mut self) -> Option<(FieldKind, Place)> {
        match self.peek()? {
            b'"' => Some((FieldKind::Text, self.string()?)),
            b'1'..=b'9' => Some((FieldKind::Number, self.number()?)),
            _ => self.other_value(),
        }
    }

    /// Reads a number that begins with a digit other than 0.
    #[inline]
    fn number(&mut self) -> Option<Place> {
        let start = self.at;
        let digits = self.text.as_bytes().get(start..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        match self.text.as_bytes().get(self.at)? {
            b'.' | b'e' | b'E' => {
                self.at = start;
                self.other_value().map(|(_, place)| place)
            }
            _ => Some(Place::from(start..self.at)),
        }
    }

    /// Reads a value of any kind except text, with its characters as received.
    fn other_value(&mut self) -> Option<(FieldKind, Place)> {
        let raw: &RawValue = self.by_serde()?;
        let (kind, end) = (FieldKind::of_json(raw.get()), self.at);
        let start = end.checked_sub(raw.get().len())?;
        Some((kind, Place::from(if kind == FieldKind::Null { end..end } else { start..end })))
    }

    fn by_serde<T: Deserialize<'a>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(self.text.get(self.at..)?).into_iter();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use proptest::prelude::*;
    use serde_core::de::{Deserializer, MapAccess, Visitor};

    use super::*;

    type Members = Vec<(String, FieldKind, String)>;

    /// The members as `serde_json` reads them.
    struct Raw<'a>(Vec<(String, &'a RawValue)>);

    impl<'de> Deserialize<'de> for Raw<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct RawVisitor;

            impl<'de> Visitor<'de> for RawVisitor {
                type Value = Raw<'de>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw<'de>, A::Error> {
                    let mut members = Vec::new();
                    while let Some(member) = access.next_entry()? {
                        members.push(member);
                    }
                    Ok(Raw(members))
                }
            }

            deserializer.deserialize_map(RawVisitor)
        }
    }

    fn expected(text: &str) -> Option<Members> {
        let Raw(members) = serde_json::from_str(text).ok()?;
        let member = |(name, raw): (String, &RawValue)| {
            let kind = FieldKind::of_json(raw.get());
            let text = match kind {
                FieldKind::Text => serde_json::from_str(raw.get()).ok()?,
                FieldKind::Null => String::new(),
                _ => raw.get().to_owned(),
            };
            Some((name, kind, text))
        };
        members.into_iter().map(member).collect()
    }

    fn found(text: &str) -> Option<Members> {
        let mut fields = Fields::in_text(text.to_owned(), 0);
        read(text, &mut fields)?;
        Some(fields.iter().map(|field| (field.name().to_owned(), field.kind(), field.text().to_owned())).collect())
    }

    /// Parts of JSON, so that many texts are objects and most of the others are nearly objects.
    fn texts() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "{", "}", "[", "]", ":", ",", "\"", "\\", " ", "\n", "\u{b}", "a", "é", "茶", "0", "1", "-", ".5", "e9",
            "true", "false", "null", "\\u0061", "\\ud800", "\\\"", "\u{1f}",
        ]);
        let value = prop::sample::select(vec![
            "1",
            "0",
            "01",
            "-1",
            "12.50",
            "1e3",
            "2865 ",
            "\"\"",
            "\"a\"",
            " \"caf\\u00e9\"",
            "\"\\ud800\"",
            "\"茶\"",
            "null",
            "true ",
            "false",
            "[]",
            "{ }",
            "[1,{\"a\":\"}\"}]",
            "",
            "\"a\tb\"",
            "1 2",
            "\"\\/\"",
            "tru",
            "\"",
        ]);
        let name = prop::sample::select(vec!["\"a\"", " \"b\" ", "\"\\u0061\"", "\"\"", "\"mchOrderNo\"", "a", "1"]);
        let colon = prop::sample::select(vec![":", " :", ": ", "", "::"]);
        let member = (name, colon, value).prop_map(|(name, colon, value)| format!("{name}{colon}{value}"));
        let members = prop::collection::vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(",")));
        let mixed = prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat());
        let cut = (members.clone(), any::<prop::sample::Index>()).prop_map(|(text, at)| {
            let at = at.index(text.len() + 1);
            text.get(..at).unwrap_or_default().to_owned()
        });
        prop_oneof![members, mixed.clone(), mixed.prop_map(|text| format!("{{{text}}}")), cut]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_096))]

        #[test]
        fn reads_what_serde_json_reads(text in texts()) {
            prop_assert_eq!(found(&text), expected(&text), "{}", text);
        }
    }

    #[test]
    fn reads_every_kind_of_value_next_to_every_other() {
        let values = ["1", "0", "-7", "1.0", "2e5", "\"a\"", "\"\\n\"", "true", "null", "[1, 2]", "{\"a\": {}}"];
        for one in values {
            for other in values {
                for space in ["", " ", "\r\n\t "] {
                    let text = format!(
                        "{space}{{{space}\"a\"{space}:{space}{one}{space},{space}\"\\u0062\"{space}:{space}{other}{space}}}{space}"
                    );
                    assert!(found(&text).is_some_and(|members| members.len() == 2), "{text}");
                    assert_eq!(found(&text), expected(&text), "{text}");
                }
            }
        }
    }
}
