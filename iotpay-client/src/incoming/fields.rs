//! The fields of a received message.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::decode_error::DecodeError;
use super::entry::{Entry, Place};
use super::field::ReceivedField;
use super::kind::FieldKind;
use super::name_prefix::NamePrefix;
use super::order::{Cursor, NameOrder, SortedName};

/// The fields of a received message, in the received order. Names are unique.
///
/// ```
/// use iotpay_client::Cents;
/// use iotpay_client::incoming::Fields;
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"mchOrderNo":"m1","amount":2865}"#)?;
/// assert_eq!(fields.get("mchOrderNo").map(|field| field.text()), Some("m1"));
/// let amount: Cents = fields.read("amount", &[])?;
/// let note: Option<String> = fields.read("note", &[])?;
/// # assert!(amount == 2865 && note.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Fields {
    /// Contains all names and values, so that the fields need no memory of their own.
    pub(super) source: String,
    pub(super) entries: Vec<Entry>,
    /// The fields sorted by name.
    order: NameOrder,
    /// `false` only if no name and no value contains `&` or `=`.
    pub(super) may_contain_separators: bool,
}

impl Fields {
    /// Creates an empty list of fields whose names and values may be parts of this text. Once all fields are added, they
    /// must be sorted.
    pub(super) fn in_text(source: String, usual_fields: usize) -> Self {
        let entries = Vec::with_capacity(usual_fields);
        Self { source, entries, order: NameOrder::default(), may_contain_separators: true }
    }

    /// Adds a text, and returns its place.
    #[inline]
    pub(super) fn append(&mut self, text: &str) -> Place {
        let start = self.source.len();
        self.source.push_str(text);
        Place::from(start..self.source.len())
    }

    /// Sorts the fields. Returns `true` if a name is repeated.
    pub(super) fn sort(&mut self) -> bool {
        self.order.sort(&self.source, &self.entries)
    }

    /// Returns the fields of each name, in the order of their positions. They must be sorted.
    pub(super) fn by_name(&self) -> impl Iterator<Item = &[SortedName]> {
        self.order.by_name(&self.source, &self.entries)
    }

    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor::new(&self.source, &self.entries, &self.order)
    }

    /// Adds the fields of another part of the same message. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if a name has different values in the two parts.
    pub fn merge(&mut self, other: Self) -> Result<(), DecodeError> {
        if self.entries.is_empty() {
            *self = other;
            return Ok(());
        }
        if other.entries.is_empty() {
            return Ok(());
        }
        let length = self.source.len();
        self.source.push_str(&other.source);
        self.entries.extend(other.entries.into_iter().map(|Entry { name, text, kind }| Entry {
            name: name.after(length),
            text: text.after(length),
            kind,
        }));
        self.may_contain_separators |= other.may_contain_separators;
        self.merge_repeated()
    }

    /// Returns the field with the given name.
    #[inline]
    pub fn get(&self, name: &str) -> Option<ReceivedField<'_>> {
        self.at(self.order.position(&self.source, &self.entries, name)?)
    }

    #[inline]
    pub(super) fn at(&self, position: usize) -> Option<ReceivedField<'_>> {
        Some(self.field(self.entries.get(position)?))
    }

    #[inline]
    pub(super) fn field<'a>(&'a self, entry: &'a Entry) -> ReceivedField<'a> {
        ReceivedField::in_text(&self.source, entry)
    }

    /// Returns the number of fields.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns `true` if there are no fields.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns all fields in the received order, including unknown ones.
    pub fn iter(&self) -> FieldsIter<'_> {
        FieldsIter { fields: self, entries: self.entries.iter() }
    }

    /// Returns the kinds of all fields, in the received order.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = FieldKind> {
        self.entries.iter().map(|entry| entry.kind)
    }

    /// Returns all fields sorted by name.
    pub(crate) fn sorted(&self) -> SortedFields<'_> {
        SortedFields { fields: self, rest: self.order.as_slice().iter() }
    }

    /// Returns the field with a name, unless it is empty: anyone can add an empty field to a signed message.
    pub(crate) fn filled(&self, name: &str) -> Option<ReceivedField<'_>> {
        self.get(name).filter(is_filled)
    }

    /// Returns `true` if a field with one of these names is not empty. This is fastest if they are sorted.
    pub(crate) fn any_filled(&self, names: &[&str]) -> bool {
        let mut cursor = self.cursor();
        for name in names {
            let prefix = NamePrefix::of(name.as_bytes());
            if cursor.find(name, prefix).is_some_and(|entry| is_filled(&self.field(entry))) {
                return true;
            }
        }
        false
    }

    /// Removes fields by name.
    pub(crate) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        self.entries.retain(|entry| !is_removed(entry.name.text_in(&self.source)));
        self.sort();
    }

    /// Returns `false` only if no name and no value contains `&` or `=`.
    pub(crate) fn may_contain_separators(&self) -> bool {
        self.may_contain_separators
    }
}

fn is_filled(field: &ReceivedField<'_>) -> bool {
    !field.is_empty() && !field.is_empty_nested()
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Fields {}

impl Hash for Fields {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|field| field.hash(state));
    }
}

/// Shows only the names and the kinds: values may be secret.
impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").field("entries", &self.iter().collect::<Vec<_>>()).finish()
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = ReceivedField<'a>;
    type IntoIter = FieldsIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Iterates over the fields of a message. [`Fields::iter`] creates it.
///
/// ```
/// use iotpay_client::incoming::Fields;
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"mchOrderNo":"m1","amount":2865}"#)?;
/// let names: Vec<_> = fields.iter().map(|field| field.name()).collect();
/// assert_eq!(names, ["mchOrderNo", "amount"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FieldsIter<'a> {
    fields: &'a Fields,
    entries: std::slice::Iter<'a, Entry>,
}

impl<'a> Iterator for FieldsIter<'a> {
    type Item = ReceivedField<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|entry| self.fields.field(entry))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }

    // The default would visit the fields before it, so that long messages take quadratic time.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.entries.nth(n).map(|entry| self.fields.field(entry))
    }
}

impl DoubleEndedIterator for FieldsIter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.entries.next_back().map(|entry| self.fields.field(entry))
    }
}

impl ExactSizeIterator for FieldsIter<'_> {}

/// Shows the remaining fields like [`Fields`].
impl fmt::Debug for FieldsIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// Iterates over the fields of a message, sorted by name.
#[derive(Clone)]
pub(crate) struct SortedFields<'a> {
    fields: &'a Fields,
    rest: std::slice::Iter<'a, SortedName>,
}

impl<'a> Iterator for SortedFields<'a> {
    type Item = ReceivedField<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.fields.at(self.rest.next()?.position)
    }
}
