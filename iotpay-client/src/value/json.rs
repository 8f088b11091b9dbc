//! JSON objects sent as text.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Deserialize, Deserializer as _, IgnoredAny, MapAccess, Visitor};

use super::length::check_length;
use super::separable::check_separable;
use super::text_traits::{parse_traits, text_traits};
use super::{ValueError, check_json, check_text};
use crate::outgoing::JsonObjectWriter;
use crate::signing::{FieldValue, SignedValue};

/// A JSON object as text of at most `MAX` characters. Nested data is sent as text, since signing implementations
/// disagree on nested values.
///
/// ```
/// use iotpay_client::signing::FieldValue;
/// use iotpay_client::value::JsonText;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let extra: JsonText<64> = JsonText::object(&[("h5", Some(FieldValue::Text("shop"))), ("note", None)])?;
/// assert_eq!(extra.as_str(), r#"{"h5":"shop"}"#);
/// assert!(JsonText::<64>::new("[1]").is_err(), "not an object");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonText<const MAX: u32 = { u32::MAX }>(Box<str>);

impl<const MAX: u32> JsonText<MAX> {
    /// Creates a value from JSON text, which is sent unchanged. Control characters, line endings and byte order
    /// marks inside its strings are invalid, escaped or not.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        Self::check(text)?;
        Ok(Self(text.into()))
    }

    fn check(text: &str) -> Result<(), ValueError> {
        check_length(text, MAX)?;
        let is_object = text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok();
        if !is_object {
            return Err(ValueError::NotAJsonObject);
        }
        check_json(text)?;
        check_separable(text)
    }

    /// Creates an object from members; members that are `None` are omitted. Text values follow the rules of
    /// [`Text`](super::Text).
    pub fn object(members: &[(&'static str, Option<FieldValue<'_>>)]) -> Result<Self, ValueError> {
        let mut object = JsonObjectWriter::new();
        for (at, (member, value)) in members.iter().enumerate() {
            let Some(value) = value else { continue };
            if members.iter().take(at).any(|(before, value)| before == member && value.is_some()) {
                return Err(ValueError::DuplicateMember { member });
            }
            if let FieldValue::Text(text) | FieldValue::Secret(text) = value {
                Self::check_member(member, text, u32::MAX)?;
            }
            object.member(member, *value);
        }
        let text = object.finish();
        check_length(&text, MAX)?;
        check_separable(&text)?;
        Ok(Self(text.into()))
    }

    /// Returns this object with another member at its end. The text of the other members remains unchanged.
    pub(crate) fn with_member(&self, member: &'static str, value: FieldValue<'_>) -> Result<Self, ValueError> {
        let added = JsonText::<{ u32::MAX }>::object(&[(member, Some(value))])?;
        let members = members::<IgnoredAny>(&self.0)?;
        if members.iter().any(|(name, _)| name == member) {
            return Err(ValueError::DuplicateMember { member });
        }
        let text = self.0.trim_end().strip_suffix('}').ok_or(ValueError::NotAJsonObject)?.trim_end();
        let separator = if members.is_empty() { "" } else { "," };
        let text = format!("{text}{separator}{}", added.0.strip_prefix('{').unwrap_or_default());
        check_length(&text, MAX)?;
        check_separable(&text)?;
        Ok(Self(text.into()))
    }

    /// Validates the text of a member.
    pub fn check_member(member: &'static str, text: &str, max: u32) -> Result<(), ValueError> {
        check_text(text, max).map_err(|error| match error {
            ValueError::TooLong { max, length } => ValueError::MemberTooLong { member, max, length },
            ValueError::Empty => ValueError::EmptyMember { member },
            ValueError::Blank => ValueError::BlankMember { member },
            ValueError::Character { found, position } => ValueError::MemberCharacter { member, found, position },
            other => other,
        })
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the object as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the members of a JSON object in their order, including duplicates.
pub(crate) fn members<T: for<'de> Deserialize<'de>>(json: &str) -> Result<Vec<(String, T)>, ValueError> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
        type Value = Vec<(String, T)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }

    let mut reader = serde_json::Deserializer::from_str(json);
    let members = reader.deserialize_map(Members(PhantomData));
    members.and_then(|members| reader.end().map(|()| members)).map_err(|_| ValueError::NotAJsonObject)
}

text_traits!(JsonText<MAX>, 0);
parse_traits!(JsonText<MAX>);

