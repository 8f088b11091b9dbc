//! The fields of a request in little memory.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// The raw fields of a request by name, in the order of their names.
///
/// It needs much less memory than a map, since a sandbox can have very many orders.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawFields {
    /// The names and values, each name before its value.
    text: Box<str>,
    /// The end of each name and of each value in the text.
    ends: Box<[u32]>,
}

impl RawFields {
    /// Returns the value of a field, if any.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Returns the names and the values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        let mut next = move |end: u32| {
            let end = end as usize;
            // Every end was the length of the text so far.
            let part = self.text.get(start..end).unwrap_or_default();
            start = end;
            part
        };
        self.ends.chunks_exact(2).map(move |pair| (next(pair[0]), next(pair[1])))
    }
}

impl<'a> IntoIterator for &'a RawFields {
    type Item = (&'a str, &'a str);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

/// Fields after 4 GiB of text are left out; no request is that long.
impl From<BTreeMap<String, String>> for RawFields {
    fn from(fields: BTreeMap<String, String>) -> Self {
        let mut text = String::with_capacity(fields.iter().map(|(name, value)| name.len() + value.len()).sum());
        let mut ends = Vec::with_capacity(2 * fields.len());
        for (name, value) in &fields {
            let after_name = u32::try_from(text.len() + name.len());
            let after_value = u32::try_from(text.len() + name.len() + value.len());
            if let (Ok(after_name), Ok(after_value)) = (after_name, after_value) {
                text += name;
                text += value;
                ends.extend([after_name, after_value]);
            }
        }
        Self { text: text.into(), ends: ends.into() }
    }
}

impl fmt::Debug for RawFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for RawFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for RawFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::<String, String>::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted_and_found() {
        let fields = [("b", "2"), ("", "empty name"), ("a", ""), ("ü", "\u{0}ö"), ("b", "3")];
        let map: BTreeMap<_, _> = fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let fields = RawFields::from(map);
        assert_eq!(fields.iter().collect::<Vec<_>>(), [("", "empty name"), ("a", ""), ("b", "3"), ("ü", "\u{0}ö")]);
        assert_eq!((fields.get("b"), fields.get("a"), fields.get("c")), (Some("3"), Some(""), None));
        let json = serde_json::to_string(&fields).unwrap();
        assert_eq!(serde_json::from_str::<RawFields>(&json).unwrap(), fields);
        assert_eq!(serde_json::from_str::<BTreeMap<String, String>>(&json).unwrap().len(), 4);
        assert_eq!(RawFields::default().iter().count(), 0);
    }
}
