//! The fields of a received message.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use memchr::memchr2;

use super::decode_error::{DecodeError, DecodeErrorKind};
use super::field::{FieldKind, ReceivedField};
use super::name_index::NameIndex;
use super::name_prefix::NamePrefix;

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
    source: String,
    entries: Vec<Entry>,
}

/// A field of a message: the places of its name and its value in the text of the message.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) prefix: NamePrefix,
    pub(super) name: Range<usize>,
    pub(super) text: Range<usize>,
    pub(super) kind: FieldKind,
}

impl Fields {
    /// Creates an empty list of fields whose names and values may be parts of this text.
    pub(super) fn in_text(source: String, usual_fields: usize) -> Self {
        Self { source, entries: Vec::with_capacity(usual_fields) }
    }

    /// Returns the text with the names and values.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Adds a text, and returns its place.
    #[inline]
    pub(super) fn append(&mut self, text: &str) -> Range<usize> {
        let start = self.source.len();
        self.source.push_str(text);
        start..self.source.len()
    }

    /// Adds a field whose name is new and whose name and value are not in the text yet.
    pub(super) fn add(&mut self, name: &str, kind: FieldKind, text: &str) {
        let (prefix, name, text) = (NamePrefix::of(name.as_bytes()), self.append(name), self.append(text));
        self.push(Entry { prefix, name, text, kind });
    }

    /// Adds a field whose name is new.
    #[inline]
    pub(super) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Adds a field. If there is one of the same name, the values must be equal, or one of them must be empty.
    pub(super) fn insert(&mut self, entry: Entry, index: &mut NameIndex) -> Result<(), DecodeError> {
        let field = self.field(&entry);
        let Some((at, known)) = index.find(self, field.name(), entry.prefix).and_then(|at| Some((at, self.at(at)?)))
        else {
            self.entries.push(entry);
            return Ok(());
        };
        if !known.is_unsigned() {
            let is_same = field.is_unsigned() || known.text() == field.text();
            return if is_same { Ok(()) } else { Err(known.problem(DecodeErrorKind::Conflict)) };
        }
        if let Some(known) = self.entries.get_mut(at) {
            *known = entry;
        }
        Ok(())
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
        let mut index = NameIndex::default();
        let start = self.append(&other.source).start;
        let moved = |place: Range<usize>| place.start + start..place.end + start;
        for Entry { prefix, name, text, kind } in other.entries {
            self.insert(Entry { prefix, name: moved(name), text: moved(text), kind }, &mut index)?;
        }
        Ok(())
    }

    /// Returns the field with the given name.
    #[inline]
    pub fn get(&self, name: &str) -> Option<ReceivedField<'_>> {
        self.at(self.position(name, NamePrefix::of(name.as_bytes()))?)
    }

    /// Returns the position of the field with this name, which begins with this prefix.
    #[inline]
    pub(super) fn position(&self, name: &str, prefix: NamePrefix) -> Option<usize> {
        let has_name = |entry: &Entry| self.source.as_bytes().get(entry.name.clone()) == Some(name.as_bytes());
        self.entries.iter().position(|entry| entry.prefix == prefix && has_name(entry))
    }

    #[inline]
    fn at(&self, position: usize) -> Option<ReceivedField<'_>> {
        Some(self.field(self.entries.get(position)?))
    }

    #[inline]
    fn field(&self, entry: &Entry) -> ReceivedField<'_> {
        let part = |place: &Range<usize>| self.source.get(place.clone()).unwrap_or_default();
        ReceivedField::with_prefix(part(&entry.name), entry.prefix, entry.kind, part(&entry.text))
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

    /// Returns the field with a name, unless it is empty: anyone can add an empty field to a signed message.
    pub(crate) fn filled(&self, name: &str) -> Option<ReceivedField<'_>> {
        self.get(name).filter(|field| !field.is_empty() && !field.is_empty_nested())
    }

    /// Removes fields by name.
    pub(crate) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        let name = |entry: &Entry| self.source.get(entry.name.clone()).unwrap_or_default();
        self.entries.retain(|entry| !is_removed(name(entry)));
    }

    /// Returns `false` if no name and no value contains `&` or `=`.
    pub(crate) fn may_contain_separators(&self) -> bool {
        memchr2(b'&', b'=', self.source.as_bytes()).is_some()
    }
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
