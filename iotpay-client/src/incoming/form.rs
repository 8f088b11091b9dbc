//! Parses a query or a form.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::percent_decode;

use super::{DecodeError, DecodeErrorKind, FieldKind, Fields, ReceivedField};

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
    let mut entries: Vec<ReceivedField> = Vec::new();
    let mut places = HashMap::new();
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        let place = places.get(&name).copied();
        let field = ReceivedField::new(name.clone(), FieldKind::Text, value);
        match place.and_then(|at: usize| entries.get_mut(at)) {
            None => {
                places.insert(name, entries.len());
                entries.push(field);
            }
            Some(known) => known.merge(field)?,
        }
    }
    Ok(Fields::new(entries))
}

fn decode(text: &[u8]) -> Result<String, DecodeError> {
    let blanks: Cow<'_, [u8]> = if text.contains(&b'+') {
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect()
    } else {
        Cow::Borrowed(text)
    };
    let decoded = percent_decode(&blanks).decode_utf8().map(Cow::into_owned);
    decoded.map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_like_a_form() {
        let fields = parse("subject=%E8%B4%AD%E4%B9%B0+%2B1&body=a%26b%3Dc&param2=&flag".as_bytes()).unwrap();
        let texts: Vec<_> = fields.iter().map(|field| (field.name(), field.text())).collect();
        assert_eq!(texts, [("subject", "购买 +1"), ("body", "a&b=c"), ("param2", ""), ("flag", "")]);
    }

    #[test]
    fn rejects_invalid_utf8() {
        assert_eq!(parse(b"a=%FF").unwrap_err().kind, DecodeErrorKind::NotUtf8);
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