impl<const MAX: u32> fmt::Debug for JsonText<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const MAX: u32> SignedValue for JsonText<MAX> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Position;

    #[test]
    fn members_are_added_once() {
        let empty = JsonText::<40>::object(&[]).unwrap();
        let text = FieldValue::Text("a,\"n\":1");
        let object = empty.with_member("m", text).unwrap().with_member("n", FieldValue::Integer(-7)).unwrap();
        assert_eq!(object.as_str(), r#"{"m":"a,\"n\":1","n":-7}"#);
        for member in ["m", "n"] {
            assert_eq!(object.with_member(member, text), Err(ValueError::DuplicateMember { member }));
        }
        let twice = [("m", Some(text)), ("n", None), ("m", Some(text))];
        assert_eq!(JsonText::<40>::object(&twice), Err(ValueError::DuplicateMember { member: "m" }));
        assert_eq!(object.with_member("o", FieldValue::Text("")), Err(ValueError::EmptyMember { member: "o" }));
        let long = FieldValue::Text("0123456789");
        assert!(matches!(object.with_member("o", long), Err(ValueError::TooLong { max: 40, .. })));
    }

    #[test]
    fn a_member_is_added_to_text_of_any_form() {
        let added = |json: &str| JsonText::<60>::new(json).unwrap().with_member("n", FieldValue::Integer(7));
        for (json, expected) in [
            ("{}", r#"{"n":7}"#),
            (" { } ", r#" {"n":7}"#),
            ("{ \"x\": [1]\n}\n", r#"{ "x": [1],"n":7}"#),
            (r#"{"x":{"n":1},"y":",\"n\":"}"#, r#"{"x":{"n":1},"y":",\"n\":","n":7}"#),
        ] {
            assert_eq!(added(json).as_ref().map(JsonText::as_str), Ok(expected));
            assert!(serde_json::from_str::<serde_json::Value>(expected).is_ok());
        }
        for json in [r#"{ "n": 7 }"#, r#"{"a":1, "\u006e":[1]}"#] {
            assert_eq!(added(json), Err(ValueError::DuplicateMember { member: "n" }), "{json}");
        }
        // A lone surrogate is not a character, so the name cannot be compared.
        assert_eq!(added(r#"{"\ud800":1}"#), Err(ValueError::NotAJsonObject));
    }

    #[test]
    fn members_are_escaped_and_counted() {
        let object = JsonText::<512>::object(&[
            ("appId", Some(FieldValue::Text("a\"b\\c"))),
            ("n", Some(FieldValue::Integer(7))),
        ]);
        assert_eq!(object.unwrap().as_str(), r#"{"appId":"a\"b\\c","n":7}"#);
        assert!(matches!(
            JsonText::<10>::object(&[("appId", Some(FieldValue::Text("0123456789")))]),
            Err(ValueError::TooLong { max: 10, length: 22 })
        ));
        assert_eq!(
            JsonText::<10>::object(&[("appId", Some(FieldValue::Text("")))]),
            Err(ValueError::EmptyMember { member: "appId" })
        );
        assert_eq!(
            JsonText::<99>::object(&[("appId", Some(FieldValue::Secret(" \u{200b}")))]),
            Err(ValueError::BlankMember { member: "appId" })
        );
        let error = JsonText::<99>::object(&[("appId", Some(FieldValue::Text("wx12\n")))]).unwrap_err();
        assert!(error.to_string().starts_with("has a member `appId` that ends with a line ending"), "{error}");
    }

    #[test]
    fn only_objects_pass() {
        assert!(JsonText::<512>::new(r#"{"a":[1,{"b":null}]}"#).is_ok());
        for text in ["[]", "1", "{", "{\"a\":}", "null", "{} {}"] {
            assert_eq!(JsonText::<512>::new(text), Err(ValueError::NotAJsonObject), "{text}");
        }
    }

    #[test]
    fn control_characters_are_invalid_also_when_they_are_escaped() {
        let found = |text: &str| {
            JsonText::<512>::new(text).err().map(|error| match error {
                ValueError::Character { found, position: Position::Inside } => Ok(found),
                other => Err(other),
            })
        };
        for (escape, expected) in [
            (r"\u0000", '\0'),
            (r"\n", '\n'),
            (r"\r", '\r'),
            (r"\t", '\t'),
            (r"\b", '\u{8}'),
            (r"\f", '\u{c}'),
            (r"\u007F", '\u{7f}'),
            (r"\u0085", '\u{85}'),
            (r"\u2028", '\u{2028}'),
            (r"\uFEff", '\u{feff}'),
            ("\u{feff}", '\u{feff}'),
            ("\u{7f}", '\u{7f}'),
        ] {
            for text in [format!("{{\"a\":\"x{escape}y\"}}"), format!("{{ \"{escape}\":[1] }}")] {
                assert_eq!(found(&text), Some(Ok(expected)), "{text}");
            }
        }
        for text in [r#"{"a":"\\n\"\/\u00e9\ud83d\ude00\\u0000"}"#, "{\r\n\t\"a\" : 1\n}", r#"{"a":""}"#] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
