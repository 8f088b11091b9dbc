//! Parses a query or a form.

use std::ops::Range;

use memchr::{memchr, memchr2};
use percent_encoding::percent_decode;

use super::fields::Entry;
use super::name_index::NameIndex;
use super::name_prefix::NamePrefix;
use super::{DecodeError, DecodeErrorKind, FieldKind, Fields};

impl Fields {
    /// Parses a query or a form. All values are text.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the text is not UTF-8, or if a name occurs twice with different values.
    pub fn from_form(text: &[u8]) -> Result<Self, DecodeError> {
        parse(text)
    }
}

/// Parses `name=value&…`, percent-decoded, with `+` for a space. Unlike common parsers, it does not replace invalid
/// UTF-8: a replaced character would change the string to sign.
pub(super) fn parse(text: &[u8]) -> Result<Fields, DecodeError> {
    if text.is_empty() {
        return Ok(Fields::default());
    }
    let not_utf8 = || DecodeError::whole(DecodeErrorKind::NotUtf8);
    let mut decoded = Vec::with_capacity(text.len());
    let mut places = Vec::with_capacity(USUAL_FIELDS);
    let mut escapes = Escapes::of(text);
    let mut rest = text;
    while !rest.is_empty() {
        let (pair, others) = split(rest, b'&');
        let is_escaped = escapes.are_in(pair.len(), rest);
        rest = others;
        if !pair.is_empty() {
            let (name, value) = split(pair, b'=');
            let decode = if is_escaped { unescape } else { copy };
            places.push((decode(name, &mut decoded), decode(value, &mut decoded)));
        }
    }
    let source = String::from_utf8(decoded).map_err(|_| not_utf8())?;
    // Each part must be UTF-8 on its own.
    let is_whole = |place: &Range<usize>| source.is_char_boundary(place.start) && source.is_char_boundary(place.end);
    if !places.iter().all(|(name, text)| is_whole(name) && is_whole(text)) {
        return Err(not_utf8());
    }
    let mut fields = Fields::in_text(source, places.len());
    let mut index = NameIndex::default();
    for (name, text) in places {
        let prefix = NamePrefix::of(fields.source().as_bytes().get(name.clone()).unwrap_or_default());
        fields.insert(Entry { prefix, name, text, kind: FieldKind::Text }, &mut index)?;
    }
    Ok(fields)
}

/// The number of fields for which memory is reserved at first.
const USUAL_FIELDS: usize = 24;

/// Finds the parts of a text that contain `%` or `+`, with one search for each such part.
struct Escapes {
    /// The length of the rest of the text from the next escape on; 0 if there is none.
    next: usize,
}

impl Escapes {
    fn of(text: &[u8]) -> Self {
        Self { next: memchr2(b'%', b'+', text).map_or(0, |at| text.len() - at) }
    }

    /// Returns `true` if the first bytes of the rest of the text contain an escape. Each call must continue where the
    /// previous one ended.
    fn are_in(&mut self, length: usize, rest: &[u8]) -> bool {
        let is_in = self.next > 0 && rest.len() - self.next < length;
        if is_in {
            *self = Self::of(rest.get(length..).unwrap_or_default());
        }
        is_in
    }
}

/// Returns the parts before and after the first separator.
fn split(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match memchr(separator, text).and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) => (before, after.get(1..).unwrap_or_default()),
        None => (text, &[]),
    }
}

/// Copies a name or a value without escapes, and returns its place.
fn copy(text: &[u8], decoded: &mut Vec<u8>) -> Range<usize> {
    let start = decoded.len();
    decoded.extend_from_slice(text);
    start..decoded.len()
}

/// Decodes a name or a value, and returns its place.
fn unescape(text: &[u8], decoded: &mut Vec<u8>) -> Range<usize> {
    let start = decoded.len();
    for (at, part) in text.split(|byte| *byte == b'+').enumerate() {
        if at > 0 {
            decoded.push(b' ');
        }
        decoded.extend(percent_decode(part));
    }
    start..decoded.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::ReceivedField;

    #[test]
    fn decodes_like_a_form() {
        let fields = parse("subject=%E8%B4%AD%E4%B9%B0+%2B1&body=a%26b%3Dc&param2=&flag".as_bytes()).unwrap();
        let texts: Vec<_> = fields.iter().map(|field| (field.name(), field.text())).collect();
        assert_eq!(texts, [("subject", "购买 +1"), ("body", "a&b=c"), ("param2", ""), ("flag", "")]);
        // An invalid escape is text, also next to an encoded space.
        let fields = parse(b"a=%2+B%&b=%zz+").unwrap();
        let texts: Vec<_> = fields.iter().map(ReceivedField::text).collect();
        assert_eq!(texts, ["%2 B%", "%zz "]);
    }

    #[test]
    fn rejects_invalid_utf8() {
        assert_eq!(parse(b"a=%FF").unwrap_err().kind, DecodeErrorKind::NotUtf8);
        // Each part is invalid, although both together would be valid.
        assert_eq!(parse(b"a=%E8%B4&%AD=1").unwrap_err().kind, DecodeErrorKind::NotUtf8);
        assert_eq!(parse(b"a%E8%B4=%AD").unwrap_err().kind, DecodeErrorKind::NotUtf8);
        assert_eq!(parse(b"a=\xFF").unwrap_err().kind, DecodeErrorKind::NotUtf8);
    }

    #[test]
    fn rejects_conflicting_values() {
        assert_eq!(parse(b"status=1&status=2").unwrap_err(), DecodeError::new("status", DecodeErrorKind::Conflict));
        assert_eq!(parse(b"a=1&a=1").unwrap().iter().count(), 1);
        for form in ["a=1&a=", "a=&a=1", "a&a=1&a&a=1"] {
            let fields = parse(form.as_bytes()).unwrap();
            assert_eq!(fields.iter().map(ReceivedField::text).collect::<Vec<_>>(), ["1"], "{form}");
        }
    }
}
