//! The fields of a received message.

use super::decode_error::DecodeError;
use super::field::ReceivedField;
use super::name_index::NameIndex;
use super::name_prefix::NamePrefix;

/// The fields of a received message, in the received order. Names are unique.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Fields {
    entries: Vec<ReceivedField>,
}

impl Fields {
    pub(super) fn new(entries: Vec<ReceivedField>) -> Self {
        Self { entries }
    }

    /// Adds the fields of another part of the same message. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if a name has different values in the two parts.
    pub fn merge(&mut self, other: Self) -> Result<(), DecodeError> {
        let mut index = NameIndex::default();
        for field in other.entries {
            match index.find(&self.entries, field.name()).and_then(|at| self.entries.get_mut(at)) {
                None => self.entries.push(field),
                Some(known) => known.merge(field)?,
            }
        }
        Ok(())
    }

    /// Returns the field with the given name.
    pub fn get(&self, name: &str) -> Option<&ReceivedField> {
        let prefix = NamePrefix::of(name.as_bytes());
        self.entries.iter().find(|field| field.has_name(prefix, name))
    }

    /// Returns all fields in the received order, including unknown ones.
    pub fn iter(&self) -> std::slice::Iter<'_, ReceivedField> {
        self.entries.iter()
    }

    /// Returns the field with a name, unless it is empty: anyone can add an empty field to a signed message.
    pub(crate) fn filled(&self, name: &str) -> Option<&ReceivedField> {
        self.get(name).filter(|field| !field.is_empty() && !field.is_empty_nested())
    }

    /// Removes fields by name.
    pub(crate) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        self.entries.retain(|field| !is_removed(field.name()));
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a ReceivedField;
    type IntoIter = std::slice::Iter<'a, ReceivedField>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
