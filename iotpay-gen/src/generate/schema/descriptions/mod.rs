//! Descriptions of mappings, keys and values, which editors display.

mod page_keys;
mod repeated_keys;
mod shared_keys;
mod table;
mod values;

use page_keys::PAGES;
use repeated_keys::EVERYWHERE;
use shared_keys::SHARED;
use table::Mapping;
pub(super) use table::{ANY_KEY, ITSELF};
use values::VALUES;

/// Returns the description of a key; `None` if the mapping has no description for it.
pub(super) fn of(mapping: &str, key: &str) -> Option<&'static str> {
    in_table(mapping, key).or_else(|| EVERYWHERE.iter().find(|(name, _)| *name == key).map(|(_, about)| *about))
}

/// Returns every mapping with its keys.
fn mappings() -> impl Iterator<Item = &'static Mapping> {
    PAGES.iter().chain(SHARED)
}

fn in_table(mapping: &str, key: &str) -> Option<&'static str> {
    let (_, keys) = mappings().find(|(name, _)| *name == mapping)?;
    keys.iter().find(|(name, _)| *name == key).map(|(_, about)| *about)
}

/// Returns the descriptions of a key's allowed values; none if the values explain themselves.
pub(super) fn of_values(mapping: &str, key: &str) -> &'static [(&'static str, &'static str)] {
    let place = |wanted: &str| VALUES.iter().find(|(name, _)| *name == wanted).map(|(_, values)| *values);
    place(&format!("{mapping}.{key}")).or_else(|| place(key)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::document::{name_of, names_of_values};
    use super::super::shape::of_files;
    use super::*;

    #[test]
    fn describes_every_key() {
        let format = of_files();
        let mut unused: BTreeSet<_> =
            mappings().flat_map(|(name, keys)| keys.iter().map(|(key, _)| (*name, *key))).collect();
        let mut names = BTreeSet::new();
        for (what, mapping) in &format.mappings {
            let name = name_of(what);
            assert!(names.insert(name.clone()), "two mappings are called {name}");
            let any = mapping.any_key.is_some().then_some(ANY_KEY);
            for key in mapping.keys.iter().map(|key| key.name).chain([ITSELF]).chain(any) {
                let about = of(&name, key);
                assert!(about.is_some_and(|it| it.ends_with('.')), "description of `{key}` of {name}: {about:?}");
                unused.retain(|known| *known != (name.as_str(), key));
            }
        }
        assert!(unused.is_empty(), "no such keys: {unused:?}");
    }

    #[test]
    fn described_keys_describe_all_values() {
        let mut unused: BTreeSet<_> = VALUES.iter().map(|(place, _)| *place).collect();
        for (mapping, key, names) in names_of_values() {
            let words = of_values(&mapping, key);
            unused.retain(|place| *place != key && *place != format!("{mapping}.{key}"));
            let described: Vec<_> = words.iter().map(|(value, _)| *value).collect();
            assert!(described.is_empty() || described == names, "{mapping}.{key}: {described:?} {names:?}");
        }
        assert!(unused.is_empty(), "no such values: {unused:?}");
    }
}
