//! Parses a query or a form.

use std::ops::Range;

use memchr::memchr2;

use super::entry::{Entry, Place};
use super::scan::{Separator, find};
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
    let mut form = Form::new(text);
    let mut start = 0;
    while start < text.len() {
        let name = start..find::<Separator>(text, start);
        let value = if text.get(name.end) == Some(&b'=') { form.value(name.end + 1) } else { name.end..name.end };
        start = value.end + 1;
        if name.start < value.end {
            form.add(name, value)?;
        }
    }
    form.fields.merge_repeated()?;
    Ok(form.fields)
}

/// The number of fields for which memory is reserved at first.
const USUAL_FIELDS: usize = 24;

/// Collects the fields of a form.
struct Form<'a> {
    text: &'a [u8],
    /// Whether the text is UTF-8. If so, the fields begin with a copy of it, and parts without escapes need no other.
    is_utf8: bool,
    /// The position of the next `%` or `+`, from the last part on.
    next_escape: usize,
    /// The bytes of a part with escapes.
    decoded: Vec<u8>,
    fields: Fields,
}

impl<'a> Form<'a> {
    fn new(text: &'a [u8]) -> Self {
        let whole = str::from_utf8(text);
        let next_escape = memchr2(b'%', b'+', text).unwrap_or(text.len());
        // All decoded parts are at most as long as the text.
        let capacity = if next_escape < text.len() { 2 * text.len() } else { text.len() };
        let mut source = String::with_capacity(capacity);
        source.push_str(whole.unwrap_or_default());
        let mut fields = Fields::in_text(source, USUAL_FIELDS);
        fields.may_contain_separators = false;
        Self { text, is_utf8: whole.is_ok(), next_escape, decoded: Vec::new(), fields }
    }

    /// Returns the value that begins at a position.
    #[inline]
    fn value(&mut self, start: usize) -> Range<usize> {
        let mut end = find::<Separator>(self.text, start);
        while self.text.get(end) == Some(&b'=') {
            self.fields.may_contain_separators = true;
            end = find::<Separator>(self.text, end + 1);
        }
        start..end
    }

    #[inline]
    fn add(&mut self, name: Range<usize>, value: Range<usize>) -> Result<(), DecodeError> {
        let (name, text) = (self.part(name)?, self.part(value)?);
        self.fields.entries.push(Entry { name, text, kind: FieldKind::Text });
        Ok(())
    }

    /// Returns the place of a decoded name or value. Each part must begin behind the previous one.
    #[inline]
    fn part(&mut self, part: Range<usize>) -> Result<Place, DecodeError> {
        if self.is_utf8 && part.end <= self.next_escape { Ok(part.into()) } else { self.decode(part) }
    }

    fn decode(&mut self, part: Range<usize>) -> Result<Place, DecodeError> {
        if self.next_escape < part.end {
            let rest = self.text.get(part.end..).unwrap_or_default();
            self.next_escape = memchr2(b'%', b'+', rest).map_or(self.text.len(), |at| part.end + at);
        }
        let part = self.text.get(part).unwrap_or_default();
        self.decoded.clear();
        self.decoded.reserve(part.len());
        unescape(part, &mut self.decoded);
        // Each part must be UTF-8 on its own.
        let decoded = str::from_utf8(&self.decoded).map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8))?;
        self.fields.may_contain_separators |= memchr2(b'&', b'=', &self.decoded).is_some();
        Ok(self.fields.append(decoded))
    }
}

/// Decodes a name or a value. An invalid escape is text.
fn unescape(mut text: &[u8], decoded: &mut Vec<u8>) {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let [byte, rest @ ..] = text {
        text = rest;
        let escaped = match rest {
            [high, low, ..] if *byte == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        decoded.push(match (byte, escaped) {
            (_, Some((high, low))) => {
                text = rest.get(2..).unwrap_or_default();
                high << 4 | low
            }
            (b'+', None) => b' ',
            (byte, None) => *byte,
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::incoming::ReceivedField;

    /// What `form_urlencoded` decodes, with the fields of each name merged.
    fn expected(text: &[u8]) -> Result<Vec<(String, String)>, DecodeError> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(text).into_owned().collect();
        // It replaces invalid UTF-8, also parts of a character.
        if pairs.iter().any(|(name, value)| format!("{name}{value}").contains(char::REPLACEMENT_CHARACTER)) {
            return Err(DecodeError::whole(DecodeErrorKind::NotUtf8));
        }
        let mut merged: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs {
            match merged.iter_mut().find(|(known, _)| *known == name) {
                None => merged.push((name, value)),
                Some((_, known)) if known.is_empty() => *known = value,
                Some((_, known)) if value.is_empty() || *known == value => {}
                Some(_) => return Err(DecodeError::new(&name, DecodeErrorKind::Conflict)),
            }
        }
        Ok(merged)
    }

    fn pairs(fields: &Fields) -> Vec<(String, String)> {
        fields.iter().map(|field| (field.name().to_owned(), field.text().to_owned())).collect()
    }

    fn forms() -> impl Strategy<Value = Vec<u8>> {
        let parts: Vec<&[u8]> = vec![
            b"a",
            b"b",
            b"a",
            b"status",
            b"mchOrderNo",
            b"2016042721",
            b"=",
            b"=",
            b"=",
            b"&",
            b"&",
            b"&",
            b"+",
            b"%20",
            b"%26",
            b"%3D",
            b"%3d",
            b"%",
            b"%2",
            b"%zz",
            b"%E8%B4%AD",
            "购".as_bytes(),
            b"%E8",
            b"\xb4",
            b"\0",
        ];
        prop::collection::vec(prop::sample::select(parts), 0..24).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_096))]

        #[test]
        fn decodes_what_form_urlencoded_decodes(text in forms()) {
            let fields = parse(&text);
            prop_assert_eq!(fields.as_ref().map(pairs).map_err(Clone::clone), expected(&text));
            if let Ok(fields) = fields && !fields.may_contain_separators() {
                let has_separator = |(name, value): &(String, String)| format!("{name}{value}").contains(['&', '=']);
                prop_assert!(!pairs(&fields).iter().any(has_separator));
            }
        }

        #[test]
        fn two_parts_of_a_message_are_merged_like_one(query in forms(), body in forms()) {
            if let (Ok(mut fields), Ok(others)) = (parse(&query), parse(&body)) {
                let merged = fields.merge(others).map(|()| pairs(&fields));
                prop_assert_eq!(merged, expected(&[&*query, b"&", &*body].concat()));
            }
        }
    }

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
