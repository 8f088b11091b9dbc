//! Where a field is in the text of its message.

use std::ops::Range;

use super::kind::FieldKind;

/// A field: the places of its name and its value, and its kind.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) name: Place,
    pub(super) text: Place,
    pub(super) kind: FieldKind,
}

/// A part of a text.
#[derive(Clone, Copy)]
pub(super) struct Place {
    start: usize,
    end: usize,
}

impl Place {
    #[inline]
    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same part after the text was appended to another one of this length.
    pub(super) fn after(self, length: usize) -> Self {
        Self { start: self.start + length, end: self.end + length }
    }

    #[inline]
    pub(super) fn text_in(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the bytes. This is cheaper than the text, which must not begin or end inside a character.
    #[inline]
    pub(super) fn bytes_in(self, source: &str) -> &[u8] {
        source.as_bytes().get(self.start..self.end).unwrap_or_default()
    }
}

impl Entry {
    /// Returns the bytes of the name.
    #[inline]
    pub(super) fn name_in<'a>(&self, source: &'a str) -> &'a [u8] {
        self.name.bytes_in(source)
    }
}

impl From<Range<usize>> for Place {
    #[inline]
    fn from(Range { start, end }: Range<usize>) -> Self {
        Self { start, end }
    }
}
