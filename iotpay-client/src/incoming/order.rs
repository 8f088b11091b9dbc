//! The order of the names in a message, by which fields are found, verified and decoded.

use super::entry::Entry;
use super::name_prefix::{NamePrefix, have_same_rest};

/// The fields of a message, sorted by name. Every method takes the text and the fields of the message.
#[derive(Clone, Default)]
pub(super) struct NameOrder(Vec<SortedName>);

/// A field in the order of the names.
#[derive(Clone, Copy)]
pub(super) struct SortedName {
    /// The beginning of the name, so that most comparisons of names compare one number.
    prefix: NamePrefix,
    /// The position of the field in the message.
    pub(super) position: usize,
}

impl SortedName {
    fn name<'a>(self, source: &'a str, entries: &[Entry]) -> &'a [u8] {
        entries.get(self.position).map_or(&[], |entry| entry.name_in(source))
    }
}

impl NameOrder {
    /// Sorts the names by their bytes, and equal names by their positions. Returns `true` if a name is repeated.
    pub(super) fn sort(&mut self, source: &str, entries: &[Entry]) -> bool {
        let Self(order) = self;
        let sorted_name =
            |(position, entry): (usize, &Entry)| SortedName { prefix: NamePrefix::of(entry.name_in(source)), position };
        order.clear();
        order.extend(entries.iter().enumerate().map(sorted_name));
        order.sort_unstable_by_key(|sorted| sorted.prefix);
        // Most messages end here: their names differ in the first bytes.
        if !order.windows(2).any(|pair| matches!(pair, [one, other] if one.prefix == other.prefix)) {
            return false;
        }
        let name = |sorted: &SortedName| sorted.name(source, entries);
        order.sort_unstable_by(|one, other| {
            let by_name = || name(one).cmp(name(other)).then_with(|| one.position.cmp(&other.position));
            one.prefix.cmp(&other.prefix).then_with(by_name)
        });
        order.windows(2).any(|pair| matches!(pair, [one, other] if name(one) == name(other)))
    }

    /// Returns the position of the field with a name.
    pub(super) fn position(&self, source: &str, entries: &[Entry], name: &str) -> Option<usize> {
        let (name, prefix) = (name.as_bytes(), NamePrefix::of(name.as_bytes()));
        let same_prefix = self.0.get(self.0.partition_point(|sorted| sorted.prefix < prefix)..)?;
        let first = same_prefix.first().filter(|sorted| sorted.prefix == prefix)?;
        if have_same_rest(first.name(source, entries), name) {
            return Some(first.position);
        }
        // A long message may be hostile: searching all of it for each of its names would take hours.
        let compare =
            |sorted: &SortedName| sorted.prefix.cmp(&prefix).then_with(|| sorted.name(source, entries).cmp(name));
        same_prefix.binary_search_by(compare).ok().and_then(|place| same_prefix.get(place)).map(|found| found.position)
    }

    /// Returns the fields of each name, in the order of their positions.
    pub(super) fn by_name(&self, source: &str, entries: &[Entry]) -> impl Iterator<Item = &[SortedName]> {
        self.0.chunk_by(|one, other| one.name(source, entries) == other.name(source, entries))
    }

    pub(super) fn as_slice(&self) -> &[SortedName] {
        &self.0
    }
}

/// Finds fields by name, in one pass over the message if the names are sorted.
pub(super) struct Cursor<'a> {
    source: &'a str,
    entries: &'a [Entry],
    order: &'a [SortedName],
    /// The place in the order before which all names precede the last name.
    place: usize,
    last: NamePrefix,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a str, entries: &'a [Entry], order: &'a NameOrder) -> Self {
        Self { source, entries, order: &order.0, place: 0, last: NamePrefix::default() }
    }

    /// Returns the field with a name, which begins with this prefix.
    #[inline]
    pub(super) fn find(&mut self, name: &str, prefix: NamePrefix) -> Option<&'a Entry> {
        if prefix < self.last {
            self.place = 0;
        }
        self.last = prefix;
        while self.order.get(self.place).is_some_and(|sorted| sorted.prefix < prefix) {
            self.place += 1;
        }
        let mut place = self.place;
        while let Some(sorted) = self.order.get(place)
            && sorted.prefix == prefix
        {
            let entry = self.entries.get(sorted.position)?;
            if have_same_rest(entry.name_in(self.source), name.as_bytes()) {
                return Some(entry);
            }
            place += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::{Fields, ReceivedField};

    /// The names have the same prefixes, and one of them is the prefix of another.
    const NAMES: [&str; 8] = ["", "a", "a\0", "cardToken", "cardTokenId", "cardTokenize", "mchId", "mchOrderNo"];

    #[test]
    fn finds_every_name_in_short_and_long_messages() {
        for count in [0, 1, 7, 40] {
            let names: Vec<String> =
                NAMES.iter().map(ToString::to_string).chain((0..count).map(|at| format!("n{}", at * 7 % 40))).collect();
            let form: String = names.iter().rev().map(|name| format!("{name}=of+{name}&")).collect();
            let fields = Fields::from_form(form.as_bytes()).unwrap();
            assert_eq!(fields.len(), names.len());
            let mut cursor = fields.cursor();
            // Neither the order of the message nor that of the bytes.
            for name in names.iter().chain(&names) {
                let text = format!("of {name}");
                assert_eq!(fields.get(name).unwrap().text(), text);
                let entry = cursor.find(name, NamePrefix::of(name.as_bytes())).unwrap();
                assert_eq!(fields.field(entry).text(), text);
            }
            for name in ["\0", "A", "cardTok", "cardTokenI", "cardTokenIe", "zzz", "n40"] {
                assert!(fields.get(name).is_none(), "{name:?}");
                assert!(cursor.find(name, NamePrefix::of(name.as_bytes())).is_none(), "{name:?}");
            }
            assert!(fields.sorted().map(ReceivedField::name).is_sorted());
        }
    }
}
