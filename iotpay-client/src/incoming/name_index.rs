//! Finds received fields by name while they are collected.

use std::collections::HashMap;

use super::Fields;
use super::name_prefix::NamePrefix;

/// The number of fields up to which all of them are searched. Genuine messages have fewer, and a map would cost more
/// than the search; a longer message may be hostile, and searching it for each name would take hours.
const SEARCHED: usize = 32;

/// Finds fields by name in a growing list without repeated names.
#[derive(Default)]
pub(super) struct NameIndex {
    /// The positions of the names in a long list.
    places: HashMap<String, usize>,
}

impl NameIndex {
    /// Returns the position of the field with a name, which begins with this prefix. The list may only have grown since
    /// the last call.
    pub(super) fn find(&mut self, fields: &Fields, name: &str, prefix: NamePrefix) -> Option<usize> {
        if fields.len() <= SEARCHED {
            return fields.position(name, prefix);
        }
        for (place, field) in fields.iter().enumerate().skip(self.places.len()) {
            self.places.insert(field.name().to_owned(), place);
        }
        self.places.get(name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::FieldKind;

    #[test]
    fn finds_every_name_in_short_and_long_lists() {
        let mut index = NameIndex::default();
        let mut fields = Fields::default();
        let prefix = |name: &str| NamePrefix::of(name.as_bytes());
        for at in 0..4 * SEARCHED {
            let name = format!("n{at}");
            assert_eq!(index.find(&fields, &name, prefix(&name)), None, "{name}");
            fields.add(&name, FieldKind::Text, "");
            for known in 0..=at {
                let name = format!("n{known}");
                assert_eq!(index.find(&fields, &name, prefix(&name)), Some(known), "{at}");
            }
        }
    }
}
