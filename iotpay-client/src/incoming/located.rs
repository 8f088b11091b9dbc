//! Finds the fields of a struct in a message at once. For derived code.

use super::entry::Entry;
use super::fields::Fields;
use super::name_prefix::NamePrefix;
use super::words::FromWords;
use super::{DecodeError, FromField, ReceivedField};

/// A wire name of a struct.
pub struct WireName {
    name: &'static str,
    prefix: NamePrefix,
}

impl WireName {
    /// Creates a name, at compile time.
    pub const fn new(name: &'static str) -> Self {
        Self { name, prefix: NamePrefix::of(name.as_bytes()) }
    }
}

/// A field of a message that has a wire name of a struct.
#[derive(Clone, Copy)]
pub struct LocatedField<'a>(&'a Entry);

/// The fields of a message that have the wire names of a struct.
pub struct Located<'a, 'n> {
    fields: &'a Fields,
    names: &'static [WireName],
    /// The field of each name.
    found: &'n [Option<LocatedField<'a>>],
}

impl<'a, 'n> Located<'a, 'n> {
    /// Finds all names of a struct, in one pass if they are sorted. `found` has a place for each.
    pub fn new(fields: &'a Fields, names: &'static [WireName], found: &'n mut [Option<LocatedField<'a>>]) -> Self {
        let mut cursor = fields.cursor();
        for (WireName { name, prefix }, place) in names.iter().zip(&mut *found) {
            *place = cursor.find(name, *prefix).map(LocatedField);
        }
        Self { fields, names, found }
    }

    /// Decodes a field by the positions of its name and its aliases, like [`Fields::read`].
    pub fn read<T: FromField>(&self, names: &[usize]) -> Result<T, DecodeError> {
        match self.find(names) {
            Some(field) => T::from_field(&field),
            None => T::absent(self.name(names)),
        }
    }

    /// Decodes a boolean that is received as one of two texts, like [`read`](Self::read).
    pub fn read_words<T: FromWords>(&self, names: &[usize], words: [&str; 2]) -> Result<T, DecodeError> {
        match self.find(names) {
            Some(field) => T::from_words(&field, words),
            None => T::absent(self.name(names)),
        }
    }

    /// Returns the first of the fields that is not empty.
    #[inline]
    fn find(&self, names: &[usize]) -> Option<ReceivedField<'a>> {
        for name in names {
            if let Some(Some(LocatedField(entry))) = self.found.get(*name) {
                let field = self.fields.field(entry);
                if !field.is_empty() {
                    return Some(field);
                }
            }
        }
        None
    }

    fn name(&self, names: &[usize]) -> &'static str {
        names.first().and_then(|name| self.names.get(*name)).map_or("", |name| name.name)
    }
}
