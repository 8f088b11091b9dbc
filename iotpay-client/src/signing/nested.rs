//! Objects inside a signed message.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde_core::de::{Deserializer as _, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::NestedForm;

/// The maximum depth of sorted values, since the stack is limited. The spec allows 15 levels of dots and `[]` in a name;
/// an array of values and the object that contains a whole response add one level each.
const MAX_DEPTH: usize = 17;

/// Returns a JSON value as compact text with sorted names, as [`NestedForm::Sorted`](super::NestedForm::Sorted) signs it.
/// Numbers and text values are unchanged. Returns `None` if the text is not JSON, is nested too deeply or has duplicate
/// names.
pub fn sorted(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(raw.len());
    write_sorted(raw, 0, &mut text)?;
    Some(text)
}

/// Returns an object or an array as it is signed in this form; `None` if it is not signed, or cannot be sorted.
pub(super) fn signed(raw: &str, form: NestedForm) -> Option<Cow<'_, str>> {
    match form {
        NestedForm::Omitted => None,
        NestedForm::Raw => Some(Cow::Borrowed(raw)),
        NestedForm::Sorted => sorted(raw).map(Cow::Owned),
    }
}

fn write_sorted(raw: &str, depth: usize, text: &mut String) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    match raw.as_bytes().first()? {
        b'{' => {
            let members = serde_json::Deserializer::from_str(raw).deserialize_map(MembersVisitor).ok()?;
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                write!(text, "{comma}{}:", serde_json::Value::from(name.as_str())).ok()?;
                write_sorted(value.get(), depth + 1, text)?;
            }
            text.push('}');
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write_sorted(item.get(), depth + 1, text)?;
            }
            text.push(']');
        }
        _ => text.push_str(raw),
    }
    Some(())
}

/// Reads the members of an object without duplicate names: another reader of the object could choose a different
/// duplicate than the signer.
struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = BTreeMap<String, &'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = access.next_entry()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("repeated name"));
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_nested_names() {
        let raw = "{ \"b\" : [ {\"d\":1.0, \"c\":\"\\u00e9\"}, 2 , [] ], \"a\": null }";
        assert_eq!(sorted(raw).as_deref(), Some("{\"a\":null,\"b\":[{\"c\":\"\\u00e9\",\"d\":1.0},2,[]]}"));
    }

    #[test]
    fn rejects_duplicate_names_in_objects() {
        assert_eq!(sorted("{\"a\":1,\"\\u0061\":2}"), None);
        assert_eq!(sorted("[{\"b\":{\"a\":1,\"a\":1}}]"), None);
    }

    #[test]
    fn limits_the_depth() {
        let lists = |depth| "[".repeat(depth) + &"]".repeat(depth);
        let objects = |depth| "{\"a\":".repeat(depth - 1) + "{}" + &"}".repeat(depth - 1);
        for value in [&lists as &dyn Fn(usize) -> String, &objects] {
            assert_eq!(sorted(&value(MAX_DEPTH + 1)), Some(value(MAX_DEPTH + 1)));
            for depth in [MAX_DEPTH + 2, 100] {
                assert_eq!(sorted(&value(depth)), None, "{depth}");
            }
        }
    }
}
